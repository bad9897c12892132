/**
 * Joins packets into contents and refuses what a peer must not send. `docs/specs/wire-v1.md`, sections 2 and 3.
 *
 * What a header alone gives away is refused by {@link Assembler.check}, before the data is waited for.
 */
import { LinkError } from "./errors.ts";
import { describe, type Packet, type PacketHeader } from "./frame.ts";
import {
  isKnownKind,
  isOnePacketKind,
  KIND,
  KIND_MASK,
  maxContentBytes,
  MORE,
  OPTIONAL,
  usualContentBytes,
} from "./kinds.ts";
import { MAX_ASSEMBLY_BYTES, MAX_CONTENT_BYTES, MAX_OPEN_CONTENTS } from "./limits.ts";

/** A whole content, still sealed if its kind is. */
export interface Content {
  readonly contentId: number;
  readonly kind: number;
  /** Kind and `OPTIONAL`, without `MORE`. */
  readonly type: number;
  /** May be a view of the chunk it came in: do not keep it, unless it had several packets. */
  readonly data: Uint8Array;
}

/** As many as are unfinished, opened and being written at a time. */
const MAX_SPARE = 4;

interface OpenContent {
  /** Without `MORE`. */
  readonly type: number;
  /** False for an unknown `OPTIONAL` kind: counted, not kept. */
  readonly kept: boolean;
  size: number;
  /** Room for `size` bytes and more; grows by doubling, so that tiny packets cannot make it copy without end. */
  buffer: Uint8Array;
}

export class Assembler {
  readonly #mayBegin: (kind: number) => void;
  readonly #came: (content: Content) => void;
  readonly #open = new Map<number, OpenContent>();
  #lastBegun = 0;
  #openBytes = 0;
  /** Memory of contents that nobody needs any more. */
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];

  /**
   * @param mayBegin throws LinkError when a content of this known kind has no place here and now
   * @param came sees what has come of a content that is not whole; may write over it
   */
  constructor(mayBegin: (kind: number) => void, came: (content: Content) => void = () => {}) {
    this.#mayBegin = mayBegin;
    this.#came = came;
  }

  /** Bytes of unfinished contents. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /**
   * @returns where its data belongs, when it is not a whole content
   * @throws LinkError when a packet with this header may not come now
   */
  check(header: PacketHeader): Uint8Array | undefined {
    const { contentId, type, size } = header;
    const more = (type & MORE) !== 0;
    if (more && size === 0) throw new LinkError("bad-packet", `${describe(header)}: an empty packet with more to come`);
    const open = this.#open.get(contentId);
    if (open === undefined) this.#checkFirst(header, more);
    else if (open.type !== (type & ~MORE)) {
      throw new LinkError("bad-packet", `${describe(header)}: it began with another type`);
    }
    const total = (open?.size ?? 0) + size;
    const most = maxContentBytes(type & KIND_MASK);
    if (total > most) throw new LinkError("too-large", `${describe(header)}: more than ${most} bytes`);
    if ((more || open !== undefined) && this.#openBytes + size > MAX_ASSEMBLY_BYTES) {
      throw new LinkError("too-large", `${describe(header)}: more than ${MAX_ASSEMBLY_BYTES} bytes are unfinished`);
    }
    if (open === undefined && !more) return undefined;
    return this.#placeOf(open ?? this.#begin(contentId, type & ~MORE), size);
  }

  #checkFirst(header: PacketHeader, more: boolean): void {
    const { contentId, type } = header;
    if (contentId <= this.#lastBegun) {
      throw new LinkError("bad-order", `${describe(header)}: content ${this.#lastBegun} has begun already`);
    }
    const kind = type & KIND_MASK;
    if (isKnownKind(kind)) this.#mayBegin(kind);
    else if ((type & OPTIONAL) === 0) throw new LinkError("unknown-kind", `${describe(header)}: not known here`);
    else this.#mayBegin(kind);
    if (!more) return;
    if (isOnePacketKind(kind)) throw new LinkError("bad-packet", `${describe(header)}: must be one packet`);
    if (this.#open.size >= MAX_OPEN_CONTENTS) {
      throw new LinkError("too-many-contents", `${describe(header)}: ${MAX_OPEN_CONTENTS} are unfinished`);
    }
  }

  /** Take a packet whose header passed {@link check}. @returns the content it finishes, unless nobody knows its kind */
  add(packet: Packet): Content | undefined {
    const { contentId, data } = packet;
    const type = packet.type & ~MORE;
    const more = packet.type !== type;
    const kind = type & KIND_MASK;
    const open = this.#open.get(contentId);
    if (open === undefined) {
      this.#lastBegun = contentId;
      return isKnownKind(kind) ? { contentId, kind, type, data } : undefined;
    }
    this.#append(open, data);
    if (more) {
      if (open.kept) this.#came({ contentId, kind, type, data: open.buffer.subarray(0, open.size) });
      return undefined;
    }
    this.#open.delete(contentId);
    this.#openBytes -= open.size;
    return open.kept ? { contentId, kind, type, data: open.buffer.subarray(0, open.size) } : undefined;
  }

  /**
   * Nobody needs the memory of a content any more: it is for another one. What is new would be cleared, and mapped page by
   * page, before it is written over.
   * @returns false when there is no use for it
   */
  reuse(memory: ArrayBuffer): boolean {
    if (memory.byteLength !== usualContentBytes(KIND.chunk) || this.#spare.length >= MAX_SPARE) return false;
    this.#spare.push(new Uint8Array(memory));
    return true;
  }

  #begin(contentId: number, type: number): OpenContent {
    const kind = type & KIND_MASK;
    const kept = isKnownKind(kind);
    const open = { type, kept, size: 0, buffer: this.#memory(kept ? usualContentBytes(kind) : 0) };
    this.#lastBegun = contentId;
    this.#open.set(contentId, open);
    return open;
  }

  #memory(size: number): Uint8Array {
    const spare = size === 0 ? undefined : this.#spare.pop();
    return spare ?? new Uint8Array(size);
  }

  /** Room for the next bytes of a content. */
  #placeOf(open: OpenContent, size: number): Uint8Array | undefined {
    if (!open.kept) return undefined;
    const end = open.size + size;
    if (end > open.buffer.length) open.buffer = grown(open.buffer.subarray(0, open.size), end);
    return open.buffer.subarray(open.size, end);
  }

  #append(open: OpenContent, data: Uint8Array): void {
    const place = this.#placeOf(open, data.length);
    // the decoder has put it there already, if it was told the place
    if (place !== undefined && (place.buffer !== data.buffer || place.byteOffset !== data.byteOffset)) place.set(data);
    this.#openBytes += data.length;
    open.size += data.length;
  }
}

function grown(bytes: Uint8Array, atLeast: number): Uint8Array {
  const larger = new Uint8Array(Math.min(Math.max(atLeast, 2 * bytes.length), MAX_CONTENT_BYTES));
  larger.set(bytes);
  return larger;
}
