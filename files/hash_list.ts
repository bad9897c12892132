/** Hashes of the chunks that are here, in memory and in a file. Section 6: 32 bytes per chunk, zero for one that is lacking. */

import { closeSync, fdatasync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { Breath } from "./breath.ts";
import { isOurs, openPlain } from "./plain_file.ts";
import { codeOf } from "./problems.ts";

const syncAsync = promisify(fdatasync);

export const HASH_BYTES = 32;
const LACKING = new Uint8Array(HASH_BYTES);
const ROOT_LABEL = new TextEncoder().encode("parley file v1\0");
/** Bytes hashed or read at a stretch. */
const STEP = 1024 * 1024;

/** Calls throw what the system says. */
export class HashList {
  readonly count: number;
  readonly #file: number;
  readonly #hashes: Uint8Array<ArrayBuffer>;
  /** All before this one are here: a list of a million is not looked through for every question. */
  #whole = 0;

  private constructor(file: number, count: number) {
    this.#file = file;
    this.count = count;
    this.#hashes = new Uint8Array(count * HASH_BYTES);
  }

  /** Read what is there; a file that is none of ours is removed, not written through. */
  static async open(path: string, count: number): Promise<HashList> {
    const list = new HashList(openOwn(path), count);
    const breath = new Breath();
    for (let at = 0; at < list.#hashes.length;) {
      const read = readSync(list.#file, list.#hashes, at, Math.min(STEP, list.#hashes.length - at), at);
      if (read === 0) break;
      at += read;
      if (breath.due) await breath.take();
    }
    return list;
  }

  has(index: number): boolean {
    if (index < this.#whole) return true;
    const begin = index * HASH_BYTES;
    // One of 2^64 hashes begins with eight zeros: such a chunk would be asked for for ever.
    for (let at = begin; at < begin + HASH_BYTES; at++) if (this.#hashes[at] !== 0) return true;
    return false;
  }

  get(index: number): Uint8Array {
    return this.#hashes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  set(index: number, hash: Uint8Array): void {
    this.#write(index, hash);
    this.#hashes.set(hash, index * HASH_BYTES);
  }

  /** It is lacking, also when the disk does not take that down: then it is found out again. */
  clear(index: number): void {
    this.#whole = Math.min(this.#whole, index);
    this.#hashes.fill(0, index * HASH_BYTES, (index + 1) * HASH_BYTES);
    try {
      this.#write(index, LACKING);
    } catch {
      // The disk says so again when something is written.
    }
  }

  clearAll(): void {
    this.#whole = 0;
    this.#hashes.fill(0);
    ftruncateSync(this.#file, 0);
  }

  /** Rising ranges of at most `limit` lacking chunks, both ends included, from `from` on. */
  lacking(from: number, limit: number): [number, number][] {
    while (this.#whole < this.count && this.has(this.#whole)) this.#whole++;
    const ranges: [number, number][] = [];
    for (let index = Math.max(from, this.#whole), found = 0; index < this.count && found < limit; index++) {
      if (this.has(index)) continue;
      found++;
      const last = ranges.at(-1);
      if (last?.[1] === index - 1) last[1] = index;
      else ranges.push([index, index]);
    }
    return ranges;
  }

  /** SHA-256 over size and hashes, in hex. Section 2. */
  async root(size: number): Promise<string> {
    const head = new Uint8Array(ROOT_LABEL.length + 8);
    head.set(ROOT_LABEL);
    new DataView(head.buffer).setBigUint64(ROOT_LABEL.length, BigInt(size));
    const hash = createHash("sha256").update(head);
    const breath = new Breath();
    for (let at = 0; at < this.#hashes.length; at += STEP) {
      hash.update(this.#hashes.subarray(at, at + STEP));
      if (breath.due) await breath.take();
    }
    return hash.digest("hex");
  }

  sync(): Promise<void> {
    return syncAsync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(index: number, hash: Uint8Array): void {
    for (let done = 0; done < HASH_BYTES;) {
      done += writeSync(this.#file, hash, done, HASH_BYTES - done, index * HASH_BYTES + done);
    }
  }
}

function openOwn(path: string): number {
  try {
    const opened = openPlain(path, "r+");
    if (opened !== undefined && isOurs(opened.stat)) return opened.handle;
    if (opened !== undefined) closeSync(opened.handle);
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  return openSync(path, "wx+", 0o600);
}
