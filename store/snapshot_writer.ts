/** Writes a snapshot beside, proves it, gives it its name. `docs/specs/history-v1.md` section 5. */

import { crc32 } from "node:zlib";
import { encodeHeader } from "./file_header.ts";
import { findFiles, pathOf, unfinishedPath } from "./file_names.ts";
import type { Files } from "./files.ts";
import { fileSeal } from "./seal.ts";
import { snapshotPieces } from "./snapshot_file.ts";

const READ_BYTES = 1024 * 1024;

export interface SnapshotInput {
  readonly files: Files;
  readonly path: string;
  readonly key: Uint8Array | undefined;
  readonly generation: number;
  /** Number of the last frame in it. */
  readonly sequence: number;
  readonly database: Uint8Array;
}

/** @returns its size in bytes. After a throw there is no snapshot of this generation. */
export async function writeSnapshot(input: SnapshotInput): Promise<number> {
  const { files, path, generation } = input;
  const beside = unfinishedPath(path, generation);
  try {
    const written = await writeBeside(input, beside);
    await prove(files, beside, written);
    files.rename(beside, pathOf(path, generation, "snapshot"));
    files.syncFolder(path);
    return written.bytes;
  } catch (error) {
    try {
      files.remove(beside);
    } catch { /* It was never made, or the next opening removes it. */ }
    throw error;
  }
}

interface Written {
  readonly bytes: number;
  readonly crc: number;
}

async function writeBeside(input: SnapshotInput, beside: string): Promise<Written> {
  const { files, key, generation, sequence, database } = input;
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const seal = fileSeal("snapshot", salt, key);
  const { sealed, keyCheck } = seal;
  const header = encodeHeader({
    kind: "snapshot",
    sealed,
    generation,
    sequence,
    length: database.length,
    salt,
    keyCheck,
  });
  const file = await files.create(beside);
  try {
    await file.write(header);
    let written = { bytes: header.length, crc: crc32(header) };
    for (const piece of snapshotPieces(database, seal, header)) {
      await file.write(piece);
      written = { bytes: written.bytes + piece.length, crc: crc32(piece, written.crc) };
    }
    await file.sync();
    return written;
  } finally {
    file.close();
  }
}

/** Read back what was written: only then may older files go. */
async function prove(files: Files, path: string, written: Written): Promise<void> {
  const file = await files.openRead(path);
  try {
    const buffer = new Uint8Array(READ_BYTES);
    let crc = 0;
    let bytes = 0;
    for (let read = await file.read(buffer); read > 0; read = await file.read(buffer)) {
      crc = crc32(buffer.subarray(0, read), crc);
      bytes += read;
    }
    if (bytes !== written.bytes || crc !== written.crc) {
      throw new Error(`reading "${path}" back: it is not what was written`);
    }
  } finally {
    file.close();
  }
}

/** Remove what is older than the newest snapshot before `generation`; that one and its journals stay. */
export function removeOld(files: Files, path: string, generation: number): void {
  const found = findFiles(files, path);
  const previous = Math.max(0, ...[...found.snapshot.keys()].filter((other) => other < generation));
  for (const [other, file] of [...found.snapshot, ...found.journal]) {
    if (other < previous) files.remove(file);
  }
}
