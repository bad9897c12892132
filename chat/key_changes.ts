/**
 * The keys of contacts: trusted on first use, on hold after a change until the user answers, compared as a safety number
 * (ID-10). `docs/specs/identity-v1.md`, section 9.
 */
import { safetyHalf, safetyNumber } from "../crypto/mod.ts";
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import type { ContactRow, History } from "../store/history_types.ts";
import type { Contact, Safety } from "../ui/api.ts";
import type { Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import type { Friends } from "./friends.ts";
import { qrRows } from "./invites.ts";
import type { Sessions } from "./sessions.ts";
import { viewMessage } from "./views.ts";

/** Halves kept: each costs thousands of hashes, and a window asks again and again. */
const MAX_HALVES = 64;

export interface KeyChangeParts {
  readonly me: PeerRef & { readonly keys: string };
  readonly history: History;
  readonly contacts: Contacts;
  readonly sessions: Sessions;
  readonly friends: Friends;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newId: () => string;
}

export class KeyChanges {
  readonly #parts: KeyChangeParts;
  readonly #halves = new Map<string, Uint8Array>();

  constructor(parts: KeyChangeParts) {
    this.#parts = parts;
  }

  /** A link showed other keys than before, and no other change waits for an answer: say it in the conversation. */
  async tell(key: PeerKey): Promise<void> {
    const { history, contacts, bus, now, newId } = this.#parts;
    const { alias, own_name } = contacts.row(key);
    const event = { id: newId(), text: "event.key_changed", args: { name: alias ?? own_name }, at: now() };
    const { rows, saved } = history.addEvent(key, event);
    await saved;
    for (const row of rows) bus.publish({ type: "message", message: viewMessage(row, 0) });
    contacts.publish(key);
  }

  /** @throws ChatError "not-found" before the first link */
  safety(key: PeerKey): Safety {
    const row = this.#parts.contacts.row(key);
    if (row.keys === null) throw new ChatError("not-found", `safety number of "${row.id}": there was no link yet`);
    return {
      ...this.#shown(row, row.keys),
      verified: isVerified(row),
      changed: row.new_keys === null ? null : this.#shown(row, row.new_keys),
    };
  }

  /** @throws ChatError "not-found", "key-changed" while a change waits for an answer */
  async verify(key: PeerKey, verified: boolean): Promise<Contact> {
    const row = this.#parts.contacts.row(key);
    if (row.keys === null) throw new ChatError("not-found", `keys of "${row.id}": there was no link yet`);
    if (verified) refuseWhileHeld(row);
    return await this.#parts.contacts.update(key, { verified_keys: verified ? row.keys : null });
  }

  /**
   * @param digits the safety number the user saw: other keys may have been shown since
   * @throws ChatError "bad-request" when there is nothing to answer, "key-changed" when it is about other digits
   */
  async answer(key: PeerKey, accept: boolean, digits?: string): Promise<Contact> {
    const { contacts, sessions, friends } = this.#parts;
    const row = contacts.row(key);
    if (row.new_keys === null) throw new ChatError("bad-request", `keys of "${row.id}": they have not changed`);
    if (digits !== undefined && digits !== this.#number(row, row.new_keys).digits) {
      throw new ChatError("key-changed", `keys of "${row.id}": they have changed once more`);
    }
    if (!accept) return await friends.block(key, true);
    // The old leaf and card are those of the old keys; the link that is up, or the next one, brings the new ones.
    const change = { keys: row.new_keys, new_keys: null, verified_keys: null, fingerprint: null, card: null };
    await contacts.update(key, change);
    await sessions.release(key);
    return contacts.get(key);
  }

  #shown(row: ContactRow, keys: string) {
    const number = this.#number(row, keys);
    return { ...number, qr: qrRows(number.text) };
  }

  #number({ root, id }: ContactRow, keys: string) {
    const { me } = this.#parts;
    return safetyNumber(this.#half(me, me.keys), this.#half({ root, id }, keys));
  }

  #half(person: PeerRef, keys: string): Uint8Array {
    const name = `${person.id}.${person.root}.${keys}`;
    const half = this.#halves.get(name) ?? safetyHalf(person, keys);
    this.#halves.set(name, half);
    for (const oldest of this.#halves.keys()) {
      if (this.#halves.size <= MAX_HALVES) break;
      this.#halves.delete(oldest);
    }
    return half;
  }
}

/** The keys they have now were compared. */
export function isVerified({ keys, new_keys, verified_keys }: ContactRow): boolean {
  return keys !== null && new_keys === null && verified_keys === keys;
}

/** Keys seen on a link, by what was known: {@link ContactRow.keys} and {@link ContactRow.new_keys} after it. */
export function keysAfter(known: Pick<ContactRow, "keys" | "new_keys">, seen: string) {
  if (known.keys === null) return { keys: seen, new_keys: null };
  // The old keys while a change is unanswered prove nothing: two sets of keys are about, and whose they are is not known.
  return { keys: known.keys, new_keys: seen === known.keys ? known.new_keys : seen };
}

/**
 * Whether something may be written to them.
 * @throws ChatError "key-changed", and "not-found" for a request
 */
export function refuseWhileHeld({ id, state, new_keys }: ContactRow): void {
  if (state === "request") {
    throw new ChatError("not-found", `"${id}" has asked to reach you and is no contact yet: accept the request first`);
  }
  if (new_keys !== null) {
    throw new ChatError(
      "key-changed",
      `keys of "${id}": they have changed; compare the safety number and answer first`,
    );
  }
}
