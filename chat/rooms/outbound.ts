/** What goes to one linked member: events in runs that wait for the link, names of events, and never the same twice for nothing. */
import { BATCH_TARGET_BYTES, MAX_ROOM_BATCH, MAX_ROOM_FRESH, MAX_ROOM_STREAMS } from "../../net/limits.ts";
import { Repeater } from "../repeater.ts";
import { Merge } from "./merge.ts";
import type { OwnDurable } from "./own_durable.ts";
import type { NumberedEvent } from "./spreading_types.ts";
import type { RoomMessage, StreamName, StreamNumber } from "./types.ts";

export interface OutboundParts {
  readonly log: OwnDurable;
  readonly send: (message: RoomMessage) => Promise<void>;
  /** Which streams they may hear of now. */
  readonly sees: () => (stream: StreamName) => boolean;
}

type Sees = ReturnType<OutboundParts["sees"]>;

export class Outbound {
  readonly #parts: OutboundParts;
  /** What they asked for, or turned out to lack: the next number of each stream. */
  readonly #wanted = new Map<StreamName, number>();
  /** Over {@link #wanted}; undefined when that was changed by others than the run. */
  #merge: Merge | undefined;
  /** Streams of the run have grown since. */
  #late = false;
  /** New events that are to go at once. */
  #fresh: NumberedEvent[] = [];
  readonly #names = new Map<StreamName, number>();
  #isFlushing = false;
  /** Questions of theirs that end with what is sent now. */
  #answers = 0;
  /** Newest number they have as far as we know: they said so, or were sent it on this link. */
  readonly #has = new Map<StreamName, number>();
  /** Newest number sent on this link, and how often something up to there was asked for again. */
  readonly #sent = new Map<StreamName, { seq: number; repeats: number }>();
  readonly #run = new Repeater(() => this.#sendAll());
  #stopped = false;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
  }

  /** They have this number, and so everything before it. @param exactly and nothing after it, whatever was sent */
  has(stream: StreamName, seq: number, exactly = false): void {
    const known = this.#has.get(stream);
    if (known === undefined && this.#has.size >= MAX_ROOM_STREAMS) this.#has.clear();
    if (exactly || known === undefined || known < seq) this.#has.set(stream, seq);
  }

  knows({ stream, seq }: StreamNumber): boolean {
    return (this.#has.get(stream) ?? 0) >= seq;
  }

  /** They are to get this stream from here on; goes with {@link start}. */
  want(stream: StreamName, from: number): void {
    const next = this.#wanted.get(stream);
    // What is under way need not go again, and what they have by now not at all.
    if (next !== undefined && next >= from) return;
    if (next === undefined && this.#isRepeated(stream, from)) return;
    this.#wanted.set(stream, from);
    this.#merge = undefined;
  }

  /** All that is wanted is known, or on disk by now: it is sent in the order of the room. */
  start(): void {
    if (this.#wanted.size > 0) this.#run.poke();
  }

  /** What is wanted now answers a question of theirs: they are told when it has gone. Goes with {@link start}. */
  answer(): void {
    this.#answers++;
    this.#run.poke();
  }

  /** They do not lack anything of it any more. */
  unwant(stream: StreamName): void {
    if (this.#wanted.delete(stream)) this.#merge = undefined;
  }

  /** New events, at once. */
  push(events: readonly NumberedEvent[]): void {
    const fresh = events.filter((event) => !this.knows(event) && !this.#followsRun(event));
    if (fresh.length === 0) return;
    this.#fresh.push(...fresh);
    if (this.#fresh.length > MAX_ROOM_FRESH) this.#readBack();
    this.#run.poke();
  }

  /** Say that this is here; goes with the next {@link flush}. */
  name({ stream, seq }: StreamNumber): void {
    if ((this.#names.get(stream) ?? 0) < seq) this.#names.set(stream, seq);
  }

  flush(): void {
    this.#isFlushing = this.#names.size > 0;
    if (this.#isFlushing) this.#run.poke();
  }

  stop(): void {
    this.#stopped = true;
  }

  /**
   * Whether they ask for what went over this link before. It may have been refused for good (they know of a cut or a
   * revocation that we do not know), so it goes the first time, the second, the fourth, the eighth …
   */
  #isRepeated(stream: StreamName, from: number): boolean {
    const sent = this.#sent.get(stream);
    if (sent === undefined || from > sent.seq) return false;
    sent.repeats++;
    return (sent.repeats & (sent.repeats - 1)) !== 0;
  }

  /** A run is under way that reads this stream to its end; it may have been there already. */
  #followsRun({ stream }: NumberedEvent): boolean {
    if (!this.#wanted.has(stream)) return false;
    this.#late = true;
    return true;
  }

  /** The link is slower than the room: what waits is read from the log when its turn comes. */
  #readBack(): void {
    for (const { stream, seq } of this.#fresh) if (!this.#wanted.has(stream)) this.#wanted.set(stream, seq);
    this.#fresh = [];
    this.#merge = undefined;
  }

  async #sendAll(): Promise<void> {
    for (let message = this.#next(); message !== undefined; message = this.#next()) await this.#parts.send(message);
  }

  #next(): RoomMessage | undefined {
    if (this.#stopped) return undefined;
    const sees = this.#parts.sees();
    const ihave = this.#takeNames(sees);
    if (ihave.length > 0) return { ihave };
    const events = this.#takeWanted(sees);
    if (events.length === 0) events.push(...this.#takeFresh(sees));
    if (events.length === 0) {
      if (this.#answers === 0) return undefined;
      this.#answers--;
    }
    return { events: events.map(({ body, signature }) => ({ body, signature })) };
  }

  #takeNames(sees: Sees): StreamNumber[] {
    const names: StreamNumber[] = [];
    if (!this.#isFlushing) return names;
    for (const [stream, seq] of this.#names) {
      if (names.length === MAX_ROOM_STREAMS) break;
      this.#names.delete(stream);
      if (!this.knows({ stream, seq }) && sees(stream)) names.push({ stream, seq });
    }
    this.#isFlushing = this.#names.size > 0;
    return names;
  }

  #takeWanted(sees: Sees): NumberedEvent[] {
    if (this.#wanted.size === 0) return [];
    for (const stream of this.#wanted.keys()) if (!sees(stream)) this.unwant(stream);
    const merge = this.#merge ?? new Merge(this.#parts.log, this.#wanted);
    this.#merge = merge;
    const batch = new Batch();
    while (merge.top !== undefined && batch.add(merge.top)) {
      const { stream, seq } = merge.take();
      this.#wanted.set(stream, seq + 1);
      this.#gone(stream, seq);
    }
    if (merge.top !== undefined) return batch.events;
    this.#merge = undefined;
    if (this.#late) {
      this.#late = false;
      return batch.events.length === 0 ? this.#takeWanted(sees) : batch.events;
    }
    for (const stream of this.#wanted.keys()) if (!this.#parts.log.isWaiting(stream)) this.#wanted.delete(stream);
    return batch.events;
  }

  #takeFresh(sees: Sees): NumberedEvent[] {
    const batch = new Batch();
    let count = 0;
    for (const event of this.#fresh) {
      const due = !this.knows(event) && sees(event.stream);
      if (due && !batch.add(event)) break;
      if (due) this.#gone(event.stream, event.seq);
      count++;
    }
    this.#fresh.splice(0, count);
    return batch.events;
  }

  #gone(stream: StreamName, seq: number): void {
    this.has(stream, seq);
    const sent = this.#sent.get(stream);
    if (sent === undefined) this.#sent.set(stream, { seq, repeats: 0 });
    else if (sent.seq < seq) sent.seq = seq;
  }
}

/** What goes into one content. */
class Batch {
  readonly events: NumberedEvent[] = [];
  #bytes = 0;

  /** @returns false when it is full, and this did not fit any more */
  add(event: NumberedEvent): boolean {
    // Bodies are ASCII but for names: their length is about that of their bytes.
    const bytes = this.#bytes + event.body.length;
    if (this.events.length === MAX_ROOM_BATCH || (this.events.length > 0 && bytes > BATCH_TARGET_BYTES)) return false;
    this.#bytes = bytes;
    this.events.push(event);
    return true;
  }
}
