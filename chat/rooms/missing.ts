/** Events that others named and nobody brought: asked for after a while, of one who named them after the other. */
import type { PeerKey } from "../../crypto/types.ts";
import {
  MAX_ROOM_EMPTY_NAMES,
  MAX_ROOM_NAMED_OF_ONE,
  MAX_ROOM_NEIGHBOURS,
  ROOM_GRAFT_DELAY,
} from "../../net/limits.ts";
import type { Clock } from "../../net/types.ts";
import { Alarm } from "./alarm.ts";
import type { StreamName, StreamNumber } from "./types.ts";

export interface MissingParts {
  readonly clock: Clock;
  /** Newest number we have; 0 without any. */
  readonly headOf: (stream: StreamName) => number;
  /** Catching up may bring it all the same: ask later. */
  readonly isBusy: () => boolean;
  /** Whom we would rather ask: they send us new events anyway. */
  readonly isEager: (peer: PeerKey) => boolean;
  readonly want: (peer: PeerKey, streams: readonly StreamNumber[]) => void;
}

/** Newest events of a stream that were named. */
interface Named {
  /** When it is asked for. */
  due: number;
  /** Who named which number and was not asked. A number is the word of who names it: others are not asked for it. */
  readonly by: Map<PeerKey, number>;
  asked: { readonly peer: PeerKey; readonly seq: number } | undefined;
}

export class Missing {
  readonly #parts: MissingParts;
  readonly #named = new Map<StreamName, Named>();
  /** How many of these each peer has named, and how often in a row they did not bring what they had named. */
  readonly #peers = new Map<PeerKey, { named: number; empty: number }>();
  readonly #alarm: Alarm;

  constructor(parts: MissingParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.clock, () => this.#ask());
  }

  named(from: PeerKey, names: readonly StreamNumber[]): void {
    const peer = this.#peer(from);
    if (peer.empty >= MAX_ROOM_EMPTY_NAMES) return;
    for (const { stream, seq } of names) {
      if (this.#parts.headOf(stream) < seq) this.#name(from, peer, stream, seq);
    }
    if (this.#named.size > 0) this.#alarm.set(ROOM_GRAFT_DELAY);
  }

  /** They brought something new. */
  brought(from: PeerKey): void {
    const peer = this.#peers.get(from);
    if (peer !== undefined) peer.empty = 0;
  }

  /** Whether they were asked and have not answered: what comes from them is not theirs to be blamed for. */
  isAsked(peer: PeerKey): boolean {
    for (const { asked } of this.#named.values()) if (asked?.peer === peer) return true;
    return false;
  }

  unlinked(peer: PeerKey): void {
    this.#peers.delete(peer);
    for (const named of this.#named.values()) named.by.delete(peer);
  }

  stop(): void {
    this.#alarm.cancel();
    this.#named.clear();
  }

  #name(from: PeerKey, peer: { named: number }, stream: StreamName, seq: number): void {
    const known = this.#named.get(stream);
    const before = known?.by.get(from);
    if (before !== undefined) return void known!.by.set(from, Math.max(before, seq));
    if (peer.named >= MAX_ROOM_NAMED_OF_ONE || (known?.by.size ?? 0) >= MAX_ROOM_NEIGHBOURS) return;
    peer.named++;
    if (known === undefined) {
      const due = this.#parts.clock.now() + ROOM_GRAFT_DELAY;
      this.#named.set(stream, { due, by: new Map([[from, seq]]), asked: undefined });
    } else known.by.set(from, seq);
  }

  #ask(): void {
    const { clock, headOf, isBusy, want } = this.#parts;
    const now = clock.now();
    const busy = isBusy();
    const wants = new Map<PeerKey, StreamNumber[]>();
    const empty = new Set<PeerKey>();
    let next = Infinity;
    for (const [stream, named] of this.#named) {
      if (this.#isHere(headOf(stream), named)) this.#forget(stream, named);
      else if (named.due <= now && busy) named.due = now + ROOM_GRAFT_DELAY;
      else if (named.due <= now) this.#askFor(stream, named, wants, empty);
      if (this.#named.has(stream)) next = Math.min(next, named.due);
    }
    for (const peer of empty) this.#empty(peer);
    for (const [peer, streams] of wants) want(peer, streams);
    if (next < Infinity) this.#alarm.set(Math.max(0, next - now));
  }

  /** All that was named has come. Who named what has is asked no more. */
  #isHere(head: number, named: Named): boolean {
    for (const [peer, seq] of named.by) if (seq <= head) this.#release(peer, named);
    if (named.asked !== undefined && named.asked.seq <= head) named.asked = undefined;
    return named.by.size === 0 && named.asked === undefined;
  }

  #askFor(stream: StreamName, named: Named, wants: Map<PeerKey, StreamNumber[]>, empty: Set<PeerKey>): void {
    if (named.asked !== undefined) empty.add(named.asked.peer);
    // One who is asked already, so that one edge mends what one edge broke.
    const candidates = [...named.by.keys()];
    const peer = candidates.find((one) => wants.has(one)) ?? candidates.find(this.#parts.isEager) ?? candidates[0];
    if (peer === undefined) return this.#forget(stream, named);
    named.asked = { peer, seq: named.by.get(peer)! };
    this.#release(peer, named);
    named.due = this.#parts.clock.now() + ROOM_GRAFT_DELAY;
    const streams = wants.get(peer) ?? [];
    streams.push({ stream, seq: this.#parts.headOf(stream) + 1 });
    wants.set(peer, streams);
  }

  #empty(peer: PeerKey): void {
    const known = this.#peers.get(peer);
    if (known !== undefined) known.empty++;
  }

  #forget(stream: StreamName, named: Named): void {
    for (const peer of named.by.keys()) this.#release(peer, named);
    this.#named.delete(stream);
  }

  #release(peer: PeerKey, { by }: Named): void {
    const known = this.#peers.get(peer);
    if (by.delete(peer) && known !== undefined) known.named--;
  }

  #peer(peer: PeerKey): { named: number; empty: number } {
    const known = this.#peers.get(peer) ?? { named: 0, empty: 0 };
    this.#peers.set(peer, known);
    return known;
  }
}
