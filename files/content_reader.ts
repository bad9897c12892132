/** Reads chunks of a content from the files it lies in. */

import { closeSync, fstatSync, readSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { Breath } from "./breath.ts";
import type { Layout } from "./layout.ts";
import { openAgain, openPlain } from "./plain_file.ts";
import { readProblem } from "./problems.ts";
import { CHUNK_BYTES, FileError } from "./types.ts";

export interface FileToRead {
  readonly path: string;
  /** Not compared when it is not known, or still grows. */
  readonly size?: number;
  /** Milliseconds; not compared when it is not known. */
  readonly modified?: number;
}

/** Bytes from which reading is left to another thread: that costs more than reading a small file at once. */
const LARGE = 64 * 1024;

interface OpenFile {
  readonly number: number;
  readonly handle: number;
  readonly ino: number;
  /** Another file has its name, as large and as old: that one is read from here on, as after a new start. */
  isReplaced: boolean;
  /** For long reads; made when it is needed. */
  reader?: Deno.FsFile;
}

export class ContentReader {
  readonly #layout: Layout;
  readonly #file: (number: number) => FileToRead;
  readonly #breath = new Breath();
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  /** The file in which the last chunk ended. */
  #open: OpenFile | undefined;

  constructor(layout: Layout, file: (number: number) => FileToRead) {
    this.#layout = layout;
    this.#file = file;
  }

  /** @returns bytes that the next call reuses; @throws as {@link ContentReader.readInto} does */
  read(chunk: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.readInto(this.#buffer ??= new Uint8Array(CHUNK_BYTES), chunk);
  }

  /**
   * @param into at least a chunk long
   * @returns the part of it that was filled
   * @throws FileError "source-gone", "source-unreadable", or "changed" when a file is not what it should be
   */
  async readInto<Buffer extends ArrayBufferLike>(into: Uint8Array<Buffer>, chunk: number): Promise<Uint8Array<Buffer>> {
    for (const { file, at, from, length } of this.#layout.pieces(chunk)) {
      const expected = this.#file(file);
      try {
        const isOpenSince = this.#open?.number === file;
        const open = this.#opened(file, expected);
        // What was opened can be read to its end when its name is long gone. Looked at beside the reading, on another thread.
        const there = isOpenSince ? this.#isStillThere(open, expected) : undefined;
        const filled = this.#fill(open, at, into.subarray(from, from + length), expected.path);
        for (const each of await Promise.allSettled([there, filled])) {
          if (each.status === "rejected") throw each.reason;
        }
      } catch (error) {
        throw readProblem(expected.path, error);
      }
      if (this.#breath.due) await this.#breath.take();
    }
    return into.subarray(0, this.#layout.lengthOf(chunk));
  }

  close(): void {
    this.#open?.reader?.close();
    if (this.#open !== undefined) closeSync(this.#open.handle);
    this.#open = undefined;
  }

  #opened(number: number, expected: FileToRead): OpenFile {
    if (this.#open?.number !== number || this.#open.isReplaced) {
      this.close();
      const opened = openPlain(expected.path, "r");
      if (opened === undefined) throw new FileError("changed", `read "${expected.path}": no file any more`);
      this.#open = { number, handle: opened.handle, ino: opened.stat.ino, isReplaced: false };
    }
    const stat = fstatSync(this.#open!.handle);
    assertSame(expected, stat.size, stat.mtimeMs);
    return this.#open!;
  }

  /** @throws FileError or what the system says, when nothing like it has its name any more */
  async #isStillThere(open: OpenFile, expected: FileToRead): Promise<void> {
    const now = await lstat(expected.path);
    if (!now.isFile()) throw new FileError("changed", `read "${expected.path}": no file any more`);
    assertSame(expected, now.size, now.mtimeMs);
    open.isReplaced = now.ino !== open.ino;
  }

  async #fill(open: OpenFile, at: number, into: Uint8Array, path: string): Promise<void> {
    const reader = into.length < LARGE ? undefined : this.#reader(open, path);
    reader?.seekSync(at, Deno.SeekMode.Start);
    for (let done = 0; done < into.length;) {
      const left = into.subarray(done);
      const bytes = reader === undefined
        ? readSync(open.handle, left, 0, left.length, at + done)
        : await reader.read(left) ?? 0;
      if (bytes === 0) throw new FileError("changed", `read "${path}": it has become shorter`);
      done += bytes;
    }
  }

  #reader(open: OpenFile, path: string): Deno.FsFile {
    open.reader ??= openAgain(path, open.handle, "r");
    if (open.reader === undefined) throw new FileError("changed", `read "${path}": another file has its place`);
    return open.reader;
  }
}

/** @throws FileError "changed" */
export function assertSame({ path, size, modified }: FileToRead, nowSize: number, nowModified: number): void {
  if (size !== undefined && nowSize !== size) {
    throw new FileError("changed", `read "${path}": ${nowSize} bytes, not ${size}`);
  }
  if (modified !== undefined && modifiedOf(nowModified) !== modified) {
    throw new FileError("changed", `read "${path}": written to since it was offered`);
  }
}

/** A time as it stands in an offer; undefined when that cannot say it. */
export function modifiedOf(mtimeMs: number): number | undefined {
  const time = Math.floor(mtimeMs);
  return time >= 0 && Number.isSafeInteger(time) ? time : undefined;
}
