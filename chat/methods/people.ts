/** Methods about whom I know and whom I trust: `ui/api.ts`. */
import { formatAddress } from "../../net/mod.ts";
import { type ContactOptions, DEFAULT_OPTIONS } from "../../store/history_types.ts";
import { cleanName } from "../contacts.ts";
import { ChatError } from "../errors.ts";
import { readInvite } from "../invites.ts";
import { peerKey } from "../peer_key.ts";
import type { Core, Methods } from "./core.ts";

export type PeopleMethod =
  | "resolve"
  | "contacts"
  | "contact_rename"
  | "contact_remove"
  | "contact_block"
  | "contact_options"
  | "contact_accept"
  | "contact_lookup"
  | "contact_add"
  | "safety"
  | "contact_verify"
  | "key_answer"
  | "address_add"
  | "addresses"
  | "address_remove"
  | "invite_create"
  | "invite_preview"
  | "invite_accept"
  | "trust_add"
  | "trust_crl"
  | "trust_list";

export function peopleMethods(core: Core): Methods<PeopleMethod> {
  const { parts: { history, me, clock }, adding, contacts, friends, invites, keys, requests, rooms, settings, trust } =
    core;
  return {
    resolve: ({ peer }) => ({ conversation: peer.startsWith("#") ? rooms.resolve(peer) : contacts.resolve(peer) }),
    contacts: () => contacts.all(),
    contact_rename: ({ conversation, name }) => contacts.rename(conversation, name),
    contact_remove: async ({ conversation }) => (await friends.remove(conversation), null),
    contact_block: ({ conversation, blocked }) => friends.block(conversation, blocked),
    contact_options: ({ conversation, options }) => contacts.setOptions(conversation, checkOptions(options)),
    contact_accept: ({ conversation }) => requests.accept(conversation),
    contact_lookup: ({ id }) => adding.lookup(id),
    contact_add: (newcomer) => adding.add(newcomer),
    safety: ({ conversation }) => keys.safety(conversation),
    contact_verify: ({ conversation, verified }) => keys.verify(conversation, verified),
    key_answer: ({ conversation, accept, digits }) => keys.answer(conversation, accept, digits),
    address_add: async ({ address }) => {
      await settings.addAddress(address);
      core.dialAll();
      return null;
    },
    addresses: () => settings.addresses(),
    address_remove: async ({ address }) => {
      await settings.removeAddress(address);
      core.dialAll();
      return null;
    },
    invite_create: ({ ttl_ms }) => invites.create(ttl_ms),
    invite_preview: ({ invite }) => {
      const content = readInvite(invite, me, clock.now());
      return {
        id: content.id,
        name: cleanName(content.name, content.id),
        root: content.root,
        addresses: content.addresses.map(formatAddress),
        expires_at: content.expiresAt,
        known: !["request", undefined].includes(history.contact(peerKey(content))?.state),
      };
    },
    invite_accept: ({ invite }) => friends.accept(invite),
    trust_add: async ({ pem, members }) => {
      const row = await trust.addRoot(pem, members);
      core.trustChanged();
      return { root: row.fingerprint, name: row.name };
    },
    trust_crl: ({ pem }) => core.revocations.add(pem),
    trust_list: () => trust.list(),
  };
}

const CHOICES: ReadonlySet<string> = new Set(Object.keys(DEFAULT_OPTIONS));

/** @throws ChatError "bad-request" */
function checkOptions(options: Partial<ContactOptions>): Partial<ContactOptions> {
  for (const [name, value] of Object.entries(options)) {
    const fits = name === "folder" ? value === null || typeof value === "string" : typeof value === "boolean";
    if (!fits || !CHOICES.has(name)) throw new ChatError("bad-request", `option "${name}": no such choice`);
  }
  const { folder } = options;
  return typeof folder === "string" ? { ...options, folder: cleanName(folder, "") || null } : options;
}
