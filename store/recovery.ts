/** Reading a database back from its files: the newest chain that holds. `docs/specs/history-v1.md` section 7. */

import { decodeHeader, HEADER_BYTES } from "./file_header.ts";
import { findFiles, type FoundFiles, pathOf } from "./file_names.ts";
import type { Files } from "./files.ts";
import { decodeFrame, type FrameFault } from "./journal_file.ts";
import { Repairs } from "./repairs.ts";
import { type Seal, sealOf } from "./seal.ts";
import { decodeSnapshot } from "./snapshot_file.ts";
import { Sqlite, type SqlJs } from "./sqlite.ts";
import { storageError } from "./storage_error.ts";
import { decodeWrites, StatementNames } from "./write_codec.ts";

export interface Source {
  readonly files: Files;
  /** `PROFILE/history`. */
  readonly path: string;
  readonly key: Uint8Array | undefined;
  readonly sqlJs: SqlJs;
  /** Read again while running: what stands after this was never acknowledged. */
  readonly acknowledged?: { readonly generation: number; readonly size: number };
}

/** A journal that can be continued. */
export interface OpenJournal {
  readonly path: string;
  readonly generation: number;
  /** 64 bytes. */
  readonly header: Uint8Array;
  readonly seal: Seal;
  readonly names: StatementNames;
  /** Bytes up to the end of the last good frame. */
  size: number;
}

export interface Recovered {
  readonly sqlite: Sqlite;
  /** Number of the last frame read. */
  readonly sequence: number;
  /** To be continued; undefined: one of this generation has to be made. */
  readonly journal: OpenJournal | undefined;
  readonly generation: number;
  /** Bytes of the snapshot, and of the journals after it. */
  readonly snapshotBytes: number;
  readonly journalBytes: number;
  readonly repairs: Repairs;
}

/** Reads only; the repairs are for the caller to do. @throws {StorageError} `newer`, `wrong-key`, `read-only`, `io` */
export function recover(source: Source): Recovered {
  const found = list(source);
  const repairs = new Repairs(source.files, found);
  const newestSnapshot = Math.max(0, ...found.snapshot.keys());
  const base = readBase(source, found, repairs);
  try {
    return replay(source, found, repairs, base, newestSnapshot);
  } catch (error) {
    base.sqlite.close();
    throw error;
  }
}

function list({ files, path }: Source): FoundFiles {
  try {
    return findFiles(files, path);
  } catch (error) {
    throw storageError("opening", path, error);
  }
}

interface Base {
  readonly sqlite: Sqlite;
  readonly generation: number;
  readonly sequence: number;
  readonly bytes: number;
}

/** The newest snapshot that can be read, or the empty database. */
function readBase(source: Source, found: FoundFiles, repairs: Repairs): Base {
  for (const generation of [...found.snapshot.keys()].sort((a, b) => b - a)) {
    const base = readSnapshot(source, found.snapshot.get(generation)!, generation);
    if (base) return base;
    repairs.setAside(found.snapshot.get(generation)!, "could not be read");
    found.snapshot.delete(generation);
  }
  return { sqlite: new Sqlite(source.sqlJs), generation: 1, sequence: 0, bytes: 0 };
}

function readSnapshot({ files, key, sqlJs }: Source, path: string, generation: number): Base | undefined {
  const bytes = readFile(files, path);
  const header = bytes && decodeHeader(bytes, "snapshot", path);
  if (!bytes || !header || header.generation !== generation) return undefined;
  const database = decodeSnapshot(bytes, header, sealOf(header, key, path));
  if (!database) return undefined;
  return { sqlite: new Sqlite(sqlJs, database), generation, sequence: header.sequence, bytes: bytes.length };
}

/** @returns undefined when the disk cannot read it, which is like damage; being forbidden to read is not */
function readFile(files: Files, path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return files.read(path);
  } catch (error) {
    const named = storageError("reading", path, error);
    if (named.code === "io") return undefined;
    throw named;
  }
}

function replay(
  source: Source,
  found: FoundFiles,
  repairs: Repairs,
  base: Base,
  newestSnapshot: number,
): Recovered {
  let { sequence, generation } = base;
  let journal: OpenJournal | undefined;
  let journalBytes = 0;
  for (let next = base.generation; found.journal.has(next); next++) {
    const read = readJournal(source, found.journal.get(next)!, next, sequence, base.sqlite);
    if (!read) break;
    journal = read.journal;
    generation = next;
    sequence = read.sequence;
    journalBytes += journal.size;
    found.journal.delete(next);
    if (read.fault) cutTail(source, repairs, read.bytes, journal, read.fault);
  }
  const read = journal ? generation : generation - 1;
  explainMissing(source, found, repairs, newestSnapshot, read);
  setAsideUnusable(found, repairs, read);
  if (!source.acknowledged) found.unfinished.forEach((path) => repairs.remove(path));
  return { ...base, sequence, journal, generation, snapshotBytes: base.bytes, journalBytes, repairs };
}

interface ReadJournal {
  readonly journal: OpenJournal;
  readonly bytes: Uint8Array;
  readonly sequence: number;
  readonly fault: FrameFault | undefined;
}

/** @returns undefined when its header does not follow on what was read */
function readJournal(
  { files, key, acknowledged }: Source,
  path: string,
  generation: number,
  last: number,
  sqlite: Sqlite,
): ReadJournal | undefined {
  const file = readFile(files, path);
  const header = file && decodeHeader(file, "journal", path);
  if (!file || !header || header.generation !== generation || header.sequence !== last + 1) return undefined;
  const seal = sealOf(header, key, path);
  const bytes = acknowledged?.generation === generation ? file.subarray(0, acknowledged.size) : file;
  const names = new StatementNames();
  let end = HEADER_BYTES;
  let sequence = last;
  let fault: FrameFault | undefined;
  while (end < bytes.length && fault === undefined) {
    const frame = decodeFrame(bytes, end, seal);
    if (typeof frame === "string") fault = frame;
    else if (frame.sequence !== sequence + 1 || !applyFrame(sqlite, frame.body, names)) fault = "damaged";
    else {
      sequence++;
      end = frame.end;
    }
  }
  sqlite.settle();
  if (fault === undefined && bytes.length < file.length) fault = "torn";
  const journal = { path, generation, header: file.slice(0, HEADER_BYTES), seal, names, size: end };
  return { journal, bytes: file, sequence, fault };
}

/** All writes of a frame, or none. */
function applyFrame(sqlite: Sqlite, body: Uint8Array, names: StatementNames): boolean {
  const known = names.size;
  try {
    sqlite.apply([...decodeWrites(body, names)].flat());
    return true;
  } catch {
    names.forgetAfter(known);
    return false;
  }
}

function cutTail(source: Source, repairs: Repairs, bytes: Uint8Array, { path, size }: OpenJournal, fault: FrameFault) {
  if (source.acknowledged) repairs.cutUnacknowledged(path, size);
  else repairs.cut(path, bytes, size, fault);
}

/** A snapshot only ever gets its name after its journal is there: without the journal something is gone. */
function explainMissing({ path }: Source, found: FoundFiles, repairs: Repairs, snapshots: number, read: number): void {
  if (snapshots > read && !found.journal.has(snapshots)) repairs.missing(pathOf(path, snapshots, "journal"));
}

function setAsideUnusable(found: FoundFiles, repairs: Repairs, read: number): void {
  for (const [generation, path] of found.journal) {
    if (generation > read) repairs.setAside(path, "could not be read, or does not follow on what could be read");
  }
}
