/**
 * Packets and the contents they carry: bytes in, values out, no I/O. `docs/specs/wire-v1.md`, section 2.
 *
 * A byte is copied at most once on its way in: a packet that lies whole in a chunk is a view of it, and the data of a
 * longer content goes straight to its place.
 */
import type { PeerId } from "../crypto/types.ts";
import { LinkError } from "./errors.ts";
import { KIND_MASK, MORE } from "./kinds.ts";
import { MAX_PACKET_DATA } from "./limits.ts";

/** source 5, destination 5, content id 4, type 2, size 2. */
export const HEADER_BYTES = 18;
/** The header without its size: what a seal is bound to. */
const ADDRESSED_BYTES = 16;
const EMPTY = new Uint8Array(0);

/** Ids on the wire are 40-bit numbers; a double holds them exactly, and comparing numbers beats comparing bytes. */
export interface PacketHeader {
  readonly source: number;
  readonly destination: number;
  readonly contentId: number;
  /** Kind and flags. */
  readonly type: number;
  /** Bytes of data that follow. */
  readonly size: number;
}

export interface Packet extends PacketHeader {
  /** May be a view of the chunk it came in: do not keep it, do not write to it. */
  readonly data: Uint8Array;
}

/** What all packets of a content share. */
export interface ContentHead {
  readonly source: number;
  readonly destination: number;
  readonly contentId: number;
  /** Kind, and {@link OPTIONAL} if it is; without {@link MORE}. */
  readonly type: number;
}

/** The number in the packets of a peer. */
export function idNumber(id: PeerId): number {
  return Number(id);
}

/** The 5 bytes of an id. */
export function idToBytes(id: PeerId): Uint8Array {
  const bytes = new Uint8Array(5);
  putId(bytes, 0, idNumber(id));
  return bytes;
}

export function idFromBytes(bytes: Uint8Array, offset = 0): PeerId {
  return String(getId(bytes, offset));
}

function putId(bytes: Uint8Array, offset: number, id: number): void {
  bytes[offset] = Math.floor(id / 0x1_0000_0000);
  putUint32(bytes, offset + 1, id);
}

function getId(bytes: Uint8Array, offset: number): number {
  return bytes[offset] * 0x1_0000_0000 + getUint32(bytes, offset + 1);
}

function putUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

function getUint32(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] * 0x100_0000) + ((bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]);
}

function getUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

function readHeader(bytes: Uint8Array, offset: number): PacketHeader {
  return {
    source: getId(bytes, offset),
    destination: getId(bytes, offset + 5),
    contentId: getUint32(bytes, offset + 10),
    type: getUint16(bytes, offset + 14),
    size: getUint16(bytes, offset + 16),
  };
}

/** The 16 bytes a seal is bound to (its associated data): the header without size, `MORE` cleared. */
export function associatedBytes(head: ContentHead): Uint8Array {
  const bytes = new Uint8Array(ADDRESSED_BYTES);
  putAddressed(bytes, 0, head, head.type & ~MORE);
  return bytes;
}

function putAddressed(bytes: Uint8Array, offset: number, head: ContentHead, type: number): void {
  putId(bytes, offset, head.source);
  putId(bytes, offset + 5, head.destination);
  putUint32(bytes, offset + 10, head.contentId);
  bytes[offset + 14] = type >>> 8;
  bytes[offset + 15] = type;
}

/** A content whose bytes are made only when they are written: a little work for each packet instead of much at once. */
export interface ByteSource {
  readonly length: number;
  /** Put the bytes from `start` to `end` at this place; they follow those of the call before. */
  put(target: Uint8Array, offset: number, start: number, end: number): void;
  /** Not all of it will be written. */
  abandon(): void;
}

/** One packet of a content, still without bytes of its own. */
export interface PacketSlice {
  readonly head: ContentHead;
  readonly data: Uint8Array | ByteSource;
  /** Where in the content the packet begins. */
  readonly start: number;
}

/** Where the packet that begins at `start` ends. */
export function packetEnd({ data, start }: PacketSlice): number {
  return Math.min(start + MAX_PACKET_DATA, data.length);
}

/** Write one packet. @returns the offset behind it */
export function putPacket(bytes: Uint8Array, offset: number, slice: PacketSlice): number {
  const { head, data, start } = slice;
  const end = packetEnd(slice);
  putAddressed(bytes, offset, head, end < data.length ? head.type | MORE : head.type);
  bytes[offset + 16] = (end - start) >>> 8;
  bytes[offset + 17] = end - start;
  if (!(data instanceof Uint8Array)) data.put(bytes, offset + HEADER_BYTES, start, end);
  else bytes.set(start === 0 && end === data.length ? data : data.subarray(start, end), offset + HEADER_BYTES);
  return offset + HEADER_BYTES + end - start;
}

