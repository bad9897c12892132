/** A disk for files in memory: it can be full, and what lies on it can change. It outlives the program that uses it. */
import { createHash } from "node:crypto";
import {
  CHUNK_BYTES,
  type Entry,
  type FileDisk,
  FileError,
  type Listing,
  type Readable,
  type Scanned,
  type Sink,
  type SinkPlan,
  type Source,
  type SourcePlan,
  type Spool,
} from "../../files/types.ts";

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

interface File {
  bytes: Uint8Array;
  modified: number;
}

interface Partial {
  readonly chunks: Map<number, { readonly bytes: Uint8Array; readonly hash: Uint8Array }>;
  placed?: string;
}

export class MemoryDisk implements FileDisk {
  readonly downloads = "/downloads";
  /** By absolute path. */
  readonly files = new Map<string, File>();
  readonly partials = new Map<string, Partial>();
  readonly spooled = new Set<string>();
  /** Bytes that can still be written. */
  room = Number.MAX_SAFE_INTEGER;
  /** The disk of the downloads is not connected. */
  isAway = false;
  /** How often each chunk was written, by `id index`. */
  readonly writes = new Map<string, number>();
  /** Sinks and sources that are open. */
  open_ = 0;
  /** Called before each write. */
  beforeWrite: (id: string, index: number) => void | Promise<void> = () => {};

  put(path: string, bytes: Uint8Array, modified = 1_763_683_200_000): string {
    this.files.set(path, { bytes, modified });
    return path;
  }

  /** Puts a folder there. */
  putFolder(path: string, files: Readonly<Record<string, Uint8Array>>): string {
    for (const [name, bytes] of Object.entries(files)) this.put(`${path}/${name}`, bytes);
    return path;
  }

  assertUsable(folder: string): Promise<void> {
    return attempt(() => {
      if (folder === "/read-only") throw new FileError("disk-error", folder);
    });
  }

  scan(path: string): Promise<Scanned> {
    return attempt(() => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const file = this.files.get(path);
      if (file !== undefined) {
        const { bytes, modified } = file;
        return { path, name, type: "file" as const, size: bytes.length, files: 1, modified, skipped: 0 };
      }
      const entries = this.#entries(path);
      if (entries.length === 0) throw new FileError("source-gone", path);
      const manifest = new TextEncoder().encode(JSON.stringify(entries.map((entry) => [entry.path, entry.size])));
      const size = entries.reduce((sum, entry) => sum + entry.size, 0);
      const manifest_hash = sha256(manifest).toHex();
      return { path, name, type: "folder" as const, size, files: entries.length, manifest, manifest_hash, skipped: 0 };
    });
  }

  readManifest(bytes: Uint8Array, expected: { hash: string; size: number; files: number }): Promise<Entry[]> {
    return attempt(() => {
      if (sha256(bytes).toHex() !== expected.hash) throw new FileError("bad-manifest", "hash");
      const entries = (JSON.parse(new TextDecoder().decode(bytes)) as [string, number][])
        .map(([path, size]) => ({ path, size }));
      const size = entries.reduce((sum, entry) => sum + entry.size, 0);
      if (size !== expected.size || entries.length !== expected.files) throw new FileError("bad-manifest", "size");
      return entries;
    });
  }

  source(plan: SourcePlan): Source {
    const content = () => {
      const file = this.files.get(plan.path);
      if (plan.type === "folder") {
        const entries = this.#entries(plan.path);
        if (entries.length === 0) throw new FileError("source-gone", plan.path);
        return join(entries.map(({ path }) => this.files.get(`${plan.path}/${path}`)!.bytes));
      }
      if (file === undefined) throw new FileError("source-gone", plan.path);
      if (file.bytes.length !== plan.size || file.modified !== plan.modified) throw new FileError("changed", plan.path);
      return file.bytes;
    };
    const buffer = new Uint8Array(CHUNK_BYTES);
    let isOpen = false;
    const opened = () => {
      const bytes = content();
      if (!isOpen) this.open_++;
      isOpen = true;
      return bytes;
    };
    return {
      read: (index, into = buffer) =>
        attempt(() => {
          const part = opened().subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
          into.set(part);
          return into.subarray(0, part.length);
        }),
      check: () => attempt(() => void opened()),
      close: () =>
        attempt(() => {
          if (isOpen) this.open_--;
          isOpen = false;
        }),
    };
  }

  sink(plan: SinkPlan): Promise<Sink> {
    return attempt(() => {
      this.assertThere();
      this.open_++;
      return new MemorySink(this, plan);
    });
  }

  assertThere(): void {
    if (this.isAway) throw new FileError("folder-gone", this.downloads);
  }

  discard(id: string): Promise<void> {
    return attempt(() => void this.partials.delete(id));
  }

  partial(): Promise<readonly string[]> {
    return Promise.resolve([...this.partials.keys()]);
  }

  free(): Promise<number> {
    return attempt(() => {
      this.assertThere();
      return this.room;
    });
  }

  list(path: string): Promise<Listing> {
    return attempt(() => {
      if (path === "/gone") throw new FileError("source-gone", path);
      return { path: path || "/home", parent: null, entries: [], more: false };
    });
  }

  open(path: string): Promise<Readable> {
    return attempt(() => {
      const file = this.files.get(path);
      if (file === undefined) throw new FileError("source-gone", path);
      const read = (from: number, to: number) => ReadableStream.from([file.bytes.slice(from, to)]);
      return { size: file.bytes.length, read };
    });
  }

  spool(id: string): Promise<Spool> {
    return Promise.resolve({
      fill: async (name, what, body) => {
        const bytes = join(await Array.fromAsync(body));
        this.spooled.add(id);
        if ("entries" in what) {
          let at = 0;
          for (const { path, size } of what.entries) {
            this.put(`/spool/${id}/${name}/${path}`, bytes.slice(at, at += size));
          }
          return `/spool/${id}/${name}`;
        }
        if (bytes.length !== what.size) throw new FileError("changed", name);
        return this.put(`/spool/${id}/${name}`, bytes);
      },
      remove: () =>
        attempt(() => {
          this.spooled.delete(id);
          for (const path of [...this.files.keys()]) if (path.startsWith(`/spool/${id}/`)) this.files.delete(path);
        }),
    });
  }

  spools(): Promise<readonly string[]> {
    return Promise.resolve([...this.spooled]);
  }

  #entries(path: string): Entry[] {
    return [...this.files].filter(([name]) => name.startsWith(`${path}/`))
      .map(([name, { bytes }]) => ({ path: name.slice(path.length + 1), size: bytes.length }))
      .sort((one, two) => one.path < two.path ? -1 : 1);
  }
}

