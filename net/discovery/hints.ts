/** Who is said to be where: kept for a while, in memory. `docs/specs/discovery-v1.md`, section 3. */
import type { PeerKey, PeerRef, Trust } from "../../crypto/types.ts";
import { sameAddress } from "../addresses.ts";
import { HINT_TTL, MAX_ADDRESSES, MAX_HINTS, MAX_HINTS_OF_ONE, POLITE_DELAY } from "../limits.ts";
import type { Address, Clock } from "../types.ts";
import { WaitingHints } from "./waiting_hints.ts";

export interface HintParts {
  readonly self: PeerRef;
  readonly trust: Trust;
  readonly clock: Clock;
  /** Whom to dial, or where, is another now. */
  readonly changed: () => void;
  /** They said themselves that they are there: now is the moment to dial them, if there is no link. */
  readonly here: (peer: PeerRef) => void;
}

/** Who says where somebody is. */
export interface HintSource {
  /** The peer that told it, or the address of whoever said it of themselves. */
  readonly name: string;
  /** They said it themselves, on our network. */
  readonly own: boolean;
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
  readonly by: HintSource;
  readonly until: number;
}

interface Hint {
  readonly peer: PeerRef;
  readonly places: Place[];
  /** Who counts it as theirs: who said it first, or the last one to say it of themselves. */
  source: string;
  /** Milliseconds since the epoch, when we may dial. */
  readonly from: number;
  /** The same, when to dial them because they said that they are there; Infinity when that was done. */
  hereAt: number;
}

export class HintBook {
  readonly #parts: HintParts;
  /** The one that was heard of last is last. */
  readonly #hints = new Map<PeerKey, Hint>();
  readonly #waiting = new WaitingHints<HintSource>();
  #cancel = () => {};
  /** When we look next, milliseconds since the epoch. */
  #wake = Infinity;

  constructor(parts: HintParts) {
    this.#parts = parts;
  }

  add(peer: PeerRef, addresses: readonly Address[], by: HintSource): void {
    const { clock } = this.#parts;
    if (addresses.length === 0) return;
    const now = clock.now();
    if (!this.#isWelcome(peer)) {
      if (this.#mayWait(peer)) this.#waiting.add(peer, addresses, by, now);
      return;
    }
    const key = keyOf(peer);
    const known = this.#hints.get(key);
    const from = isFirst(this.#parts.self, peer) ? now : now + POLITE_DELAY;
    const hint = known ?? { peer, places: [], source: by.name, from, hereAt: Infinity };
    if (by.own) hint.source = by.name;
    const before = known && summary(known);
    for (const { host, port } of [...addresses].reverse()) {
      const index = hint.places.findIndex((place) => sameAddress(place, { host, port }));
      // What they said themselves stays theirs, and ends in its time, whoever repeats it.
      if (!by.own && index >= 0 && hint.places[index].by.own) continue;
      if (index >= 0) hint.places.splice(index, 1);
      hint.places.unshift({ host, port, by, until: now + HINT_TTL });
    }
    this.#limitPlaces(hint.places);
    this.#hints.delete(key);
    this.#hints.set(key, hint);
    if (known === undefined) this.#limitHints(by.name);
    if (by.own) hint.hereAt = Math.min(hint.hereAt, from);
    if (before !== summary(hint)) this.#parts.changed();
    this.#tellHere(now);
    this.#wakeAt(Math.min(now + HINT_TTL, hint.hereAt, hint.from > now ? hint.from : Infinity));
  }

  /** Those whom we may dial now. */
  due(): HintedPeer[] {
    const now = this.#parts.clock.now();
    return [...this.#hints.values()].filter(({ from }) => from <= now).map(({ peer, places }) => ({
      peer,
      heard: places.filter(({ by }) => by.own).map(addressOf),
      told: places.filter(({ by }) => !by.own).map(addressOf),
    }));
  }

  get size(): number {
    return this.#hints.size;
  }

