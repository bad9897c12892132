/** Writes chunks of a content into the files it grows in. Nothing is written through a link or over what was there. */

import { closeSync, fdatasync, lstatSync, mkdirSync, openSync, unlinkSync, utimesSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { Breath } from "./breath.ts";
import type { Layout } from "./layout.ts";
import { MAX_OPEN_FILES } from "./limits.ts";
import { isOurs, openAgain, openPlain } from "./plain_file.ts";
import { codeOf, writeProblem } from "./problems.ts";
import type { SafeFile, SafeFolder, SafeTree } from "./safe_tree.ts";
import { CHUNK_BYTES, FileError } from "./types.ts";

const syncAsync = promisify(fdatasync);

/** Rights of what is made, before the umask. */
export interface Modes {
  readonly file: number;
  readonly folder: number;
}

/** Nobody may execute what has arrived. */
const USUAL: Modes = { file: 0o666, folder: 0o777 };
/** Bytes from which writing is left to another thread. */
const LARGE = 64 * 1024;
/**
 * Bytes from which a file of many is forced to disk. Ten thousand small ones would take minutes on a disk that turns; they
 * are verified by reading when the transfer is taken up after a power loss.
 */
const FORCED = CHUNK_BYTES;
/** With at most so many files all are. */
const FEW = 64;

interface OpenFile {
  readonly file: SafeFile;
  readonly handle: number;
  /** For long writes; made when it is needed. */
  writer?: Deno.FsFile;
  unforced: boolean;
}

export class ContentWriter {
  readonly #tree: SafeTree;
  readonly #layout: Layout;
  readonly #modes: Modes;
  readonly #breath = new Breath();
  /** The one used last is the last. */
  #open: OpenFile[] = [];
  /** Not used any more, but to be forced to disk. */
  #leaving: OpenFile[] = [];

  constructor(tree: SafeTree, layout: Layout, modes: Modes = USUAL) {
    this.#tree = tree;
    this.#layout = layout;
    this.#modes = modes;
  }

  /** @throws FileError "disk-full" or "disk-error" */
  async write(chunk: number, bytes: Uint8Array): Promise<void> {
    for (const { file: number, at, from, length } of this.#layout.pieces(chunk)) {
      const file = this.#tree.files[number];
      const piece = bytes.subarray(from, from + length);
      try {
        if (length === file.size && length < LARGE && !this.#isForced(file)) this.#writeWhole(file, piece);
        else await this.#writePart(file, at, piece);
      } catch (error) {
        throw writeProblem(file.path, error);
      }
      if (this.#breath.due) await this.#breath.take();
    }
  }

  /**
   * Recognise the files that are there from before. What is no plain file of ours (a link, one that has a second name
   * elsewhere, one that is too long) is not touched and counts as lacking.
   */
  async adopt(): Promise<void> {
    for (const file of this.#tree.files) {
      const stat = this.#isThere(file.folder) ? lstatSync(file.path, { throwIfNoEntry: false }) : undefined;
      file.made = stat !== undefined && isOurs(stat) && stat.size <= file.size;
      if (this.#breath.due) await this.#breath.take();
    }
  }

  /**
   * Everything has been written: make what has no bytes, and give the files their times.
   * @throws FileError
   */
  async complete(now: number): Promise<void> {
    this.#tree.folders.forEach((folder) => this.#makeFolder(folder));
    for (const file of this.#tree.files) {
      try {
        if (file.size === 0 && !file.made) this.#writeWhole(file, new Uint8Array());
        const stat = lstatSync(file.path);
        if (!isOurs(stat) || stat.size !== file.size) throw new FileError("disk-error", `"${file.path}" was changed`);
        // A time to come would put the file above all others for years.
        const modified = Math.min(file.modified ?? now, now) / 1000;
        if (file.modified !== undefined) utimesSync(file.path, now / 1000, modified);
      } catch (error) {
        throw writeProblem(file.path, error);
      }
      if (this.#breath.due) await this.#breath.take();
    }
  }

  /** What was written before this call is on disk when it resolves. @throws what the system says */
  async sync(): Promise<void> {
    const leaving = this.#leaving;
    this.#leaving = [];
    const unforced = this.#open.filter((open) => open.unforced);
    unforced.forEach((open) => open.unforced = false);
    const results = await Promise.allSettled([...leaving, ...unforced].map(({ handle }) => syncAsync(handle)));
    leaving.forEach(({ handle }) => closeSync(handle));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  close(): void {
    this.#open.forEach(({ writer }) => writer?.close());
    [...this.#open, ...this.#leaving].forEach(({ handle }) => closeSync(handle));
    this.#open = [];
    this.#leaving = [];
  }

  #writeWhole(file: SafeFile, bytes: Uint8Array): void {
    this.#makeFolder(file.folder);
    // Not writeFileSync: that sets the mode once more, past the umask, and everybody on the machine could write.
    using open = this.#replacing(
      file,
      () => Deno.openSync(file.path, { write: true, createNew: true, mode: this.#modes.file }),
    );
    for (let done = 0; done < bytes.length;) done += open.writeSync(bytes.subarray(done));
  }

  async #writePart(file: SafeFile, at: number, bytes: Uint8Array): Promise<void> {
    const open = this.#handle(file);
    open.unforced = this.#isForced(file);
    const isLong = bytes.length >= LARGE;
    const writer = isLong ? this.#writer(open) : undefined;
    writer?.seekSync(at, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) {
      const left = bytes.subarray(done);
      done += await writer?.write(left) ?? writeSync(open.handle, left, 0, left.length, at + done);
    }
  }

  #writer(open: OpenFile): Deno.FsFile {
    const { path } = open.file;
    open.writer ??= openAgain(path, open.handle, "r+");
    if (open.writer === undefined) throw new FileError("disk-error", `write "${path}": it was replaced`);
    return open.writer;
  }

  #handle(file: SafeFile): OpenFile {
    const index = this.#open.findIndex((open) => open.file === file);
    const open = index < 0 ? { file, handle: this.#openFile(file), unforced: false } : this.#open.splice(index, 1)[0];
    this.#open.push(open);
    if (this.#open.length > MAX_OPEN_FILES) this.#leave(this.#open.shift()!);
    return open;
  }

  #leave(open: OpenFile): void {
    open.writer?.close();
    // One that is being forced to disk right now must stay open until that is done.
    if (this.#isForced(open.file)) this.#leaving.push(open);
    else closeSync(open.handle);
  }

  #isForced(file: SafeFile): boolean {
    return file.size >= FORCED || this.#tree.files.length <= FEW;
  }

  #openFile(file: SafeFile): number {
    if (!file.made) {
      this.#makeFolder(file.folder);
      return this.#replacing(file, () => openSync(file.path, "wx+", this.#modes.file));
    }
    // It has bytes that are verified: when it is not there any more, a new one would have holes in their place.
    const opened = openPlain(file.path, "r+");
    if (opened !== undefined && isOurs(opened.stat)) return opened.handle;
    if (opened !== undefined) closeSync(opened.handle);
    throw new FileError("disk-error", `write "${file.path}": it was replaced`);
  }

  /** What is there already has nothing verified in it: removed, and made anew; never written through. */
  #replacing<T>(file: SafeFile, create: () => T): T {
    let made: T;
    try {
      made = create();
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
      unlinkSync(file.path);
      made = create();
    }
    file.made = true;
    return made;
  }

  /** Whether it is there with all above it, and none of them is a link. */
  #isThere(folder: SafeFolder): boolean {
    return folder.ready ||= this.#isThere(folder.parent!) &&
      lstatSync(folder.path, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  #makeFolder(folder: SafeFolder): void {
    if (folder.ready) return;
    if (folder.parent !== undefined) this.#makeFolder(folder.parent);
    makeFolder(folder.path, this.#modes.folder);
    folder.ready = true;
  }
}

/** Make a folder, or see that one is there. @throws FileError when something else is, a link above all */
export function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw writeProblem(path, error);
    if (!lstatSync(path).isDirectory()) throw new FileError("disk-error", `write "${path}": it is no folder`);
  }
}
