/** The reader's side with one peer: several files at once, each with its share of what may be on its way. */
import { LinkError } from "../../net/errors.ts";
import type { BulkLink, SealedChunk } from "../../net/types.ts";
import type { TransferRow } from "../../store/history_types.ts";
import { Connection } from "./asked.ts";
import { Incoming, type IncomingParts } from "./incoming.ts";

/** Files of one peer that move at the same time: enough that small ones need not wait for each other's round trips. */
const MAX_MOVING = 8;
/** Chunks on their way on one connection, shared by all that move. */
const WINDOW = 48;
/** Of each at least: one is written while the next one comes. */
const LEAST_WINDOW = 4;

export interface ReceivingParts extends Omit<IncomingParts, "ready" | "finished" | "failed"> {
  /** The author knows that we want it. */
  readonly isTold: () => boolean;
  /** It ended, and the disk is left alone. */
  readonly finished: (row: TransferRow, path: string) => void;
  readonly failed: (row: TransferRow, reason: string, error?: unknown) => void;
  /** The author says that it cannot have it now. */
  readonly refused: (row: TransferRow, reason: string) => void;
}

export class Receiving {
  readonly #parts: ReceivingParts;
  /** Everything that is wanted, in order. */
  readonly #wanted = new Map<string, TransferRow>();
  readonly #moving = new Map<string, Incoming>();
  /** The newest first; answers may still come on an older one. */
  #connections: Connection[] = [];
  /** Ended a moment ago, and still closing: the same folder must not be opened twice. */
  readonly #closing = new Map<string, Promise<void>>();

  constructor(parts: ReceivingParts) {
    this.#parts = parts;
  }

  want(row: TransferRow): void {
    if (this.#wanted.has(row.id)) return;
    this.#wanted.set(row.id, row);
    this.poke();
  }

  /** Not any more, or not now. Resolves when the disk is left alone; what has come stays there. */
  async unwant(id: string, reason = "cancelled"): Promise<void> {
    this.#wanted.delete(id);
    const incoming = this.#moving.get(id);
    if (incoming !== undefined) void this.#close(incoming, reason);
    await this.#closing.get(id);
    this.poke();
  }

  /** Bytes that will still be written of what moves. */
  get reserved(): number {
    let sum = 0;
    for (const { lacking } of this.#moving.values()) sum += lacking;
    return sum;
  }

  /** It moves, or may at any moment. */
  isMoving(id: string): boolean {
    return this.#connections.length > 0 && this.#moving.has(id);
  }

  connected(bulk: BulkLink): void {
    this.#connections.unshift(new Connection(bulk));
    for (const incoming of this.#moving.values()) incoming.restart();
    this.poke();
  }

  disconnected(bulk: BulkLink): void {
    const wasNewest = this.#connections[0]?.bulk === bulk;
    this.#connections = this.#connections.filter((connection) => connection.bulk !== bulk);
    // What was lost with an older one was asked for on the newer one when that was opened.
    if (wasNewest) { for (const incoming of this.#moving.values()) incoming.restart(); }
    this.poke();
  }

  /** Something has changed: ask for what can be asked for. */
  poke(): void {
    const [newest] = this.#connections;
    if (newest === undefined || !this.#parts.isTold()) return;
    for (const [id, row] of this.#wanted) {
      if (this.#moving.size >= MAX_MOVING) break;
      if (!this.#moving.has(id) && !this.#closing.has(id)) this.#moving.set(id, this.#begin(row));
    }
    for (const incoming of this.#moving.values()) incoming.step(newest, this.#window());
  }

  async onChunk(bulk: BulkLink, chunk: SealedChunk): Promise<void> {
    const connection = this.#asking(bulk, chunk.file);
    const incoming = this.#moving.get(chunk.file);
    if (incoming !== undefined) await incoming.onChunk(connection, chunk);
  }

  onRoot(bulk: BulkLink, file: string, root: string): void {
    const connection = this.#asking(bulk, file);
    this.#moving.get(file)?.onRoot(connection, root);
  }

  onHashes(bulk: BulkLink, file: string, from: number, hashes: Uint8Array): void {
    const connection = this.#asking(bulk, file);
    this.#moving.get(file)?.onHashes(connection, from, hashes);
  }

  /** The author says that nothing more of it comes. */
  onStop(bulk: BulkLink, file: string, reason: string): void {
    const connection = this.#connections.find((each) => each.bulk === bulk);
    if (connection?.has(file) !== true) return;
    const isAnswer = connection.stoppedByAuthor(file);
    const row = this.#wanted.get(file);
    if (isAnswer) this.poke();
    else if (row !== undefined) this.#parts.refused(row, reason);
  }

  async close(): Promise<void> {
    this.#connections = [];
    this.#wanted.clear();
    for (const incoming of [...this.#moving.values()]) void this.#close(incoming, "going-away");
    await Promise.all(this.#closing.values());
  }

  #begin(row: TransferRow): Incoming {
    return new Incoming(row, {
      ...this.#parts,
      ready: (incoming) => {
        const [newest] = this.#connections;
        if (newest !== undefined && this.#moving.get(row.id) === incoming) incoming.step(newest, this.#window());
      },
      finished: async (incoming, path) => {
        await this.#end(incoming, "completed");
        this.#parts.finished(row, path);
      },
      failed: async (incoming, reason, error) => {
        await this.#end(incoming, reason);
        this.#parts.failed(row, reason, error);
      },
    });
  }

  #end(incoming: Incoming, reason: string): Promise<void> {
    this.#wanted.delete(incoming.row.id);
    const closing = this.#close(incoming, reason);
    this.poke();
    return closing;
  }

  #close(incoming: Incoming, reason: string): Promise<void> {
    const { id } = incoming.row;
    this.#moving.delete(id);
    for (const connection of this.#connections) {
      if (reason === "completed") connection.completed(id);
      else connection.stop(id, reason);
    }
    const closing = incoming.close().catch(() => {}).finally(() => {
      this.#closing.delete(id);
      this.poke();
    });
    this.#closing.set(id, closing);
    return closing;
  }

  #window(): number {
    return Math.max(LEAST_WINDOW, Math.floor(WINDOW / this.#moving.size));
  }

  /** @throws LinkError for what was never asked for here */
  #asking(bulk: BulkLink, file: string): Connection {
    const connection = this.#connections.find((each) => each.bulk === bulk);
    if (connection?.has(file)) return connection;
    throw new LinkError("bad-content", "files: something that was not asked for");
  }
}
