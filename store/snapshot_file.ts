/** Snapshots: pure functions over bytes. `docs/specs/history-v1.md` section 4. */

import { type FileHeader, HEADER_BYTES, headerCrc } from "./file_header.ts";
import type { Seal, SealContext } from "./seal.ts";

const CHUNK_BYTES = 1024 * 1024;

/** The pieces of a snapshot after its header, in order; each is made when it is asked for. */
export function* snapshotPieces(database: Uint8Array, seal: Seal, header: Uint8Array): Generator<Uint8Array> {
  const count = chunkCount(database.length);
  const checks = new Uint8Array(count * seal.checkBytes);
  for (let index = 0; index < count; index++) {
    const { stored, check } = seal.close(chunk(database, index), contextOf(header, index));
    checks.set(check, index * seal.checkBytes);
    yield stored;
  }
  yield checks;
}

/**
 * The database in a snapshot: a part of `file` when it is plain, deciphered in place when it is sealed.
 * @returns undefined when a check is wrong or the file has another length than its header says
 */
export function decodeSnapshot(file: Uint8Array, header: FileHeader, seal: Seal): Uint8Array | undefined {
  const count = chunkCount(header.length);
  const checksAt = HEADER_BYTES + header.length;
  if (file.length !== checksAt + count * seal.checkBytes) return undefined;
  const database = file.subarray(HEADER_BYTES, checksAt);
  for (let index = 0; index < count; index++) {
    const part = chunk(database, index);
    const at = checksAt + index * seal.checkBytes;
    const plain = seal.open(part, file.subarray(at, at + seal.checkBytes), contextOf(file, index));
    if (plain === undefined) return undefined;
    if (seal.sealed) part.set(plain);
  }
  return database;
}

/** Bytes of all the pieces of a database of this length. */
export function snapshotBytes(length: number, seal: Seal): number {
  return length + chunkCount(length) * seal.checkBytes;
}

function chunkCount(length: number): number {
  return Math.ceil(length / CHUNK_BYTES);
}

function chunk(database: Uint8Array, index: number): Uint8Array {
  return database.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
}

function contextOf(file: Uint8Array, index: number): SealContext {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(index));
  return { nonce, aad: file.subarray(0, HEADER_BYTES), crc: (headerCrc(file) + index) >>> 0 };
}
