/**
 * The allow-list (NET-9): only people in the list may connect; a stranger with a good certificate becomes a request, of
 * which nothing is kept but who it is.
 */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_REQUESTS } from "../net/limits.ts";
import type { Stranger } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import type { Contact } from "../ui/api.ts";
import { cleanName, type Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import { peerKey } from "./peer_key.ts";

export interface RequestParts {
  readonly history: History;
  readonly contacts: Contacts;
  /** Whether the allow-list is on. */
  readonly isOn: () => boolean;
  /** Who may reach me has changed. */
  readonly changed: () => void;
  readonly storageFailed: (error: unknown) => void;
}

export class Requests {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** Who may connect; undefined while the list is off. */
  allowed(): PeerKey[] | undefined {
    return this.#parts.isOn() ? this.#parts.contacts.listed() : undefined;
  }

  /** Somebody was refused only because they are not on the list. Never rejects: whoever knocks has no one to tell. */
  async knocked(stranger: Stranger): Promise<void> {
    const { history, contacts, isOn, storageFailed } = this.#parts;
    const key = peerKey(stranger);
    const known = history.contact(key);
    if (!isOn() || (known !== undefined && known.state !== "request")) return;
    if (known === undefined && this.#count() >= MAX_REQUESTS) return;
    const row = {
      ...(known ?? contacts.knownOrFresh(stranger)),
      own_name: cleanName(stranger.name, stranger.id),
      state: "request",
      fingerprint: stranger.fingerprint,
    } as const;
    // They knock for as long as their program runs: only what is new is worth a write.
    if (known?.own_name === row.own_name && known.fingerprint === row.fingerprint) return;
    try {
      await contacts.put(row).saved;
      contacts.publish(key);
    } catch (error) {
      storageFailed(error);
    }
  }

  /** A request becomes a contact, dialled where they were heard or let in at their next attempt. Of a contact: nothing changes. */
  async accept(key: PeerKey): Promise<Contact> {
    const { contacts, changed } = this.#parts;
    const row = contacts.row(key);
    if (row.state === "active" || row.state === "pairing") return contacts.get(key);
    if (row.state === "blocked") throw new ChatError("not-found", `"${row.id}" is blocked: unblock them instead`);
    const { options } = contacts.knownOrFresh(row);
    const updated = contacts.update(key, { state: "active", options, added_at: contacts.now() });
    changed();
    return await updated;
  }

  #count(): number {
    return this.#parts.history.contacts().filter(({ state }) => state === "request").length;
  }
}
