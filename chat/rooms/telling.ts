/** Who has which events, to those who wrote them. `docs/specs/rooms-v1.md`, section 8. */
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_RECEIPTS, MAX_ROOM_STREAMS, ROOM_GOT_EVERY, ROOM_LAZY_DELAY } from "../../net/limits.ts";
import type { Clock } from "../../net/types.ts";
import { Alarm } from "./alarm.ts";
import type { Got, RoomMessage, StreamName } from "./types.ts";

/** Records in one content: with the names of members they are twice as long as other numbers. */
const RECORDS = MAX_ROOM_STREAMS / 2;

export interface TellingParts {
  readonly clock: Clock;
  readonly authorOf: (stream: StreamName) => PeerKey | undefined;
  /** Who is linked and has joined. */
  readonly linked: () => ReadonlySet<PeerKey>;
  /** Who brought us the newest of a stream: one step nearer to its author. */
  readonly cameFrom: (stream: StreamName) => PeerKey | undefined;
  /** Of all neighbours. */
  readonly eager: () => readonly PeerKey[];
  readonly memberCount: () => number;
  readonly me: PeerKey;
  readonly send: (to: PeerKey, message: RoomMessage) => void;
}

export class Telling {
  readonly #parts: TellingParts;
  /** By member and stream the newest number, and who told us. */
  readonly #records = new Map<string, Got & { readonly from: PeerKey }>();
  readonly #rest: Alarm;

  constructor(parts: TellingParts) {
    this.#parts = parts;
    this.#rest = new Alarm(parts.clock, () => this.#flush());
  }

  /** Our own records: soon, and then once in a while. */
  own(got: readonly Got[]): void {
    this.#add(this.#parts.me, got);
    if (this.#records.size > 0) this.#rest.set(ROOM_LAZY_DELAY);
  }

  /** Hearsay is gathered. */
  heard(from: PeerKey, news: readonly Got[]): void {
    this.#add(from, news);
    if (this.#records.size > 0) this.#rest.set(ROOM_GOT_EVERY);
  }

  stop(): void {
    this.#rest.cancel();
    this.#records.clear();
  }

  #add(from: PeerKey, got: readonly Got[]): void {
    for (const { member, stream, seq } of got) {
      const author = this.#parts.authorOf(stream);
      if (author === undefined || author === this.#parts.me || author === member) continue;
      const key = `${member}:${stream}`;
      const known = this.#records.get(key);
      if (known === undefined || known.seq < seq) this.#records.set(key, { member, stream, seq, from });
    }
  }

  /** To the author where we are linked; else back the way the events came. */
  #flush(): void {
    if (this.#records.size === 0) return;
    const to = new Map<PeerKey, Got[]>();
    // Once for all records: there may be thousands of either.
    const linked = this.#parts.linked();
    const eager = this.#parts.eager().filter((peer) => linked.has(peer));
    const passesOn = this.#parts.memberCount() <= MAX_ROOM_RECEIPTS;
    for (const { from, ...got } of this.#records.values()) {
      for (const peer of this.#way(got.stream, from, linked, passesOn ? eager : undefined)) {
        if (peer === from || peer === got.member) continue;
        const list = to.get(peer);
        if (list === undefined) to.set(peer, [got]);
        else list.push(got);
      }
    }
    this.#records.clear();
    for (const [peer, got] of to) {
      for (let at = 0; at < got.length; at += RECORDS) this.#parts.send(peer, { got: got.slice(at, at + RECORDS) });
    }
    this.#rest.set(ROOM_GOT_EVERY);
  }

  /** @param eager undefined in a room so large that nobody passes on what is not for who is linked */
  #way(
    stream: StreamName,
    from: PeerKey,
    linked: ReadonlySet<PeerKey>,
    eager: readonly PeerKey[] | undefined,
  ): readonly PeerKey[] {
    const { authorOf, cameFrom } = this.#parts;
    const author = authorOf(stream);
    if (author !== undefined && linked.has(author)) return [author];
    if (eager === undefined) return [];
    const back = cameFrom(stream);
    return back !== undefined && back !== from && linked.has(back) ? [back] : eager;
  }
}
