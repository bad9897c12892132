/**
 * One file or folder on its way to this disk: what to ask for next, and what to do with what comes. It remembers nothing that
 * is not on disk, so that a new connection, or a new start, simply asks again. `docs/specs/files-v1.md`, section 4.
 */
import type { OpenedChunk } from "../../crypto/types.ts";
import { SPARE_BYTES } from "../../files/limits.ts";
import { type Entry, type FileDisk, FileError, type Sink } from "../../files/types.ts";
import { MAX_BAD_CHUNKS, MAX_HASHES, MAX_REQUEST_RANGES, MAX_REQUESTED_CHUNKS, MAX_ROUNDS } from "../../net/limits.ts";
import { MANIFEST_INDEX } from "../../net/mod.ts";
import type { SealedChunk } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import type { Asked, Connection } from "./asked.ts";
import { chunkCount, chunkSize } from "./chunks.ts";

const HASH_BYTES = 32;
/** Bytes written between two looks at the room that is left: somebody else may write there, too. */
const LOOK_EVERY = 4 * 1024 * 1024;
/** What must stay free meanwhile. Less than at the beginning: what a disk needs beside the content is known only to itself. */
const LEAST_SPARE = SPARE_BYTES / 2;

/** Why it stops, when it is not the disk that says so. */
class Stopped extends Error {
  constructor(readonly code: "no-space" | "bad-chunks") {
    super(code);
  }
}

export interface IncomingParts {
  readonly disk: FileDisk;
  readonly history: Pick<History, "manifest" | "putTransfer">;
  /** Bytes that others on their way will still write. */
  readonly reserved: () => number;
  /** Chunks were asked for. */
  readonly began: (incoming: Incoming) => void;
  /** A chunk is on disk. */
  readonly moved: (incoming: Incoming, bytes: number) => void;
  /** There may be something to ask for. */
  readonly ready: (incoming: Incoming) => void;
  /** It is in its place. */
  readonly finished: (incoming: Incoming, path: string) => void;
  /** @param reason of a `file-state failed` @param error what the disk said, when it was that */
  readonly failed: (incoming: Incoming, reason: string, error?: unknown) => void;
}

export class Incoming {
  readonly row: TransferRow;
  readonly #parts: IncomingParts;
  readonly #key: Uint8Array;
  readonly #chunks: number;
  #entries: readonly Entry[] | undefined;
  #sink: Sink | undefined;
  /** Something is being done that nobody should begin again meanwhile. */
  #busy = false;
  /** That. Never rejects. */
  #work: Promise<void> = Promise.resolve();
  #ended = false;
  readonly #closing = new AbortController();
  /** Where the next request begins; chunks before it were asked for, or are here. */
  #cursor = 0;
  #bad = 0;
  #rounds = 0;
  /** The next hash to compare, while the root was not ours. */
  #comparing: number | undefined;
  /** One write at a time; the next chunk is opened meanwhile. Never rejects. */
  #writing: Promise<void> = Promise.resolve();
  /** Chunks that have come and are not written. */
  #unwritten = 0;
  /** Bytes written since the room was looked at. */
  #unlooked = 0;

  constructor(row: TransferRow, parts: IncomingParts) {
    this.row = row;
    this.#parts = parts;
    this.#key = Uint8Array.fromBase64(row.offer.key, { alphabet: "base64url" });
    this.#chunks = chunkCount(row.offer.size);
  }

  /** Bytes that are here and verified. */
  get done(): number {
    return this.#sink?.done ?? this.row.done;
  }

  /** Bytes it will still write. */
  get lacking(): number {
    return this.#sink === undefined || this.#ended ? 0 : this.row.offer.size - this.#sink.done;
  }

  /** Everything may be asked for anew: what was on its way is lost. */
  restart(): void {
    this.#cursor = 0;
  }

