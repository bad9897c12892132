/** Events of many streams in the order of the room, control first. */
import type { NumberedEvent, SpreadingLog } from "./spreading_types.ts";
import { isControlStream, type StreamName } from "./types.ts";
import { BATCH_TARGET_BYTES, MAX_ROOM_BATCH } from "../../net/limits.ts";

/** Events and bytes of all streams together that are read ahead; about. */
const AHEAD = 4 * MAX_ROOM_BATCH;
const AHEAD_BYTES = 32 * BATCH_TARGET_BYTES;
const MIN_AHEAD_BYTES = 4_096;

interface Cursor {
  readonly stream: StreamName;
  events: NumberedEvent[];
  at: number;
}

/** Streams are read to where their events end at that time. */
export class Merge {
  readonly #log: SpreadingLog;
  readonly #limit: { readonly count: number; readonly bytes: number };
  /** Smallest event on top. */
  readonly #heap: Cursor[] = [];

  /** @param from the first number that is wanted of each stream */
  constructor(log: SpreadingLog, from: ReadonlyMap<StreamName, number>) {
    this.#log = log;
    this.#limit = {
      count: Math.max(2, Math.ceil(AHEAD / Math.max(1, from.size))),
      bytes: Math.max(MIN_AHEAD_BYTES, Math.ceil(AHEAD_BYTES / Math.max(1, from.size))),
    };
    for (const [stream, seq] of from) {
      const cursor = { stream, events: [], at: 0 };
      if (this.#read(cursor, seq)) this.#push(cursor);
    }
  }

  /** The next event; stays until {@link take}. */
  get top(): NumberedEvent | undefined {
    return this.#heap.length === 0 ? undefined : eventOf(this.#heap[0]);
  }

  take(): NumberedEvent {
    const cursor = this.#heap[0];
    const event = eventOf(cursor);
    cursor.at++;
    const more = cursor.at < cursor.events.length || this.#read(cursor, event.seq + 1);
    if (more) {
      this.#sink(cursor);
    } else {
      const last = this.#heap.pop()!;
      if (last !== cursor) this.#sink(last);
    }
    return event;
  }

  #read(cursor: Cursor, from: number): boolean {
    cursor.events = this.#log.read(cursor.stream, from, this.#limit);
    cursor.at = 0;
    // Nothing can be taken that stands behind a gap.
    return cursor.events.length > 0 && cursor.events[0].seq === from;
  }

  #push(cursor: Cursor): void {
    const heap = this.#heap;
    let index = heap.push(cursor) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(cursor, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = cursor;
  }

  /** Put it on top, and down to where it belongs. */
  #sink(cursor: Cursor): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], cursor)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = cursor;
  }
}

function eventOf({ events, at }: Cursor): NumberedEvent {
  return events[at];
}

function isBefore(one: Cursor, other: Cursor): boolean {
  const control = isControlStream(one.stream);
  if (control !== isControlStream(other.stream)) return control;
  return eventOf(one).id < eventOf(other).id;
}
