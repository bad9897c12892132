/** The author's side on one connection: gives what is asked for, in turns between files. `docs/specs/files-v1.md`, section 4. */
import { FileError } from "../../files/types.ts";
import { LinkError } from "../../net/errors.ts";
import { MAX_OPEN_REQUESTS, MAX_REQUESTED_CHUNKS, MAX_RESENT_CHUNKS, MAX_RESENT_FACTOR } from "../../net/limits.ts";
import { MANIFEST_INDEX } from "../../net/mod.ts";
import type { BulkLink, FileRequest } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import { CHUNK_BYTES, chunkCount } from "./chunks.ts";
import type { OwnSource } from "./own_source.ts";
import { Repeater } from "../repeater.ts";
import { ServingTurns } from "./serving_turns.ts";
import type { SourceBook } from "./source_book.ts";
import type { SpeedLimit } from "./speed_limit.ts";

/** What may wait for an answer on one connection. */
const MAX_TASKS = MAX_REQUESTED_CHUNKS + MAX_OPEN_REQUESTS;

type Task =
  | { readonly kind: "chunk"; readonly index: number }
  | { readonly kind: "hashes"; readonly from: number; readonly to: number }
  | { readonly kind: "manifest" | "root" };

export interface SendingParts {
  readonly bulk: BulkLink;
  readonly history: Pick<History, "manifest">;
  readonly sources: SourceBook;
  readonly limit: SpeedLimit;
  /** The socket has taken this chunk. */
  readonly sent: (row: TransferRow, index: number) => void;
  /** It cannot go on. @param reason of a `file-state failed` @param error what the disk said, when it was that */
  readonly failed: (row: TransferRow, reason: string, error?: unknown) => void;
}

/** Ready to be written to the connection; undefined when there was only something to be read. */
type Prepared =
  | { readonly row: TransferRow; readonly task: Task; readonly bytes: number; readonly send: () => Promise<void> }
  | undefined;

