/** Who is said to be where: kept for a while, in memory. `docs/specs/discovery-v1.md`, section 3. */
import type { PeerKey, PeerRef, Trust } from "../../crypto/types.ts";
import { sameAddress } from "../addresses.ts";
import { HINT_TTL, MAX_ADDRESSES, MAX_HINTS, MAX_HINTS_OF_ONE, POLITE_DELAY } from "../limits.ts";
import type { Address, Clock } from "../types.ts";

export interface HintParts {
  readonly self: PeerRef;
  readonly trust: Trust;
  readonly clock: Clock;
  /** Whom to dial, or where, is another now. */
  readonly changed: () => void;
}

/** Where somebody may be. */
export interface HintedPeer {
  readonly peer: PeerRef;
  /** Newest first. What we heard from themselves, on our network. */
  readonly heard: readonly Address[];
  /** Newest first. What others told. */
  readonly told: readonly Address[];
}

interface Place extends Address {
  /** Who told; undefined: themselves. */
  readonly by: PeerKey | undefined;
  readonly until: number;
}

interface Hint {
  readonly peer: PeerRef;
  readonly places: Place[];
  /** Milliseconds since the epoch, when we may dial. */
  readonly from: number;
}

export class HintBook {
  readonly #parts: HintParts;
  /** The one that was heard of last is last. */
  readonly #hints = new Map<PeerKey, Hint>();
  #cancel = () => {};

  constructor(parts: HintParts) {
    this.#parts = parts;
  }

  /** @param by who told it; undefined when they said it themselves, on our network */
  add(peer: PeerRef, addresses: readonly Address[], by: PeerRef | undefined): void {
    const { clock } = this.#parts;
    if (addresses.length === 0 || !this.#isWelcome(peer)) return;
    const now = clock.now();
    const key = keyOf(peer);
    const teller = by && keyOf(by);
    const known = this.#hints.get(key);
    const hint = known ?? { peer, places: [], from: isFirst(this.#parts.self, peer) ? now : now + POLITE_DELAY };
    const before = known && summary(known);
    for (const { host, port } of [...addresses].reverse()) {
      const index = hint.places.findIndex((place) => sameAddress(place, { host, port }));
      // What they said themselves stays theirs, and ends in its time, whoever repeats it.
      if (teller !== undefined && index >= 0 && hint.places[index].by === undefined) continue;
      if (index >= 0) hint.places.splice(index, 1);
      hint.places.unshift({ host, port, by: teller, until: now + HINT_TTL });
    }
    this.#limitPlaces(hint.places);
    this.#hints.delete(key);
    this.#hints.set(key, hint);
    if (known === undefined) this.#limitHints(teller);
    this.#watch();
    if (before !== summary(hint)) this.#parts.changed();
  }

  /** Those whom we may dial now. */
  due(): HintedPeer[] {
    const now = this.#parts.clock.now();
    return [...this.#hints.values()].filter(({ from }) => from <= now).map(({ peer, places }) => ({
      peer,
      heard: places.filter(({ by }) => by === undefined).map(addressOf),
      told: places.filter(({ by }) => by !== undefined).map(addressOf),
    }));
  }

  get size(): number {
    return this.#hints.size;
  }

  forget(peer: PeerRef): void {
    if (!this.#hints.delete(keyOf(peer))) return;
    this.#watch();
    this.#parts.changed();
  }

  /** Whom we trust has changed: who is not welcome any more is forgotten. */
  judgeAgain(): void {
    let gone = false;
    for (const [key, { peer }] of this.#hints) if (!this.#isWelcome(peer)) gone = this.#hints.delete(key) || gone;
    if (!gone) return;
    this.#watch();
    this.#parts.changed();
  }

  stop(): void {
    this.#cancel();
    this.#hints.clear();
  }

  #isWelcome(peer: PeerRef): boolean {
    const { self, trust } = this.#parts;
    if (peer.id === self.id && peer.root === self.root) return false;
    return trust.inScope(peer) && trust.isAllowed(peer);
  }

  /** The newest stay, and what they said themselves before what others say. */
  #limitPlaces(places: Place[]): void {
    while (places.length > MAX_ADDRESSES) {
      const told = places.findLastIndex(({ by }) => by !== undefined);
      places.splice(told < 0 ? places.length - 1 : told, 1);
    }
  }

  /** A teller pushes out its own hints before those of others. */
  #limitHints(teller: PeerKey | undefined): void {
    if (teller !== undefined) {
      const own = [...this.#hints].filter(([, { places }]) => places.every(({ by }) => by === teller));
      if (own.length > MAX_HINTS_OF_ONE) this.#hints.delete(own[0][0]);
    }
    if (this.#hints.size > MAX_HINTS) this.#hints.delete(this.#hints.keys().next().value!);
  }

  /** Wait for the next moment at which something is due or over. */
  #watch(): void {
    this.#cancel();
    this.#cancel = () => {};
    const { clock } = this.#parts;
    const now = clock.now();
    let next = Infinity;
    for (const { from, places } of this.#hints.values()) {
      if (from > now) next = Math.min(next, from);
      for (const { until } of places) next = Math.min(next, until);
    }
    if (next < Infinity) this.#cancel = clock.after(Math.max(0, next - now), () => this.#onTime());
  }

  #onTime(): void {
    const now = this.#parts.clock.now();
    for (const [key, { places }] of this.#hints) {
      places.splice(0, Infinity, ...places.filter(({ until }) => until > now));
      if (places.length === 0) this.#hints.delete(key);
    }
    this.#watch();
    this.#parts.changed();
  }
}

/** Whether we dial at once: of two who hear of each other the one with the lower (id, root). */
function isFirst(self: PeerRef, peer: PeerRef): boolean {
  return self.id === peer.id ? self.root < peer.root : Number(self.id) < Number(peer.id);
}

function summary({ places }: Hint): string {
  return places.map(({ host, port, by }) => `${host} ${port} ${by === undefined}`).sort().join();
}

function addressOf({ host, port }: Place): Address {
  return { host, port };
}

function keyOf({ id, root }: PeerRef): PeerKey {
  return `${id}.${root}`;
}
