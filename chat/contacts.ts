/** Who I know: contacts with their presence. The history keeps them; presence is forgotten with the process. */
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import { MAX_ADDRESSES, MAX_NAME_LENGTH } from "../net/limits.ts";
import type { Address, DialTarget, LinkPeer } from "../net/types.ts";
import { type ContactRow, DEFAULT_OPTIONS, type History } from "../store/history_types.ts";
import type { Contact } from "../ui/api.ts";
import type { Budgets } from "./budgets.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { peerKey, peerRef } from "./peer_key.ts";
import { type LiveState, OFFLINE, viewContact } from "./views.ts";

export class Contacts {
  readonly #history: History;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #budgets: Budgets;
  readonly #live = new Map<PeerKey, LiveState>();

  constructor(history: History, bus: EventBus, now: () => number, budgets: Budgets) {
    this.#history = history;
    this.#bus = bus;
    this.#now = now;
    this.#budgets = budgets;
  }

  all(): Contact[] {
    return this.#history.contacts().map((row) => this.#view(row));
  }

  /** @throws ChatError "not-found" */
  get(key: PeerKey): Contact {
    return this.#view(this.row(key));
  }

  /** @throws ChatError "not-found" */
  row(key: PeerKey): ContactRow {
    const row = this.#history.contact(key);
    if (row === undefined) throw new ChatError("not-found", `no contact "${key}"`);
    return row;
  }

  /** What a person types for a peer: the key, the id, a name nobody else has, or the beginning of one. */
  resolve(text: string): PeerKey {
    if (text.startsWith("#")) throw new ChatError("not-found", `no room "${text}": rooms are not in this version`);
    const rows = this.#history.contacts();
    const exact = rows.find((row) => row.key === text);
    if (exact !== undefined) return exact.key;
    const wanted = text.trim().toLocaleLowerCase();
    const named = (fits: (name: string) => boolean) =>
      rows.filter((row) => [row.alias, row.own_name].some((name) => name !== null && fits(name.toLocaleLowerCase())));
    const [found = []] = [
      rows.filter((row) => row.id === wanted),
      named((name) => name === wanted),
      wanted === "" ? [] : named((name) => name.startsWith(wanted)),
    ].filter((rows) => rows.length > 0);
    if (found.length === 1) return found[0].key;
    if (found.length === 0) throw new ChatError("not-found", `no contact "${text}"`);
    const keys = found.map((row) => row.key).join(", ");
    throw new ChatError("ambiguous", `"${text}" means ${found.length} contacts: ${keys}`);
  }

  live(key: PeerKey): LiveState {
    return this.#live.get(key) ?? OFFLINE;
  }

  setLive(key: PeerKey, change: Partial<LiveState>): void {
    const before = this.live(key);
    const after = { ...before, ...change };
    this.#live.set(key, after);
    if (after.presence !== before.presence || after.reason !== before.reason || after.transport !== before.transport) {
      this.publish(key);
    }
  }

  publish(key: PeerKey): void {
    this.#budgets.touched();
    if (!this.#bus.heard) return;
    const row = this.#history.contact(key);
    if (row !== undefined) this.#bus.publish({ type: "contact", contact: this.#view(row) });
  }

  /** A peer passed admission: remember what it says of itself. */
  async admitted(peer: LinkPeer): Promise<PeerKey> {
    const key = peerKey(peer);
    const known = this.#history.contact(key);
    const row: ContactRow = {
      ...(known ?? newContact(peer, this.#now())),
      own_name: cleanName(peer.name, peer.id),
      state: known?.state === "blocked" ? "blocked" : "active",
      addresses: mergeAddresses(peer.addresses, known?.addresses ?? []),
      fingerprint: peer.fingerprint,
      card: JSON.stringify(peer.card, (_, value) => value instanceof Uint8Array ? [...value] : value),
    };
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(row)) await this.#history.putContact(row).saved;
    return key;
  }

  /** Change one row, save, tell. */
  async update(key: PeerKey, change: Partial<ContactRow>): Promise<Contact> {
    await this.#history.putContact({ ...this.row(key), ...change }).saved;
    this.publish(key);
    return this.get(key);
  }

  async rename(key: PeerKey, name: string): Promise<Contact> {
    const alias = cleanName(name, "");
    return await this.update(key, { alias: alias === "" ? null : alias });
  }

  async remove(key: PeerKey): Promise<void> {
    this.row(key);
    await this.#history.removeContact(key).saved;
    this.#live.delete(key);
    this.#bus.publish({ type: "contact_removed", key });
  }

  /** Everybody to stay connected with. */
  targets(): DialTarget[] {
    return this.#history.contacts()
      .filter((row) => row.state === "active" && row.addresses.length > 0)
      .map((row) => ({ peer: peerRef(row.key), addresses: row.addresses.map(([host, port]) => ({ host, port })) }));
  }

  /** Everybody who is more than a request. */
  known(): PeerKey[] {
    return this.#history.contacts().filter((row) => row.state !== "request").map((row) => row.key);
  }

  blocked(): PeerKey[] {
    return this.#history.contacts().filter((row) => row.state === "blocked").map((row) => row.key);
  }

  #view(row: ContactRow): Contact {
    return viewContact(row, this.live(row.key), {
      unread: this.#history.unread(row.key),
      last: this.#history.last(row.key),
      timer: this.#history.timer(row.key),
      draft: this.#history.draft(row.key),
      left: this.#budgets.left(row.key),
    });
  }
}

/** A contact of whom nothing is known but who they are. */
export function newContact({ id, root }: PeerRef, added_at: number): ContactRow {
  return {
    key: peerKey({ id, root }),
    id,
    root,
    own_name: id,
    alias: null,
    state: "active",
    addresses: [],
    fingerprint: null,
    card: null,
    added_at,
    options: DEFAULT_OPTIONS,
    keys: null,
    new_keys: null,
    verified_keys: null,
  };
}

/** A name to show: one line, no control or direction-changing characters, bounded; `otherwise` when nothing is left. */
export function cleanName(name: string, otherwise: string): string {
  const visible = name.toWellFormed().replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
  const line = visible.replace(/\s+/g, " ").trim().slice(0, MAX_NAME_LENGTH).toWellFormed();
  return line === "" ? otherwise : line;
}

type StoredAddress = readonly [string, number];

/** Newest knowledge first, each once, at most {@link MAX_ADDRESSES}. */
export function mergeAddresses(newer: readonly Address[], older: readonly StoredAddress[]): StoredAddress[] {
  const all: StoredAddress[] = [...newer.map(({ host, port }) => [host, port] as const), ...older];
  const seen = new Set<string>();
  return all.filter(([host, port]) => {
    const text = `${host} ${port}`;
    return seen.has(text) ? false : (seen.add(text), true);
  }).slice(0, MAX_ADDRESSES);
}
