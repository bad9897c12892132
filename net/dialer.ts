/** Stays connected with everybody it is told to: dials, waits, dials again. `docs/specs/wire-v1.md`, section 9. */
import type { PeerRef } from "../crypto/types.ts";
import { Backoff } from "./backoff.ts";
import { Slots } from "./slots.ts";
import type { Clock, CloseCode, DialTarget, LinkClosed } from "./types.ts";

/** Dials under way at a time: a thousand contacts at start must not be a thousand handshakes at once. */
const MAX_DIALS = 16;
/** Milliseconds a link must live before the next wait is short again. */
const PROVEN_AFTER = 30_000;

/** Ends after which the next attempt may well work; all others are somebody's decision, and dialling does not change it. */
const PASSING: ReadonlySet<CloseCode> = new Set([
  "unreachable",
  "connection-lost",
  "handshake-timeout",
  "stalled",
  "going-away",
  "duplicate",
  "too-many-links",
  "rekey",
  "no-link", // its link may be a moment older here than there
  "internal",
  "wrong-peer", // the address went to another machine; ours will be back under it, or tell a new one
  "wrong-protocol",
]);

/** What a dialer keeps up: a link, or a bulk connection beside one. */
export interface Connection {
  readonly peer: PeerRef;
  /** Milliseconds since the epoch, when it was up. */
  readonly since: number;
  readonly closed: Promise<LinkClosed>;
}

export interface DialerParts {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** One attempt at all addresses; rejects with an error that has a `code` when there is no link. */
  readonly dial: (target: DialTarget, signal: AbortSignal) => Promise<Connection>;
  /** What is up, whoever dialled it. */
  readonly connectionTo: (peer: PeerRef) => Connection | undefined;
  /** An attempt failed. */
  readonly failed: (target: DialTarget, error: unknown) => void;
  /** Attempts under way at a time; {@link MAX_DIALS} when nothing is said. */
  readonly most?: number;
}

export class Dialer {
  readonly #parts: DialerParts;
  readonly #slots: Slots;
  #pursuits = new Map<string, Pursuit>();

  constructor(parts: DialerParts) {
    this.#parts = parts;
    this.#slots = new Slots(parts.most ?? MAX_DIALS);
  }

  /** The whole set. Somebody whose addresses changed is tried again at once. */
  setTargets(targets: readonly DialTarget[]): void {
    const before = this.#pursuits;
    this.#pursuits = new Map();
    for (const target of targets) {
      const key = keyOf(target);
      if (this.#pursuits.has(key)) continue;
      const pursuit = before.get(key) ?? new Pursuit(this.#parts, this.#slots);
      before.delete(key);
      this.#pursuits.set(key, pursuit);
      pursuit.aim(target);
    }
    for (const dropped of before.values()) dropped.stop();
  }

  /** Try everybody who is not connected now, as if nothing had failed before. */
  retryNow(): void {
    for (const pursuit of this.#pursuits.values()) pursuit.retryNow();
  }

  /** Try one now; whoever is being tried is left alone. */
  retryPeer(peer: PeerRef): void {
    const pursuit = this.#pursuits.get(keyOf({ peer, addresses: [] }));
    if (pursuit?.waiting) pursuit.retryNow();
  }

  /** Try those again whom a decision keeps away: it may have changed. */
  retryRefused(): void {
    for (const pursuit of this.#pursuits.values()) if (pursuit.refused) pursuit.retryNow();
  }

  stop(): void {
    this.setTargets([]);
  }
}

function keyOf({ peer, addresses }: DialTarget): string {
  return peer === undefined ? JSON.stringify(addresses) : `${peer.id}.${peer.root}`;
}

/** One target: connected, dialling, or waiting. */
class Pursuit {
  readonly #parts: DialerParts;
  readonly #slots: Slots;
  readonly #backoff: Backoff;
  readonly #abort = new AbortController();
  #target: DialTarget | undefined;
  /** Known from the start, or since somebody answered at a bare address. */
  #peer: PeerRef | undefined;
  #wake = () => {};
  /** Asked for while an attempt was under way: what it was to change may have come too late for that one. */
  #again = false;
  /** The last attempt ended by a decision. */
  refused = false;
  /** It was theirs, for want of a place on their list. */
  #asked = false;
  /** For the next attempt. */
  waiting = false;

  constructor(parts: DialerParts, slots: Slots) {
    this.#parts = parts;
    this.#slots = slots;
    this.#backoff = new Backoff(parts.random);
  }

  aim(target: DialTarget): void {
    const before = this.#target;
    this.#target = target;
    this.#peer ??= target.peer;
    if (before === undefined) void this.#run();
    else if (JSON.stringify(before.addresses) !== JSON.stringify(target.addresses)) this.retryNow();
  }

  retryNow(): void {
    this.#backoff.reset();
    this.#again = true;
    this.#wake();
  }

  stop(): void {
    this.#abort.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      this.#again = false;
      const link = this.#link() ?? await this.#dial();
      if (link !== undefined) {
        await this.#whileUp(link);
        this.#again = false; // there was nobody to try again
      }
      if (!signal.aborted && !this.#again && this.#link() === undefined) await this.#sleep(this.#wait());
    }
  }

  #link(): Connection | undefined {
    return this.#peer === undefined ? undefined : this.#parts.connectionTo(this.#peer);
  }

  async #dial(): Promise<Connection | undefined> {
    const { signal } = this.#abort;
    const target = this.#target!;
    await this.#slots.take();
    try {
      if (signal.aborted) return undefined;
      return this.#link() ?? await this.#parts.dial(target, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#ended(error as Pick<LinkClosed, "code" | "by">);
      // Somebody who came in meanwhile is no failure.
      if (this.#link() === undefined) this.#parts.failed(target, error);
      return undefined;
    } finally {
      this.#slots.give();
    }
  }

  async #whileUp(link: Connection): Promise<void> {
    this.#peer = { id: link.peer.id, root: link.peer.root };
    const stopped = new Promise<undefined>((resolve) =>
      this.#wake = () => this.#abort.signal.aborted && resolve(undefined)
    );
    const why = await Promise.race([link.closed, stopped]);
    if (why === undefined) return;
    if (this.#parts.clock.now() - link.since >= PROVEN_AFTER) this.#backoff.reset();
    this.#backoff.welcomed();
    this.#ended(why);
  }

  #ended({ code, by }: Pick<LinkClosed, "code" | "by">): void {
    this.refused = !PASSING.has(code);
    this.#asked = code === "not-allowed" && by === "peer";
  }

  #wait(): number {
    if (this.#asked) return this.#backoff.asked();
    return this.refused ? this.#backoff.refused() : this.#backoff.next();
  }

  #sleep(ms: number): Promise<void> {
    this.waiting = true;
    return new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    }).then(() => void (this.waiting = false));
  }
}
