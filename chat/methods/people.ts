/** Methods about whom I know and whom I trust: `ui/api.ts`. */
import { formatAddress } from "../../net/mod.ts";
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
  const { parts: { history, me, clock }, contacts, friends, invites, settings, trust } = core;
  return {
    resolve: ({ peer }) => ({ conversation: contacts.resolve(peer) }),
    contacts: () => contacts.all(),
    contact_rename: ({ conversation, name }) => contacts.rename(conversation, name),
    contact_remove: async ({ conversation }) => (await friends.remove(conversation), null),
    contact_block: ({ conversation, blocked }) => friends.block(conversation, blocked),
    contact_options: notBuilt,
    contact_accept: notBuilt,
    contact_lookup: notBuilt,
    contact_add: notBuilt,
    safety: notBuilt,
    contact_verify: notBuilt,
    key_answer: notBuilt,
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
        known: history.contact(peerKey(content)) !== undefined,
      };
    },
    invite_accept: ({ invite }) => friends.accept(invite),
    trust_add: async ({ pem, members }) => {
      const row = await trust.addRoot(pem, members);
      core.trustChanged();
      return { root: row.fingerprint, name: row.name };
    },
    trust_crl: async ({ pem }) => {
      const added = await trust.addCrl(pem);
      core.trustChanged();
      return added;
    },
    trust_list: () => trust.list(),
  };
}

function notBuilt(): never {
  throw new ChatError("internal", "not built yet");
}