export class Sending {
  readonly #parts: SendingParts;
  readonly #turns = new ServingTurns<Task>();
  /** What is served at the moment; whoever is not in it any more gets nothing of what was prepared. */
  readonly #rows = new Map<string, TransferRow>();
  /** What was asked for and is not being sent yet: asking again for it adds nothing. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #pump = new Repeater(() => this.#serve());
  #closed = false;
  readonly #buffers: [Uint8Array | undefined, Uint8Array | undefined] = [undefined, undefined];

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /** @throws LinkError when nobody may ask that */
  request(row: TransferRow, request: FileRequest): void {
    const asked = tasksOf(row, request);
    const waiting = this.#waiting.get(row.id) ?? new Set();
    const tasks = asked.filter((task) => !waiting.has(nameOf(task)));
    if (this.#turns.count + tasks.length > MAX_TASKS) {
      throw new LinkError("flood", "files: too much is asked for at once");
    }
    if (!this.#rows.has(row.id)) this.#rows.set(row.id, row);
    for (const task of tasks) waiting.add(nameOf(task));
    this.#waiting.set(row.id, waiting);
    this.#turns.add(row.id, tasks);
    this.#pump.poke();
  }

  /** No more of it. */
  drop(id: string): boolean {
    this.#turns.drop(id);
    this.#waiting.delete(id);
    return this.#rows.delete(id);
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#rows.keys()]) this.drop(id);
  }

  /** The next one is read while this one is sent. */
  async #serve(): Promise<void> {
    let next = this.#next();
    while (next !== undefined && !this.#closed) {
      const prepared = await next;
      next = this.#next();
      if (prepared === undefined) continue;
      await this.#parts.limit.take(prepared.bytes);
      // Stopped in the meantime: it may not be theirs any more.
      const { row, task, send } = prepared;
      if (this.#rows.get(row.id) !== row || this.#closed) continue;
      // Whoever asks from here on may not get this one any more.
      this.#waiting.get(row.id)?.delete(nameOf(task));
      await send();
    }
  }

  /** Undefined: there is nothing to do. Never rejects. */
  #next(): Promise<Prepared> | undefined {
    const turn = this.#turns.next();
    if (turn === undefined) return undefined;
    const row = this.#rows.get(turn.file)!; // dropped together with its tasks
    return this.#prepare(row, turn.task).catch((error) => {
      // Twice only when two of its chunks failed one after the other.
      const reason = error instanceof FileError ? error.code : "disk-error";
      if (this.drop(row.id)) this.#parts.failed(row, reason, error);
      return undefined;
    });
  }

  async #prepare(row: TransferRow, task: Task): Promise<Prepared> {
    const { bulk, history, sources, sent } = this.#parts;
    const source = sources.of(row);
    switch (task.kind) {
      case "chunk": {
        if (this.#isTooOften(row, 1)) return undefined;
        const bytes = await source.read(task.index, this.#nextBuffer());
        const send = async () => {
          await bulk.chunk(row.id, keyOf(row), task.index, bytes);
          sent(row, task.index);
        };
        return { row, task, bytes: bytes.length, send };
      }
      case "manifest": {
        const bytes = history.manifest(row.conversation, row.id);
        if (bytes === undefined) throw new FileError("source-gone", `manifest of "${row.id}": it is not known`);
        if (this.#isTooOften(row, chunkCount(bytes.length))) return undefined;
        return { row, task, bytes: bytes.length, send: () => bulk.chunk(row.id, keyOf(row), MANIFEST_INDEX, bytes) };
      }
      case "root": {
        // Looking at fifty thousand files costs more than sending a chunk.
        if (this.#isTooOften(row, 1)) return undefined;
        if (await this.#reads(row, source, task, 0, source.chunks - 1)) return undefined;
        await source.check();
        return { row, task, bytes: 0, send: () => bulk.root(row.id, source.root()) };
      }
      case "hashes": {
        const { from, to } = task;
        if (this.#isTooOften(row, 1)) return undefined;
        if (await this.#reads(row, source, task, from, to)) return undefined;
        const hashes = source.hashes(from, to);
        return { row, task, bytes: hashes.length, send: () => bulk.hashes(row.id, from, hashes) };
      }
    }
  }

  /** The other one is being sent: new ones for every chunk would cost more than filling them. */
  #nextBuffer(): Uint8Array {
    this.#buffers.reverse();
    return this.#buffers[0] ??= new Uint8Array(CHUNK_BYTES);
  }

  /** Something is still to be read for it: one chunk a turn, so that other files go on meanwhile. */
  async #reads(row: TransferRow, source: OwnSource, task: Task, from: number, to: number): Promise<boolean> {
    const unread = source.unread(from, to);
    if (unread === undefined) return false;
    await source.learn(unread);
    if (this.#rows.get(row.id) === row) this.#turns.again(row.id, task);
    return true;
  }

  /** A reader that asks for everything again and again costs us more than it costs the reader. */
  #isTooOften(row: TransferRow, chunks: number): boolean {
    const { size, manifest_size = 0 } = row.offer;
    const most = (chunkCount(size) + chunkCount(manifest_size)) * MAX_RESENT_FACTOR + MAX_RESENT_CHUNKS;
    if (this.#parts.sources.count(row, chunks) <= most) return false;
    if (this.drop(row.id)) this.#parts.failed(row, "too-often");
    return true;
  }
}

/** @throws LinkError "bad-content" for what the offer does not have */
function tasksOf({ offer }: TransferRow, request: FileRequest): Task[] {
  const chunks = chunkCount(offer.size);
  const within = (last: number) => {
    if (last >= chunks) throw new LinkError("bad-content", `chunk ${last} of a file: it has ${chunks}`);
  };
  if ("manifest" in request) {
    if (offer.type !== "folder") throw new LinkError("bad-content", "the manifest of a file: only a folder has one");
    return [{ kind: "manifest" }];
  }
  if ("root" in request) return [{ kind: "root" }];
  if ("hashes" in request) {
    const [from, to] = request.hashes;
    within(to);
    return [{ kind: "hashes", from, to }];
  }
  const tasks: Task[] = [];
  for (const [first, last] of request.chunks) {
    within(last);
    if (tasks.length + last - first >= MAX_TASKS) throw new LinkError("flood", "files: too many chunks are asked for");
    for (let index = first; index <= last; index++) tasks.push({ kind: "chunk", index });
  }
  return tasks;
}

function nameOf(task: Task): string {
  if (task.kind === "chunk") return `${task.index}`;
  return task.kind === "hashes" ? `hashes ${task.from}` : task.kind;
}

function keyOf({ offer }: TransferRow): Uint8Array {
  return Uint8Array.fromBase64(offer.key, { alphabet: "base64url" });
}
