/** How a content is cut. `docs/specs/files-v1.md`, section 2. */
import { CHUNK_BYTES } from "../../files/types.ts";

export { CHUNK_BYTES };

/** Chunks of a content of so many bytes; an empty one has none. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_BYTES);
}

/** Bytes of this chunk: the last one is shorter. */
export function chunkSize(size: number, index: number): number {
  return Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
}

/** File packets a content costs: one per MiB begun, and one for an empty one (LIM-3). */
export function filePackets(size: number): number {
  return Math.max(1, chunkCount(size));
}
