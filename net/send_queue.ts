/**
 * What waits to be written on one link. Every kind has a lane of its own; lanes take turns packet by packet, so a short
 * receipt overtakes a long text, while contents of one kind keep their order. `docs/specs/wire-v1.md`, section 2.
 */
import { SEAL_TAG_BYTES, type Session } from "../crypto/mod.ts";
import { TAKEN } from "./byte_stream.ts";
import { LinkError } from "./errors.ts";
import {
  associatedBytes,
  type ByteSource,
  type ContentHead,
  encodeContent,
  HEADER_BYTES,
  packetEnd,
  type PacketSlice,
  putPacket,
} from "./frame.ts";
import { isSealedKind, KIND, KIND_MASK } from "./kinds.ts";
import {
  MAX_CONTENT_ID,
  MAX_OPEN_CONTENTS,
  MAX_PACKET_DATA,
  MAX_SEND_QUEUE,
  STALL_TIMEOUT,
  WRITE_BYTES,
} from "./limits.ts";
import type { ByteStream, Clock } from "./types.ts";

/** Bytes a waiting content costs beside its data. */
const ENTRY_BYTES = 256;

export interface SendQueueParts {
  readonly stream: ByteStream;
  readonly clock: Clock;
  /** Our number and the peer's. */
  readonly source: number;
  readonly destination: number;
  /** Nothing more can be written, for this reason; to be answered with {@link SendQueue.end}. */
  readonly onFailed: (error: unknown) => void;
  /** For tests: the content id before the first. */
  readonly lastContentId?: number;
}

/** A content with a seal of its own, which needs the content's number. */
export interface Sealing {
  /** Bytes of the sealed content. */
  readonly length: number;
  begin(contentId: number): ByteSource;
}

interface Entry {
  readonly type: number;
  readonly content: Uint8Array | Sealing;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Set when its first packet is cut. */
  slice: PacketSlice | undefined;
  next: Entry | undefined;
}

interface Batch {
  readonly bytes: Uint8Array;
  readonly finished: readonly Entry[];
}

interface Lane {
  first: Entry | undefined;
  last: Entry | undefined;
}

