/**
 * Chunks of one connection that are opened while they come: packet by packet, so that the work is done when the last one is
 * here, and messages never wait for all of it at once. `docs/specs/files-v1.md`, section 3.
 */
import type { OpenedChunk } from "../crypto/mod.ts";
import type { Content } from "./assembler.ts";
import { CHUNK_HEAD_BYTES, readChunkHead } from "./bulk_content.ts";
import { type ChunkSeals, isSame, type Opening } from "./chunk_seal.ts";
import type { SealedChunk } from "./types.ts";

export class ChunkOpenings {
  readonly #seals: ChunkSeals;
  /** By content; the assembler lets no more be unfinished than `MAX_OPEN_CONTENTS`. */
  readonly #openings = new Map<number, Opening>();

  constructor(seals: ChunkSeals) {
    this.#seals = seals;
  }

  /** More of a chunk is here. @param data all that has come of it */
  came({ contentId, data }: Content): void {
    const opening = this.#openings.get(contentId) ?? this.#begin(contentId, data);
    opening?.opener.take(data.subarray(CHUNK_HEAD_BYTES));
  }

  /** It has come whole. @throws SealError */
  open(offerKey: Uint8Array, chunk: SealedChunk): OpenedChunk {
    const opening = this.#openings.get(chunk.contentId);
    this.#openings.delete(chunk.contentId);
    if (opening === undefined) return this.#seals.open(offerKey, chunk);
    if (isSame(opening.offerKey, offerKey)) return opening.opener.finish(chunk.sealed);
    opening.opener.abandon();
    return this.#seals.open(offerKey, chunk); // it does not: its bytes are not any more what came
  }

  /** Nobody has opened it, so nobody wants it. */
  drop(contentId: number): void {
    this.#openings.get(contentId)?.opener.abandon();
    this.#openings.delete(contentId);
  }

  /** The connection has ended. */
  close(): void {
    for (const contentId of [...this.#openings.keys()]) this.drop(contentId);
  }

  #begin(contentId: number, data: Uint8Array): Opening | undefined {
    const head = readChunkHead(data);
    const opening = head && this.#seals.opener(head.file, head.index, contentId);
    if (opening !== undefined) this.#openings.set(contentId, opening);
    return opening;
  }
}
