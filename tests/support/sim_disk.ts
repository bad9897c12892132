/** A disk in memory that keeps apart what was written and what was synced, and refuses or dies when it is told to. */

import { basename } from "node:path";
import type { AppendFile, Files, NewFile, ReadFile } from "../../store/files.ts";

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

/** Thrown by every operation of a disk whose process was killed. */
export class Killed extends Error {}

export function diskFull(): Error {
  return Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
}

export function readOnly(): Error {
  return Object.assign(new Error("Read-only file system (os error 30)"), { code: "EROFS" });
}

function isReadOnly(error: Error): boolean {
  return (error as { code?: string }).code === "EROFS";
}

/** A small repeatable source of randomness (mulberry32). */
export function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Names = Map<string, Inode>;

export class SimDisk implements Files {
  /** Operations that change something, so far. */
  steps = 0;
  /** Asked before every one of them; what it returns is thrown. A refused append has half of its bytes written. */
  refuse: (step: number) => Error | undefined = () => undefined;
  #names: Names;
  /** The names as they were after each change since the folder was last synced; the first one is on disk. */
  #nameHistory: Names[];
  #locks = new Set<string>();

  constructor(names: Names = new Map()) {
    this.#names = names;
    this.#nameHistory = [new Map(names)];
  }

  list(base: string): string[] {
    return [...this.#names.keys()].filter((path) => path.startsWith(base + ".")).map((path) => basename(path));
  }

  read(path: string): Uint8Array<ArrayBuffer> {
    return this.#inode(path).bytes.slice();
  }

  openAppend(path: string): AppendFile {
    if (!this.#names.has(path)) this.#make(path);
    const inode = this.#inode(path);
    return {
      append: (bytes) => {
        const error = this.#step();
        const done = error === undefined ? bytes.length : isReadOnly(error) ? 0 : bytes.length >> 1;
        inode.bytes = join(inode.bytes, bytes.subarray(0, done));
        if (error) throw error;
      },
      truncate: (size) => {
        this.#stepOrThrow();
        inode.bytes = inode.bytes.slice(0, size);
      },
      sync: () => this.#sync(inode),
      close: () => {},
    };
  }

  // deno-lint-ignore require-await
  async create(path: string): Promise<NewFile> {
    this.#make(path);
    const inode = this.#inode(path);
    return {
      // deno-lint-ignore require-await
      write: async (bytes) => {
        this.#stepOrThrow();
        inode.bytes = join(inode.bytes, bytes);
      },
      sync: () => this.#sync(inode),
      close: () => {},
    };
  }

  openRead(path: string): Promise<ReadFile> {
    let rest = this.#inode(path).bytes;
    return Promise.resolve({
      read: (buffer) => {
        const part = rest.subarray(0, buffer.length);
        buffer.set(part);
        rest = rest.subarray(part.length);
        return Promise.resolve(part.length);
      },
      close: () => {},
    });
  }

  rename(from: string, to: string): void {
    this.#stepOrThrow();
    const inode = this.#inode(from);
    this.#names.delete(from);
    this.#names.set(to, inode);
    this.#nameHistory.push(new Map(this.#names));
  }

  remove(path: string): void {
    this.#stepOrThrow();
    this.#inode(path);
    this.#names.delete(path);
    this.#nameHistory.push(new Map(this.#names));
  }

  syncFolder(_path: string): void {
    this.#stepOrThrow();
    this.#nameHistory = [new Map(this.#names)];
  }

  lock(path: string): { release(): void } | undefined {
    if (this.#locks.has(path)) return undefined;
    this.#locks.add(path);
    return { release: () => this.#locks.delete(path) };
  }

  /** What the next process finds after `kill -9`: everything that was written. */
  afterKill(): SimDisk {
    return new SimDisk(new Map([...this.#names].map(([path, { bytes }]) => [path, settled(bytes)])));
  }

  /** What is found after a power loss: what was synced, some of the rest, names as they were at some moment since. */
  afterPowerLoss(random: () => number): SimDisk {
    const names = this.#nameHistory[Math.floor(random() * this.#nameHistory.length)];
    const files = [...names].map(([path, inode]): [string, Inode] => [path, settled(torn(inode, random))]);
    return new SimDisk(new Map(files));
  }

  /** Contents by name, for tests that damage them. */
  files(): Map<string, Uint8Array> {
    return new Map([...this.#names].map(([path, { bytes }]) => [path, bytes.slice()]));
  }

  /** Put a file there as if it had always been. */
  put(path: string, bytes: Uint8Array): void {
    this.#names.set(path, settled(bytes.slice()));
    this.#nameHistory = [new Map(this.#names)];
  }

  #make(path: string): void {
    this.#stepOrThrow();
    this.#names.set(path, settled(new Uint8Array()));
    this.#nameHistory.push(new Map(this.#names));
  }

  // deno-lint-ignore require-await
  async #sync(inode: Inode): Promise<void> {
    this.#stepOrThrow();
    inode.synced = inode.bytes;
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (!inode) throw new Deno.errors.NotFound(`No such file or directory (os error 2): ${path}`);
    return inode;
  }

  #step(): Error | undefined {
    return this.refuse(++this.steps);
  }

  #stepOrThrow(): void {
    const error = this.#step();
    if (error) throw error;
  }
}

function settled(bytes: Uint8Array): Inode {
  return { bytes, synced: bytes };
}

/** Of what was not synced, a part, and sometimes a hole of zeros: blocks reach the disk in any order. */
function torn({ bytes, synced }: Inode, random: () => number): Uint8Array {
  if (bytes.length <= synced.length) return random() < 0.5 ? bytes : synced;
  const kept = bytes.slice(0, synced.length + Math.floor(random() * (bytes.length - synced.length + 1)));
  if (random() < 0.3) kept.fill(0, synced.length + Math.floor(random() * (kept.length - synced.length)));
  return kept;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
