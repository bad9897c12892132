/** Who I know: contacts with their presence. The history keeps them; presence is forgotten with the process. */
import { keysHash } from "../crypto/mod.ts";
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import { MAX_ADDRESSES, MAX_NAME_LENGTH } from "../net/limits.ts";
import type { Address, DialTarget, LinkPeer } from "../net/types.ts";
import {
  type ContactOptions,
  type ContactRow,
  DEFAULT_OPTIONS,
  type History,
  type Saved,
} from "../store/history_types.ts";
import type { Contact } from "../ui/api.ts";
import type { Budgets } from "./budgets.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { keysAfter } from "./key_changes.ts";
import { peerKey, peerRef } from "./peer_key.ts";
import { type LiveState, OFFLINE, putOffSetting, viewContact } from "./views.ts";

export class Contacts {
  readonly #history: History;
  readonly #bus: EventBus;
  readonly #now: () => number;
  readonly #budgets: Budgets;
  readonly #keepsHistory: () => boolean;
  readonly #live = new Map<PeerKey, LiveState>();

  /** @param keepsHistory what somebody new gets as {@link ContactOptions.keep_history} */
  constructor(history: History, bus: EventBus, now: () => number, budgets: Budgets, keepsHistory: () => boolean) {
    this.#history = history;
    this.#bus = bus;
    this.#now = now;
    this.#budgets = budgets;
    this.#keepsHistory = keepsHistory;
  }

  now(): number {
    return this.#now();
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

  /**
   * What a person types for a peer: the key, the id, a name nobody else has, or the beginning of one. A request is nobody
   * to talk to yet.
   * @throws ChatError "not-found", "ambiguous"
   */
  resolve(text: string): PeerKey {
    const rows = this.#history.contacts();
    const found = meantBy(text, rows.filter(({ state }) => state !== "request"));
    if (found.length === 1) return found[0].key;
    if (found.length === 0) {
      const asking = meantBy(text, rows).length > 0 ? ": they have asked to reach you; accept the request first" : "";
      throw new ChatError("not-found", `no contact "${text}"${asking}`);
    }
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

  /**
   * A peer passed admission: remember what it says of itself, unless its keys are not those our user talks to. Then the
   * conversation is on hold, and nothing else of theirs is taken over.
   * @returns `changed`: no other change was waiting for an answer
   */
  async admitted(peer: LinkPeer): Promise<{ readonly held: boolean; readonly changed: boolean }> {
    const known = this.#history.contact(peerKey(peer));
    const before = this.knownOrFresh(peer);
    const keys = keysAfter(before, keysHash(peer.publicKey, peer.card));
    const held = keys.new_keys !== null;
    const row: ContactRow = {
      ...before,
      ...(held ? {} : {
        own_name: cleanName(peer.name, peer.id),
        addresses: mergeAddresses(peer.addresses, before.addresses),
        fingerprint: peer.fingerprint,
        card: JSON.stringify(peer.card, (_, value) => value instanceof Uint8Array ? [...value] : value),
      }),
      state: known?.state === "blocked" ? "blocked" : "active",
      ...keys,
    };
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(row)) await this.put(row).saved;
    return { held, changed: held && before.new_keys === null };
  }

  /** Their row; one with today's defaults, not stored yet, for somebody who is no contact. */
  knownOrFresh(peer: PeerRef): ContactRow {
    const known = this.#history.contact(peerKey(peer));
    if (known !== undefined && known.state !== "request") return known;
    return newContact(peer, this.#now(), { ...DEFAULT_OPTIONS, keep_history: this.#keepsHistory() });
  }

  /** Store a row. Of somebody new whose history is not to be kept nothing reaches the disk, from the first word on. */
  put(row: ContactRow): Saved {
    const before = this.#history.contact(row.key);
    const begins = (before === undefined || before.state === "request") && row.state !== "request";
    const kept = begins && !row.options.keep_history ? this.#history.keep(row.key, false).saved : undefined;
    const { saved } = this.#history.putContact(row);
    return { saved: Promise.all([kept, saved]).then(() => {}) };
  }

  /** Change what our user chose for them. */
  async setOptions(key: PeerKey, change: Partial<ContactOptions>): Promise<Contact> {
    const row = this.row(key);
    const options = { ...row.options, ...change };
    const turned = options.keep_history !== row.options.keep_history;
    const kept = turned ? this.#history.keep(key, options.keep_history).saved : undefined;
    const updated = this.update(key, { options });
    await Promise.all([kept, updated]);
    if (turned) this.#bus.publish({ type: "cleared", conversation: key });
    return this.get(key);
  }

  /** Change one row, save, tell. */
  async update(key: PeerKey, change: Partial<ContactRow>): Promise<Contact> {
    await this.put({ ...this.row(key), ...change }).saved;
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
  known(): ContactRow[] {
    return this.#history.contacts().filter((row) => row.state !== "request");
  }

  blocked(): PeerKey[] {
    return this.#keys("blocked");
  }

  /** Whom the user has in the list: who may connect while the allow-list is on. */
  listed(): PeerKey[] {
    return [...this.#keys("active"), ...this.#keys("pairing")];
  }

  #keys(state: ContactRow["state"]): PeerKey[] {
    return this.#history.contacts().filter((row) => row.state === state).map((row) => row.key);
  }

  #view(row: ContactRow): Contact {
    return viewContact(row, this.live(row.key), {
      unread: this.#history.unread(row.key),
      last: this.#history.last(row.key),
      timer: this.#history.timer(row.key),
      putOff: () => this.#history.setting(putOffSetting(row.key)),
      draft: this.#history.draft(row.key),
      left: this.#budgets.left(row.key),
    });
  }
}

/** Those a word may mean: by key, else by id, else by whole name, else by the beginning of one. */
function meantBy(text: string, rows: readonly ContactRow[]): readonly ContactRow[] {
  const wanted = text.trim().toLocaleLowerCase();
  const named = (fits: (name: string) => boolean) =>
    rows.filter((row) => [row.alias, row.own_name].some((name) => name !== null && fits(name.toLocaleLowerCase())));
  const [found = []] = [
    rows.filter((row) => row.key === text),
    rows.filter((row) => row.id === wanted),
    named((name) => name === wanted),
    wanted === "" ? [] : named((name) => name.startsWith(wanted)),
  ].filter((rows) => rows.length > 0);
  return found;
}

function newContact({ id, root }: PeerRef, added_at: number, options: ContactOptions): ContactRow {
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
    options,
    keys: null,
    new_keys: null,
    verified_keys: null,
  };
}

/** A name to show: one line, no control or direction-changing characters, bounded; `otherwise` when nothing is left. */
export function cleanName(name: string, otherwise: string): string {
  const visible = name.toWellFormed().replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
  const line = visible.replace(/\s+/g, " ").trim().slice(0, MAX_NAME_LENGTH).toWellFormed().trim();
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