export class SendQueue {
  readonly #parts: SendQueueParts;
  readonly #lanes = new Map<number, Lane>();
  /** The lanes again, for taking turns. */
  readonly #turns: Lane[] = [];
  #turn = 0;
  /** Begun and unfinished contents of several packets. */
  #open = 0;
  #bytes = 0;
  #lastContentId: number;
  #usedUp = false;
  #writing = false;
  /** Where large writes are gathered; only while there are any. */
  #buffer: Uint8Array | undefined;
  #end: { readonly error: Error; readonly close: Uint8Array | undefined } | undefined;
  /** Needed before the first sealed content. */
  session: Session | undefined;
  /** Sees what is sealed. MUST NOT throw. */
  tap: ((kind: number, plain: Uint8Array, sealed: Uint8Array) => void) | undefined;

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
    this.#lastContentId = parts.lastContentId ?? 0;
  }

  /** Bytes given to {@link send} that the stream has not taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes wait for the peer to take those before them. */
  get writing(): boolean {
    return this.#writing;
  }

  /**
   * @param type kind and `OPTIONAL`
   * @param content not to be changed before the promise resolves
   * @returns resolves when the stream has taken all of it; a rejection nobody looks at is no crash
   */
  send(type: number, content: Uint8Array | Sealing): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { type, content, resolve, reject, slice: undefined, next: undefined };
    if (this.#end !== undefined) {
      promise.catch(ignore);
      reject(this.#end.error);
      return promise;
    }
    promise.catch(ignore);
    this.#bytes += cost(entry);
    this.#push(entry);
    if (this.#bytes > MAX_SEND_QUEUE) this.#fail(new LinkError("stalled", "sending: the peer does not read"));
    else if (!this.#writing) void this.#write();
    return promise;
  }

  /** Drop what waits, and end the stream: with these last words, if any. Idempotent. */
  end(error: Error, close?: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.#end = { error, close };
    for (const lane of this.#turns) {
      for (let entry = lane.first; entry !== undefined; entry = entry.next) {
        if (entry.slice !== undefined && !(entry.slice.data instanceof Uint8Array)) entry.slice.data.abandon();
        entry.reject(error);
      }
      lane.first = lane.last = undefined;
    }
    this.#bytes = 0;
    if (!this.#writing) void this.#write();
  }

  #push(entry: Entry): void {
    let lane = this.#lanes.get(entry.type & KIND_MASK);
    if (lane === undefined) {
      lane = { first: undefined, last: undefined };
      this.#lanes.set(entry.type & KIND_MASK, lane);
      this.#turns.push(lane);
    }
    if (lane.last === undefined) lane.first = entry;
    else lane.last.next = entry;
    lane.last = entry;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    await undefined; // what else is sent in this turn goes out in the same write
    for (let batch = this.#nextBatch(); batch !== undefined; batch = this.#nextBatch()) await this.#writeBatch(batch);
    this.#buffer = undefined;
    if (this.#end !== undefined) await this.#writeEnd();
    this.#writing = false; // nothing is awaited between the last look for a batch and this
  }

  async #writeBatch({ bytes, finished }: Batch): Promise<void> {
    try {
      await this.#writeBytes(bytes);
    } catch (error) {
      for (const entry of finished) entry.reject(error);
      return this.#fail(error);
    }
    for (const entry of finished) {
      if (this.#end === undefined) this.#bytes -= cost(entry);
      entry.resolve();
    }
  }

  async #writeEnd(): Promise<void> {
    const close = this.#end?.close;
    if (close !== undefined) {
      const { source, destination } = this.#parts;
      const head = { source, destination, contentId: this.#lastContentId + 1, type: KIND.close };
      try {
        await this.#writeBytes(encodeContent(head, close));
      } catch {
        // the link ends for the reason it had: that the peer could not be told changes nothing
      }
    }
    this.#parts.stream.close();
  }

  async #writeBytes(bytes: Uint8Array): Promise<void> {
    const { stream, clock } = this.#parts;
    let cancel = () => {};
    try {
      const taking = stream.write(bytes);
      if (taking === TAKEN) return;
      cancel = clock.after(
        STALL_TIMEOUT,
        () => this.#fail(new LinkError("stalled", "writing: the peer does not read")),
      );
      await taking;
    } catch (cause) {
      throw new LinkError("connection-lost", "writing: the connection broke", { cause, by: "network" });
    } finally {
      cancel();
    }
  }

  #nextBatch(): Batch | undefined {
    if (this.#end !== undefined) return undefined;
    const finished: Entry[] = [];
    try {
      return this.#gather(finished);
    } catch (error) {
      for (const entry of finished) entry.reject(error);
      this.#fail(error);
      return undefined;
    }
  }

  /** The next packets in one piece of memory. @param finished gets the contents that are whole with them */
  #gather(finished: Entry[]): Batch | undefined {
    const slices: PacketSlice[] = [];
    let size = 0;
    while (size < WRITE_BYTES) {
      const slice = this.#nextSlice(finished);
      if (slice === undefined) break;
      slices.push(slice);
      size += HEADER_BYTES + packetEnd(slice) - slice.start;
    }
    if (slices.length === 0) {
      if (this.#usedUp) throw new LinkError("rekey", "sending: content ids are used up");
      return undefined;
    }
    const bytes = this.#memory(size);
    let offset = 0;
    for (const slice of slices) offset = putPacket(bytes, offset, slice);
    return { bytes, finished };
  }

  /** The same memory again and again for what the stream takes whole. */
  #memory(size: number): Uint8Array {
    if (size < WRITE_BYTES) return new Uint8Array(size);
    this.#buffer ??= new Uint8Array(WRITE_BYTES + HEADER_BYTES + MAX_PACKET_DATA);
    return this.#buffer.subarray(0, size);
  }

  #nextSlice(finished: Entry[]): PacketSlice | undefined {
    for (let tried = 0; tried < this.#turns.length; tried++) {
      const lane = this.#turns[this.#turn];
      this.#turn = (this.#turn + 1) % this.#turns.length;
      const entry = lane.first;
      if (entry === undefined) continue;
      const slice = entry.slice ?? this.#begin(entry);
      if (slice === undefined) continue;
      const end = packetEnd(slice);
      if (end < slice.data.length) {
        entry.slice = { ...slice, start: end };
      } else {
        if (slice.start > 0) this.#open--;
        lane.first = entry.next;
        if (lane.first === undefined) lane.last = undefined;
        finished.push(entry);
      }
      return slice;
    }
    return undefined;
  }

  /** Number and seal a content; undefined when as many as may be are unfinished. */
  #begin(entry: Entry): PacketSlice | undefined {
    const sealed = isSealedKind(entry.type & KIND_MASK);
    const { content } = entry;
    const size = content.length + (sealed ? SEAL_TAG_BYTES : 0);
    if (size > MAX_PACKET_DATA && this.#open >= MAX_OPEN_CONTENTS) return undefined;
    // the last number of all is kept for the close that says so
    if (this.#lastContentId >= MAX_CONTENT_ID - 1) this.#usedUp = true;
    if (this.#usedUp) return undefined;
    const { source, destination } = this.#parts;
    const contentId = ++this.#lastContentId;
    const head: ContentHead = { source, destination, contentId, type: entry.type };
    const data = !(content instanceof Uint8Array)
      ? content.begin(contentId)
      : sealed
      ? this.#seal(head, content)
      : content;
    if (size > MAX_PACKET_DATA) this.#open++;
    return { head, data, start: 0 };
  }

  #seal(head: ContentHead, plain: Uint8Array): Uint8Array {
    if (this.session === undefined) throw new Error("sending: no keys before the peer's hello");
    const bytes = this.session.seal(head.contentId, associatedBytes(head), plain);
    this.tap?.(head.type & KIND_MASK, plain, bytes);
    return bytes;
  }

  #fail(error: unknown): void {
    if (this.#end === undefined) this.#parts.onFailed(error);
  }
}

function cost(entry: Entry): number {
  return entry.content.length + ENTRY_BYTES;
}

function ignore(): void {}