  /** Ask for what is lacking. @param window chunks that may be on their way */
  step(connection: Connection, window: number): void {
    if (this.#busy || this.#ended) return;
    const asked = connection.of(this.row.id);
    if (asked.stopped) return;
    if (this.row.offer.type === "folder" && this.#entries === undefined) return this.#askManifest(connection, asked);
    if (this.#sink === undefined) return this.#run(() => this.#open());
    if (this.#comparing !== undefined) return this.#askHashes(connection, asked);
    if (this.#sink.done < this.row.offer.size) return this.#askChunks(this.#sink, connection, asked, window);
    if (asked.root) return;
    asked.root = true;
    connection.bulk.request({ file: this.row.id, root: true }).catch(() => {});
  }

  /** Resolves when the next one may come. */
  async onChunk(connection: Connection, chunk: SealedChunk): Promise<void> {
    const asked = connection.of(this.row.id);
    if (chunk.index === MANIFEST_INDEX) return this.#onManifest(connection, asked, chunk);
    const skipped = asked.arrived(chunk.index);
    if (skipped === undefined) return this.#onBad();
    if (skipped > 0) this.#countBad(); // as bad as damaged ones: they are asked for again, when this one is written
    const sink = this.#sink;
    if (this.#ended || sink === undefined || sink.has(chunk.index)) return this.#parts.ready(this);
    const opened = this.#opened(connection, chunk);
    if (opened?.plain.length !== chunkSize(this.row.offer.size, chunk.index)) return this.#onBad();
    const { plain, hash } = opened;
    const before = this.#writing;
    this.#unwritten++;
    this.#writing = before.then(() => this.#write(sink, chunk.index, plain, hash))
      .then(() => connection.bulk.reclaim?.(plain));
    await before;
  }

  onRoot(connection: Connection, root: string): void {
    const asked = connection.of(this.row.id);
    const sink = this.#sink;
    if (!asked.root || sink === undefined) return this.#onBad();
    asked.root = false;
    // Not waited for: it may take long, and the connection has other files.
    this.#run(async () => {
      if (root === await sink.root()) {
        const path = await sink.finish();
        this.#ended = true;
        // Not waited for: it waits for this to be over.
        this.#parts.finished(this, path);
        return;
      }
      if (++this.#rounds > MAX_ROUNDS) throw new Stopped("bad-chunks");
      this.#comparing = this.#chunks === 0 ? undefined : 0;
    });
  }

  onHashes(connection: Connection, from: number, hashes: Uint8Array): void {
    const asked = connection.of(this.row.id);
    const [first, last] = asked.hashes ?? [];
    const sink = this.#sink;
    if (first !== from || hashes.length !== (last! - first + 1) * HASH_BYTES || sink === undefined) {
      return this.#onBad();
    }
    asked.hashes = undefined;
    for (let index = first; index <= last!; index++) {
      const theirs = hashes.subarray((index - first) * HASH_BYTES, (index - first + 1) * HASH_BYTES);
      if (sink.has(index) && sink.hash(index).some((byte, at) => byte !== theirs[at])) sink.forget(index);
    }
    this.#comparing = last! + 1 < this.#chunks ? last! + 1 : undefined;
    if (this.#comparing === undefined) this.#cursor = 0;
    this.#parts.ready(this);
  }

  /** What is here stays. Resolves when the disk is left alone. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#closing.abort();
    await Promise.all([this.#work, this.#writing]);
    const sink = this.#sink;
    this.#sink = undefined;
    await sink?.close();
  }

  #askManifest({ bulk }: Connection, asked: Asked): void {
    const { id, conversation } = this.row;
    const bytes = this.#parts.history.manifest(conversation, id);
    if (bytes !== undefined) return this.#run(() => this.#readManifest(bytes));
    if (asked.manifest) return;
    asked.manifest = true;
    bulk.request({ file: id, manifest: true }).catch(() => {});
  }

  #onManifest(connection: Connection, asked: Asked, chunk: SealedChunk): void {
    if (!asked.manifest) return this.#onBad();
    asked.manifest = false;
    const plain = this.#opened(connection, chunk)?.plain;
    if (plain === undefined) return this.#onBad();
    this.#run(async () => {
      const { id, conversation, offer } = this.row;
      if (plain.length !== offer.manifest_size) throw new FileError("bad-manifest", "it has not the announced size");
      await this.#readManifest(plain);
      await this.#parts.history.putTransfer(conversation, id, { manifest: plain }).saved;
    });
  }

  async #readManifest(bytes: Uint8Array): Promise<void> {
    const { manifest: hash = "", size, files } = this.row.offer;
    this.#entries = await this.#parts.disk.readManifest(bytes, { hash, size, files });
  }

  async #open(): Promise<void> {
    const { id, name, offer } = this.row;
    const { type, size, modified } = offer;
    const { disk, reserved } = this.#parts;
    const { signal } = this.#closing;
    const sink = await disk.sink({ id, name, type, size, modified, entries: this.#entries, signal });
    if (size > sink.done) {
      const free = await disk.free(id);
      if (free < size - sink.done + reserved() + SPARE_BYTES) {
        await sink.close();
        throw new Stopped("no-space");
      }
    }
    if (this.#ended) await sink.close();
    else this.#sink = sink;
  }

  #askChunks(sink: Sink, { bulk, outstanding }: Connection, asked: Asked, window: number): void {
    if (asked.chunks.size > window / 2) return;
    const count = Math.min(window - asked.chunks.size, MAX_REQUESTED_CHUNKS - outstanding);
    if (count <= 0) return;
    // At the end, what was lost or bad on the way is asked for again; not what is only not written yet.
    const atEnd = sink.lacking(this.#cursor, 1).length === 0;
    if (atEnd && asked.chunks.size === 0) this.#cursor = 0;
    if (this.#cursor === 0 && this.#unwritten > 0) return;
    const chunks = sink.lacking(this.#cursor, count).slice(0, MAX_REQUEST_RANGES);
    const last = chunks.at(-1);
    if (last === undefined) return;
    for (const [from, to] of chunks) for (let index = from; index <= to; index++) asked.chunks.add(index);
    this.#cursor = last[1] + 1;
    this.#parts.began(this);
    bulk.request({ file: this.row.id, chunks }, this.#key).catch(() => {});
  }

  #askHashes({ bulk }: Connection, asked: Asked): void {
    if (asked.hashes !== undefined) return;
    const from = this.#comparing!;
    const hashes = [from, Math.min(from + MAX_HASHES, this.#chunks) - 1] as const;
    asked.hashes = hashes;
    bulk.request({ file: this.row.id, hashes }).catch(() => {});
  }

  #opened({ bulk }: Connection, chunk: SealedChunk): OpenedChunk | undefined {
    try {
      return bulk.open(this.#key, chunk);
    } catch {
      return undefined;
    }
  }

  async #write(sink: Sink, index: number, plain: Uint8Array, hash: Uint8Array): Promise<void> {
    try {
      if (this.#ended) return;
      await this.#assertRoom(plain.length);
      await sink.write(index, plain, hash);
      this.#parts.moved(this, plain.length);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#unwritten--;
      this.#parts.ready(this);
    }
  }

  /** A full disk would stop more than this file: messages are stored there, too. */
  async #assertRoom(bytes: number): Promise<void> {
    this.#unlooked += bytes;
    if (this.#unlooked < LOOK_EVERY) return;
    this.#unlooked = 0;
    const free = await this.#parts.disk.free(this.row.id);
    if (free < LEAST_SPARE) throw new FileError("disk-full", `${free} bytes are left`);
  }

  /** Dropped; it is asked for again at the end. */
  #onBad(): void {
    this.#countBad();
    this.#parts.ready(this);
  }

  #countBad(): void {
    if (++this.#bad > MAX_BAD_CHUNKS) this.#end("bad-chunks");
  }

  /** Something that takes its time; {@link step} waits for it. */
  #run(work: () => Promise<void>): void {
    this.#busy = true;
    this.#work = work().catch((error) => this.#fail(error)).finally(() => {
      this.#busy = false;
      this.#parts.ready(this);
    });
  }

  #fail(error: unknown): void {
    this.#end(error instanceof FileError || error instanceof Stopped ? error.code : "disk-error", error);
  }

  #end(reason: string, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.failed(this, reason, error);
  }
}