/** All packets of one content, one behind the other. */
export function encodeContent(head: ContentHead, data: Uint8Array): Uint8Array {
  const packets = Math.max(1, Math.ceil(data.length / MAX_PACKET_DATA));
  const bytes = new Uint8Array(packets * HEADER_BYTES + data.length);
  let offset = 0;
  for (let start = 0; start < Math.max(1, data.length); start += MAX_PACKET_DATA) {
    offset = putPacket(bytes, offset, { head, data, start });
  }
  return bytes;
}

/**
 * Called with every header as soon as it has come, before its data is waited for, and after the packet before it was
 * consumed; what it throws is thrown by {@link PacketDecoder.push}.
 * @returns where the data belongs, as many bytes as it has, if that is known
 */
export type CheckHeader = (header: PacketHeader) => Uint8Array | undefined | void;

/** Cuts a byte stream into packets, whatever the chunks it comes in. */
export class PacketDecoder {
  readonly #check: CheckHeader;
  readonly #headerBytes = new Uint8Array(HEADER_BYTES);
  #headerFilled = 0;
  #header: PacketHeader | undefined;
  /** Where the data of this packet belongs. */
  #place: Uint8Array | undefined;
  #data: Uint8Array = EMPTY;
  #dataFilled = 0;

  constructor(check: CheckHeader) {
    this.#check = check;
  }

  /** Whether the stream would end in the middle of a packet. */
  get inPacket(): boolean {
    return this.#headerFilled > 0 || this.#header !== undefined;
  }

  /** The packets that are whole with this chunk. Consume all of them before the next push. */
  *push(chunk: Uint8Array): Generator<Packet, void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#header === undefined) offset = this.#takeHeader(chunk, offset);
      if (this.#header === undefined) return;
      const header: PacketHeader = this.#header;
      const { size } = header;
      const isView = this.#place === undefined || size === 0;
      if (isView && this.#dataFilled === 0 && chunk.length - offset >= size) {
        this.#header = undefined;
        const data = size === 0 ? EMPTY : chunk.subarray(offset, offset + size);
        offset += size;
        yield packetOf(header, data);
        continue;
      }
      offset = this.#takeData(chunk, offset, size);
      if (this.#dataFilled < size) return;
      const data = this.#data;
      this.#header = undefined;
      this.#data = EMPTY;
      this.#dataFilled = 0;
      yield packetOf(header, data);
    }
  }

  #takeHeader(chunk: Uint8Array, offset: number): number {
    let header: PacketHeader;
    if (this.#headerFilled === 0 && chunk.length - offset >= HEADER_BYTES) {
      header = readHeader(chunk, offset);
      offset += HEADER_BYTES;
    } else {
      const part = chunk.subarray(offset, offset + HEADER_BYTES - this.#headerFilled);
      this.#headerBytes.set(part, this.#headerFilled);
      this.#headerFilled += part.length;
      offset += part.length;
      if (this.#headerFilled < HEADER_BYTES) return offset;
      this.#headerFilled = 0;
      header = readHeader(this.#headerBytes, 0);
    }
    this.#place = this.#check(header) ?? undefined;
    this.#header = header;
    return offset;
  }

  #takeData(chunk: Uint8Array, offset: number, size: number): number {
    if (offset === chunk.length) return offset;
    if (this.#dataFilled === 0) this.#data = this.#place ?? new Uint8Array(size);
    const part = chunk.subarray(offset, offset + size - this.#dataFilled);
    this.#data.set(part, this.#dataFilled);
    this.#dataFilled += part.length;
    return offset + part.length;
  }
}

function packetOf(header: PacketHeader, data: Uint8Array): Packet {
  const { source, destination, contentId, type, size } = header;
  return { source, destination, contentId, type, size, data };
}

/** What a packet says it is, for error texts. */
export function describe({ contentId, type }: { contentId: number; type: number }): string {
  return `content ${contentId} of kind "0x${(type & KIND_MASK).toString(16).padStart(4, "0")}"`;
}

/** @throws LinkError "bad-address" unless the packet goes from this peer to us */
export function checkAddresses({ source, destination }: PacketHeader, peer: number, own: number): void {
  if (source !== peer) throw new LinkError("bad-address", `packet from "${source}": the certificate says ${peer}`);
  if (destination !== own) throw new LinkError("bad-address", `packet to "${destination}": this is ${own}`);
}