  forget(peer: PeerRef): void {
    this.#waiting.forget(peer);
    if (this.#hints.delete(keyOf(peer))) this.#parts.changed();
  }

  /** They say that they are not there any more. */
  left(peer: PeerRef, address: Address): void {
    this.#waiting.left(peer, address);
    const places = this.#hints.get(keyOf(peer))?.places ?? [];
    const index = places.findIndex((place) => place.by.own && sameAddress(place, address));
    if (index < 0) return;
    places.splice(index, 1);
    if (places.length === 0) this.forget(peer);
    else this.#parts.changed();
  }

  /** Whom we trust has changed: who is not welcome any more is forgotten, and who is welcome now is found where they were. */
  judgeAgain(): void {
    let gone = false;
    for (const [key, { peer }] of this.#hints) if (!this.#isWelcome(peer)) gone = this.#hints.delete(key) || gone;
    if (gone) this.#parts.changed();
    const { clock } = this.#parts;
    for (const { peer, address, by } of this.#waiting.take((peer) => this.#isWelcome(peer), clock.now())) {
      this.add(peer, [address], by);
    }
  }

  stop(): void {
    this.#cancel();
    this.#waiting.clear();
    this.#hints.clear();
  }

  #isWelcome(peer: PeerRef): boolean {
    return this.#mayWait(peer) && this.#parts.trust.isAllowed(peer);
  }

  /** Our user could let them in. */
  #mayWait(peer: PeerRef): boolean {
    const { self, trust } = this.#parts;
    if (peer.id === self.id && peer.root === self.root) return false;
    return trust.inScope(peer);
  }

  /** The newest stay, and what they said themselves before what others say. */
  #limitPlaces(places: Place[]): void {
    while (places.length > MAX_ADDRESSES) {
      const told = places.findLastIndex(({ by }) => !by.own);
      places.splice(told < 0 ? places.length - 1 : told, 1);
    }
  }

  /** Who says much pushes out its own hints before those of others. */
  #limitHints(source: string): void {
    if (this.#hints.size <= MAX_HINTS_OF_ONE) return;
    let oldest: PeerKey | undefined;
    let count = 0;
    for (const [key, hint] of this.#hints) {
      if (hint.source !== source) continue;
      oldest ??= key;
      count++;
    }
    if (count > MAX_HINTS_OF_ONE) this.#hints.delete(oldest!);
    else if (this.#hints.size > MAX_HINTS) this.#hints.delete(this.#hints.keys().next().value!);
  }

  /** Look at this moment, at the latest, for what is due or over. */
  #wakeAt(at: number): void {
    if (at >= this.#wake) return;
    this.#cancel();
    this.#wake = at;
    const { clock } = this.#parts;
    this.#cancel = clock.after(Math.max(0, at - clock.now()), () => this.#onTime());
  }

  #onTime(): void {
    const now = this.#parts.clock.now();
    let next = Infinity;
    for (const [key, { places, from, hereAt }] of this.#hints) {
      places.splice(0, Infinity, ...places.filter(({ until }) => until > now));
      if (places.length === 0) this.#hints.delete(key);
      else next = Math.min(next, ...[from, hereAt].filter((at) => at > now), ...places.map(({ until }) => until));
    }
    this.#parts.changed();
    this.#tellHere(now);
    this.#wake = Infinity;
    this.#wakeAt(next);
  }

  #tellHere(now: number): void {
    for (const hint of this.#hints.values()) {
      if (hint.hereAt > now) continue;
      hint.hereAt = Infinity;
      this.#parts.here(hint.peer);
    }
  }
}

/** Whether we dial at once: of two who hear of each other the one with the lower (id, root). */
function isFirst(self: PeerRef, peer: PeerRef): boolean {
  return self.id === peer.id ? self.root < peer.root : Number(self.id) < Number(peer.id);
}

function summary({ places }: Hint): string {
  return places.map(({ host, port, by }) => `${host} ${port} ${by.own}`).sort().join();
}

function addressOf({ host, port }: Place): Address {
  return { host, port };
}

function keyOf({ id, root }: PeerRef): PeerKey {
  return `${id}.${root}`;
}
