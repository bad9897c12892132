/**
 * Budgets of packets per peer (LIM-1 … LIM-4): what may still be sent, checked and taken in one step, so that two sends at
 * once cannot spend the same packet.
 *
 * Memory leads and the limits database follows with whole rows: a refused write is healed by the next one. What a message
 * costs is asked for before the message is, and both are in their journals before the message is acknowledged: after
 * `kill -9` there may be packets spent on nothing, or a message uncounted that nobody was told is sent. The disk itself is
 * waited for behind, once a second: a loss of power forgets to count that much.
 */
import type { PeerKey } from "../crypto/types.ts";
import type { Clock } from "../net/types.ts";
import type { Limits, LimitState, Saved } from "../store/history_types.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { Throttle } from "./throttle.ts";

/** Milliseconds between two `limit` events of one conversation: nobody reads numbers faster. */
const TELL_EVERY = 250;
/** Milliseconds of counting that a loss of power may undo: a message need not wait for two files. */
const SYNC_EVERY = 1_000;

export type BudgetKind = "messages" | "files";

/** Keeps a copy of the budgets where people read and change them. */
export interface BudgetMirror {
  /** Called often, with nothing to say but that something changed: a budget, a name, or who is there at all. */
  changed(): void;
  /** Resolves when the copy shows what was just given: an old copy would look like a wish for the old budget. */
  granted(): Promise<void>;
}

/** Packets; null is unlimited. */
export type Amounts = Readonly<Record<BudgetKind, number | null>>;

export interface BudgetParts {
  readonly limits: Limits;
  /** What a new peer gets. */
  readonly defaults: () => Amounts;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** The disk refused to take down what was spent; without an error it has caught up. */
  readonly counted: (error?: unknown) => void;
}

type Account = { -readonly [K in keyof LimitState]: LimitState[K] };

export class Budgets {
  readonly #parts: BudgetParts;
  readonly #accounts = new Map<PeerKey, Account>();
  #mirror: BudgetMirror | undefined;
  readonly #telling: Throttle<PeerKey>;
  readonly #syncing: Throttle<PeerKey>;
  /** The last write was refused. */
  #behind = false;

  constructor(parts: BudgetParts) {
    this.#parts = parts;
    this.#syncing = new Throttle(parts.clock, SYNC_EVERY, (key) => void this.#write(key, false));
    this.#telling = new Throttle(parts.clock, TELL_EVERY, (key) => {
      const { messages, files } = this.left(key);
      parts.bus.publish({ type: "limit", conversation: key, messages_left: messages, files_left: files });
    });
  }

  /** As it is now; with the defaults when nothing was ever given or spent. */
  state(key: PeerKey): LimitState {
    const known = this.#accounts.get(key) ?? this.#parts.limits.get(key);
    return known ?? { conversation: key, ...this.#parts.defaults(), messages_spent: 0, files_spent: 0 };
  }

  left(key: PeerKey): Amounts {
    const state = this.state(key);
    return { messages: leftOf(state, "messages"), files: leftOf(state, "files") };
  }

  /** @throws ChatError "limit-exhausted" when so many are not left */
  check(key: PeerKey, kind: BudgetKind, packets: number): void {
    const left = leftOf(this.state(key), kind);
    if (left === null || packets <= left) return;
    throw new ChatError("limit-exhausted", `sending ${count(packets)}: ${left} left in the budget of this contact`);
  }

  /**
   * Spent from here on, also if what it pays for is cancelled later. {@link save} brings it to the disk.
   * @throws ChatError "limit-exhausted"; then nothing is spent
   */
  take(key: PeerKey, kind: BudgetKind, packets: number): void {
    this.check(key, kind, packets);
    const account = this.#account(key);
    account[`${kind}_spent`] += packets;
    this.#changed(key);
  }

  /** What it was taken for could not be stored. */
  giveBack(key: PeerKey, kind: BudgetKind, packets: number): void {
    const account = this.#accounts.get(key);
    if (account === undefined || packets === 0) return; // the contact was removed meanwhile
    account[`${kind}_spent`] = Math.max(0, account[`${kind}_spent`] - packets);
    if (this.#parts.limits.get(key) !== undefined) void this.save(key);
    else if (account.messages_spent + account.files_spent === 0) this.#accounts.delete(key); // maybe nobody we know
    this.#changed(key);
  }

  /**
   * Write down what was taken. Call it right before the write it pays for: it is in the journal first. Never rejects: a
   * disk that refuses to count does not unsend what is stored, and the next write counts it.
   */
  async save(key: PeerKey): Promise<void> {
    await this.#write(key, true);
    this.#syncing.poke(key);
  }

  /** What is given is what is left from now on; a budget not named stays as it is. Durable when it answers. */
  async grant(key: PeerKey, given: Partial<Amounts>): Promise<LimitState> {
    await this.give(key, given);
    await this.#mirror?.granted();
    return this.state(key);
  }

  /** {@link grant} as the mirror does it, which will look by itself. */
  async give(key: PeerKey, given: Partial<Amounts>): Promise<void> {
    const account = this.#account(key);
    const before = { messages: account.messages, files: account.files };
    for (const kind of ["messages", "files"] as const) {
      const packets = given[kind];
      if (packets !== undefined) account[kind] = packets === null ? null : granted(packets, account[`${kind}_spent`]);
    }
    try {
      await this.#parts.limits.put([{ ...account }]).saved;
    } catch (error) {
      Object.assign(account, before);
      throw error;
    }
    this.#changed(key);
  }

  /** The defaults are about to change: who is there keeps what was given at first contact. */
  async keepDefaults(keys: readonly PeerKey[]): Promise<void> {
    const { limits } = this.#parts;
    const fresh = keys.filter((key) => limits.get(key) === undefined).map((key) => this.state(key));
    if (fresh.length > 0) await limits.put(fresh).saved;
  }

  remove(key: PeerKey): Saved {
    this.#accounts.delete(key);
    this.#telling.forget(key);
    this.#syncing.forget(key);
    const removed = this.#parts.limits.remove(key);
    this.touched();
    return removed;
  }

  /** Somebody's name, or who is there at all, may have changed: the mirror shows both. */
  touched(): void {
    this.#mirror?.changed();
  }

  /** Undefined takes it away. */
  mirrorTo(mirror: BudgetMirror | undefined): void {
    this.#mirror = mirror;
  }

  stop(): void {
    this.#telling.stop();
    this.#syncing.stop();
  }

  async #write(key: PeerKey, relaxed: boolean): Promise<void> {
    const account = this.#accounts.get(key);
    if (account === undefined) return;
    try {
      await this.#parts.limits.put([{ ...account }], { relaxed }).saved;
      if (this.#behind) this.#parts.counted();
      this.#behind = false;
    } catch (error) {
      this.#parts.counted(error);
      this.#behind = true;
    }
  }

  #account(key: PeerKey): Account {
    let account = this.#accounts.get(key);
    if (account === undefined) {
      account = { ...this.state(key) };
      this.#accounts.set(key, account);
    }
    return account;
  }

  #changed(key: PeerKey): void {
    if (this.#parts.bus.heard) this.#telling.poke(key);
    this.touched();
  }
}

/** Packets left, null is unlimited. */
export function leftOf(state: LimitState, kind: BudgetKind): number | null {
  const all = state[kind];
  return all === null ? null : Math.max(0, all - state[`${kind}_spent`]);
}

/** In all, when so many are left from now on. */
function granted(left: number, spent: number): number {
  return Math.min(spent + left, Number.MAX_SAFE_INTEGER);
}

function count(packets: number): string {
  return packets === 1 ? "1 packet" : `${packets} packets`;
}
