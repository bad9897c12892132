/** Appends groups of writes to the journal of the running generation, and begins the next one. */

import { encodeHeader } from "./file_header.ts";
import { pathOf } from "./file_names.ts";
import type { AppendFile, Files } from "./files.ts";
import { encodeFrame, MAX_FRAME_BYTES, NonceCounter } from "./journal_file.ts";
import type { OpenJournal } from "./recovery.ts";
import { fileSeal } from "./seal.ts";
import { type EncodedWrite, encodeWrite, StatementNames } from "./write_codec.ts";

/** A frame is closed when it has this much: enough to make its overhead nothing, little to hold twice in memory. */
const FRAME_BYTES = 4 * 1024 * 1024;

interface Place {
  readonly files: Files;
  readonly path: string;
  readonly key: Uint8Array | undefined;
}

export class JournalWriter {
  readonly #place: Place;
  readonly #nonces = new NonceCounter();
  #journal: OpenJournal;
  #file: AppendFile;
  #sequence: number;
  /** Bytes of the journal that the disk has confirmed; relaxed frames may stand behind them. */
  #syncedSize: number;

  private constructor(place: Place, journal: OpenJournal, file: AppendFile, sequence: number) {
    this.#place = place;
    this.#journal = journal;
    this.#file = file;
    this.#sequence = sequence;
    this.#syncedSize = journal.size;
  }

  /** Go on at the end of a journal. @param sequence number of its last frame */
  static continue(place: Place, journal: OpenJournal, sequence: number): JournalWriter {
    return new JournalWriter(place, journal, place.files.openAppend(journal.path), sequence);
  }

  /** Begin the first journal. */
  static async begin(place: Place, generation: number, sequence: number): Promise<JournalWriter> {
    const { journal, file } = await createJournal(place, generation, sequence);
    return new JournalWriter(place, journal, file, sequence);
  }

  get generation(): number {
    return this.#journal.generation;
  }

  /** Bytes that were acknowledged. */
  get size(): number {
    return this.#journal.size;
  }

  /** Bytes the disk has confirmed: after a failed sync, what stands behind them may have holes. */
  get syncedSize(): number {
    return this.#syncedSize;
  }

  /** Number of the last frame acknowledged. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * Resolves when all of it, and all before it, is on disk; without `sync`, when the system has it. After a throw the
   * writer must not be used again.
   */
  async append(writes: readonly (readonly EncodedWrite[])[], sync: boolean): Promise<void> {
    const frames = this.#frames(writes);
    let size = this.#journal.size;
    for (const frame of frames) {
      this.#file.append(frame);
      size += frame.length;
    }
    if (sync) await this.#file.sync();
    this.#journal.size = size;
    if (sync) this.#syncedSize = size;
    this.#sequence += frames.length;
  }

  /** Later appends go to the journal of the next generation. After a throw this one goes on. */
  async next(): Promise<void> {
    const { journal, file } = await createJournal(this.#place, this.generation + 1, this.#sequence);
    this.#file.close();
    this.#journal = journal;
    this.#file = file;
    this.#syncedSize = journal.size;
  }

  close(): void {
    this.#file.close();
  }

  /** After a refused append: what was not confirmed should not come back, relaxed frames included. */
  abandon(): void {
    try {
      this.#file.truncate(this.#syncedSize);
    } catch { /* Reading the journal again finds the rest, and cuts it before the next append. */ }
    this.#file.close();
  }

  #frames(writes: readonly (readonly EncodedWrite[])[]): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let parts: Uint8Array[] = [];
    let bytes = 0;
    const finish = () => {
      if (bytes > MAX_FRAME_BYTES) throw new RangeError(`write of ${bytes} bytes: more than a record can hold`);
      const sequence = this.#sequence + frames.length + 1;
      const frame = { sequence, nonce: this.#nonces.next(), body: concat(parts, bytes) };
      frames.push(encodeFrame(frame, this.#journal.seal, this.#journal.header));
      parts = [];
      bytes = 0;
    };
    for (const write of writes) {
      for (const part of encodeWrite(write, this.#journal.names)) {
        parts.push(part);
        bytes += part.length;
      }
      if (bytes >= FRAME_BYTES) finish();
    }
    if (parts.length > 0) finish();
    return frames;
  }
}

async function createJournal(place: Place, generation: number, last: number) {
  const { files, key } = place;
  const path = pathOf(place.path, generation, "journal");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const seal = fileSeal("journal", salt, key);
  const header = encodeHeader({
    kind: "journal",
    sealed: seal.sealed,
    generation,
    sequence: last + 1,
    length: 0,
    salt,
    keyCheck: seal.keyCheck,
  });
  const file = files.openAppend(path);
  try {
    // A try that failed before may have left a header without a record.
    file.truncate(0);
    file.append(header);
    await file.sync();
    files.syncFolder(path);
  } catch (error) {
    file.close();
    removeQuietly(files, path);
    throw error;
  }
  const journal: OpenJournal = { path, generation, header, seal, names: new StatementNames(), size: header.length };
  return { journal, file };
}

/** Nothing was acknowledged in it; when it cannot be removed, it is emptied by the next try. */
function removeQuietly(files: Files, path: string): void {
  try {
    files.remove(path);
  } catch { /* see above */ }
}

function concat(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
