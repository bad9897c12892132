/** Adding somebody by number (UI-6): what is wrong with a number, who has it, and a contact nobody has met yet (ID-4). */
import { isPeerId } from "../crypto/mod.ts";
import type { PeerRef } from "../crypto/types.ts";
import { parseAddress } from "../net/mod.ts";
import type { Contact, IdLookup, TrustRow } from "../ui/api.ts";
import { cleanName, type Contacts, mergeAddresses } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import { peerKey } from "./peer_key.ts";
import type { TrustBook } from "./trust_book.ts";

/** Digits of the largest number, 2^40 − 1. */
const MAX_DIGITS = 13;

export interface AddingParts {
  readonly me: PeerRef;
  readonly contacts: Contacts;
  readonly trust: TrustBook;
  /** My certificate comes from an authority of my own, not from a team's. */
  readonly ownAuthority: boolean;
  /** Who may reach me, and whom to dial, has changed. */
  readonly changed: () => void;
}

export interface Newcomer {
  readonly id: string;
  readonly root: string;
  /** `host:port`. */
  readonly address?: string;
  readonly name?: string;
}

export class Adding {
  readonly #parts: AddingParts;

  constructor(parts: AddingParts) {
    this.#parts = parts;
  }

  lookup(text: string): IdLookup {
    const { id, problem } = readId(text);
    if (problem !== null) return { problem, found: [], roots: [] };
    const found = this.#parts.contacts.all().filter((contact) => contact.id === id);
    const roots = this.#rootsFor(id).filter((row) => !this.#isAlone(row));
    // Two authorities may give out one number: under another one it is somebody else.
    return {
      problem: found.length === 0 && roots.length === 0 && id === this.#parts.me.id ? "self" : null,
      found,
      roots,
    };
  }

  /** @throws ChatError "bad-request", "not-found" when members of this authority are not trusted */
  async add({ id: text, root, address, name }: Newcomer): Promise<Contact> {
    const { contacts, changed } = this.#parts;
    const { id, problem } = readId(text);
    if (problem !== null) throw new ChatError("bad-request", `id "${text}": ${problem}`);
    const parsed = address === undefined ? undefined : parseAddress(address);
    if (address !== undefined && parsed === undefined) {
      throw new ChatError("bad-request", `address "${address}": not HOST:PORT`);
    }
    if (id === this.#parts.me.id && root === this.#parts.me.root) {
      throw new ChatError("bad-request", `id "${id}": self`);
    }
    if (!this.#rootsFor(id).some((row) => row.root === root)) {
      throw new ChatError("not-found", `authority "${root}": its members are not trusted; an invite is needed`);
    }
    const known = contacts.knownOrFresh({ id, root });
    const alias = cleanName(name ?? "", "");
    const put = contacts.put({
      ...known,
      alias: alias === "" ? known.alias : alias,
      // Adding is the owner's word, also about somebody blocked.
      state: known.state === "pairing" ? "pairing" : "active",
      addresses: mergeAddresses(parsed === undefined ? [] : [parsed], known.addresses),
    });
    changed();
    await put.saved;
    const key = peerKey({ id, root });
    contacts.publish(key);
    return contacts.get(key);
  }

  /** My own authority that gave a certificate to nobody else: who has that number cannot be under it. */
  #isAlone({ root }: TrustRow): boolean {
    const { me, contacts, ownAuthority } = this.#parts;
    return ownAuthority && root === me.root && !contacts.all().some((contact) => contact.root === root);
  }

  /** Authorities under which this number may be somebody else than me. */
  #rootsFor(id: string): TrustRow[] {
    const { me, trust } = this.#parts;
    return trust.list().filter(({ root, scope }) => scope === "members" && !(id === me.id && root === me.root));
  }
}

/** What a person typed as a number; spaces between its groups are theirs. */
export function readId(text: string): { readonly id: string; readonly problem: Exclude<IdLookup["problem"], "self"> } {
  const digits = text.replace(/\s/g, "");
  const id = digits.replace(/^0+(?=\d)/, "");
  if (digits === "") return { id, problem: "empty" };
  if (!/^[0-9]+$/.test(digits)) return { id, problem: "not-digits" };
  if (id.length > MAX_DIGITS) return { id, problem: "too-long" };
  return { id, problem: isPeerId(id) ? null : "out-of-range" };
}