class MemorySink implements Sink {
  readonly #disk: MemoryDisk;
  readonly #plan: SinkPlan;
  readonly #partial: Partial;
  readonly #count: number;
  #closed = false;
  #isWriting = false;

  constructor(disk: MemoryDisk, plan: SinkPlan) {
    this.#disk = disk;
    this.#plan = plan;
    this.#count = Math.ceil(plan.size / CHUNK_BYTES);
    this.#partial = disk.partials.get(plan.id) ?? { chunks: new Map() };
    disk.partials.set(plan.id, this.#partial);
  }

  get done(): number {
    let sum = 0;
    for (const { bytes } of this.#partial.chunks.values()) sum += bytes.length;
    return sum;
  }

  has(index: number): boolean {
    return this.#partial.chunks.has(index);
  }

  lacking(from: number, limit: number): [number, number][] {
    const ranges: [number, number][] = [];
    for (let index = from; index < this.#count && limit > 0; index++) {
      if (this.has(index)) continue;
      limit--;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === index - 1) last[1] = index;
      else ranges.push([index, index]);
    }
    return ranges;
  }

  async write(index: number, bytes: Uint8Array, hash: Uint8Array): Promise<void> {
    if (this.#closed) throw new Error("the sink is closed");
    if (this.#isWriting) throw new Error("two writes at once");
    this.#isWriting = true;
    try {
      await this.#disk.beforeWrite(this.#plan.id, index);
      this.#disk.assertThere();
      if (this.#disk.room < bytes.length) throw new FileError("disk-full", "no room");
      this.#disk.room -= bytes.length;
      this.#partial.chunks.set(index, { bytes: bytes.slice(), hash: hash.slice() });
      const name = `${this.#plan.id} ${index}`;
      this.#disk.writes.set(name, (this.#disk.writes.get(name) ?? 0) + 1);
    } finally {
      this.#isWriting = false;
    }
  }

  forget(index: number): void {
    this.#partial.chunks.delete(index);
  }

  hash(index: number): Uint8Array {
    return this.#partial.chunks.get(index)!.hash;
  }

  root(): Promise<string> {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.#plan.size));
    const hashes = Array.from({ length: this.#count }, (_, index) => this.hash(index));
    return attempt(() => sha256(new TextEncoder().encode("parley file v1\0"), size, ...hashes).toHex());
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  finish(): Promise<string> {
    return attempt(() => {
      if (this.#closed) throw new Error("the sink is closed");
      const path = this.#partial.placed ?? `${this.#disk.downloads}/${this.#plan.id}/${this.#plan.name}`;
      this.#partial.placed = path;
      const { chunks } = this.#partial;
      this.#disk.put(path, join(Array.from({ length: this.#count }, (_, index) => chunks.get(index)!.bytes)));
      return path;
    });
  }

  close(): Promise<void> {
    if (!this.#closed) this.#disk.open_--;
    this.#closed = true;
    return Promise.resolve();
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// deno-lint-ignore require-await -- what it throws must be a rejection
async function attempt<T>(work: () => T): Promise<T> {
  return work();
}
