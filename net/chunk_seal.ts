/** Chunks on their way out and in: keys of one connection, and what the send queue writes. `docs/specs/files-v1.md`, 3. */
import { chunkKey, ChunkOpener, ChunkSealer, openChunk, type OpenedChunk, SEAL_TAG_BYTES } from "../crypto/mod.ts";
import { CHUNK_HEAD_BYTES, encodeChunkHead } from "./bulk_content.ts";
import type { ByteSource } from "./frame.ts";
import type { Sealing } from "./send_queue.ts";
import type { SealedChunk } from "./types.ts";
import { uuidToBytes } from "./uuid.ts";

/** Keys kept; a transfer that is not among the last ones has its key made again. */
const MAX_KEYS = 64;

interface FileKey {
  readonly offerKey: Uint8Array;
  readonly key: Uint8Array;
}

/** A chunk that is opened while it comes. */
export interface Opening {
  /** Of its file. */
  readonly offerKey: Uint8Array;
  readonly opener: ChunkOpener;
}

export class ChunkSeals {
  readonly #transcript: Uint8Array;
  /** By offer, the least used first. */
  readonly #keys = new Map<string, FileKey>();
  /** Of those that we have asked for, whatever else is tried meanwhile. */
  readonly #expected = new Map<string, FileKey>();

  /** @param transcript SHA-256 over the hellos of the connection */
  constructor(transcript: Uint8Array) {
    this.#transcript = transcript;
  }

  /** @param plain not to be changed before it was sent */
  seal(file: string, offerKey: Uint8Array, index: number, plain: Uint8Array): Sealing {
    const key = this.#keyOf(file, offerKey);
    const head = encodeChunkHead(file, index);
    const length = CHUNK_HEAD_BYTES + plain.length + SEAL_TAG_BYTES;
    return { length, begin: (contentId) => new SealedBytes(new ChunkSealer(key, contentId, head), head, plain) };
  }

  /** @throws SealError */
  open(offerKey: Uint8Array, { file, index, contentId, sealed }: SealedChunk): OpenedChunk {
    return openChunk(this.#keyOf(file, offerKey), contentId, encodeChunkHead(file, index), sealed);
  }

  /** Chunks of this file are about to come. */
  expect(file: string, offerKey: Uint8Array): void {
    keep(this.#expected, file, { offerKey, key: this.#keyOf(file, offerKey) });
  }

  /** For a chunk that has not come whole; undefined when the key of its file is not known. */
  opener(file: string, index: number, contentId: number): Opening | undefined {
    const expected = this.#expected.get(file);
    if (expected === undefined) return undefined;
    const { offerKey, key } = expected;
    return { offerKey, opener: new ChunkOpener(key, contentId, encodeChunkHead(file, index)) };
  }

  #keyOf(file: string, offerKey: Uint8Array): Uint8Array {
    const known = this.#keys.get(file);
    const key = known !== undefined && isSame(known.offerKey, offerKey)
      ? known.key
      : chunkKey(offerKey, this.#transcript, uuidToBytes(file));
    keep(this.#keys, file, { offerKey, key });
    return key;
  }
}

/** Head, sealed bytes and tag, made packet by packet. */
class SealedBytes implements ByteSource {
  readonly length: number;
  readonly #sealer: ChunkSealer;
  readonly #head: Uint8Array;
  readonly #plain: Uint8Array;
  #tag: Uint8Array | undefined;

  constructor(sealer: ChunkSealer, head: Uint8Array, plain: Uint8Array) {
    this.#sealer = sealer;
    this.#head = head;
    this.#plain = plain;
    this.length = CHUNK_HEAD_BYTES + plain.length + SEAL_TAG_BYTES;
  }

  put(target: Uint8Array, offset: number, start: number, end: number): void {
    const tagStart = CHUNK_HEAD_BYTES + this.#plain.length;
    const place = (position: number) => offset + position - start;
    if (start < CHUNK_HEAD_BYTES) target.set(this.#head.subarray(start, end), place(start));
    const [from, to] = [Math.max(start, CHUNK_HEAD_BYTES), Math.min(end, tagStart)];
    if (from < to) {
      const piece = this.#plain.subarray(from - CHUNK_HEAD_BYTES, to - CHUNK_HEAD_BYTES);
      this.#sealer.seal(piece, target, place(from));
    }
    if (end <= tagStart) return;
    this.#tag ??= this.#sealer.tag();
    const tagFrom = Math.max(start, tagStart);
    target.set(this.#tag.subarray(tagFrom - tagStart, end - tagStart), place(tagFrom));
  }

  abandon(): void {
    // a cipher that is not finished stays in the system's table of resources
    this.#tag ??= this.#sealer.tag();
  }
}

/** Put it last, and forget the first when there are too many. */
function keep(keys: Map<string, FileKey>, file: string, fileKey: FileKey): void {
  keys.delete(file);
  keys.set(file, fileKey);
  if (keys.size > MAX_KEYS) keys.delete(keys.keys().next().value!);
}

/** Whether two keys are one. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
