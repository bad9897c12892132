/** The database on disk: memory first, then the journal, then the acknowledgement. `docs/specs/history-v1.md` section 5. */

import type { Files } from "./files.ts";
import { JournalWriter } from "./journal_writer.ts";
import { recover, type Recovered } from "./recovery.ts";
import { removeOld, writeSnapshot } from "./snapshot_writer.ts";
import type { SqlJs } from "./sqlite.ts";
import { StorageError, storageError } from "./storage_error.ts";
import type { Database, SqlValue, StorageNotice, Write, WriteOptions } from "./types.ts";
import { type EncodedWrite, encodeRows } from "./write_codec.ts";

export interface DiskSetup {
  readonly files: Files;
  readonly path: string;
  readonly key: Uint8Array | undefined;
  readonly sqlJs: SqlJs;
  /** Called once, when everything is closed. */
  readonly release: () => void;
  readonly log: (message: string) => void;
}

interface Pending {
  readonly statements: readonly EncodedWrite[];
  readonly relaxed: boolean;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

/** The database as it was when a journal began. */
interface Image {
  readonly database: Uint8Array;
  readonly generation: number;
  readonly sequence: number;
}

type Rotation = PromiseWithResolvers<Image>;

/** Replaying 16 MiB takes about half a second; below that a snapshot is not worth its writing. */
const SNAPSHOT_AFTER_BYTES = 16 * 1024 * 1024;
/** On closing: replaying this much takes about 10 ms. */
const SNAPSHOT_ON_CLOSE_BYTES = 256 * 1024;

export class DiskDatabase implements Database {
  readonly notices: readonly StorageNotice[];
  readonly #setup: DiskSetup;
  #state: Recovered;
  #writer: JournalWriter | undefined;
  /** How far the journal was when an append was refused; what stands behind it must not come back. */
  #acknowledged: { readonly generation: number; readonly size: number } | undefined;
  /** Memory could not be loaded again after a refused append. */
  #lost: StorageError | undefined;
  #queue: Pending[] = [];
  #rotation: Rotation | undefined;
  #draining: Promise<void> | undefined;
  #snapshot: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #snapshotBytes: number;
  /** Bytes of the journals since the newest snapshot, without the one being written. */
  #olderJournalBytes: number;
  #snapshotAt: number;

  constructor(setup: DiskSetup, state: Recovered) {
    this.#setup = setup;
    this.#state = state;
    this.notices = state.repairs.notices;
    this.#snapshotBytes = state.snapshotBytes;
    this.#olderJournalBytes = state.journalBytes - (state.journal?.size ?? 0);
    this.#snapshotAt = threshold(state.snapshotBytes);
  }

  version(table: string): number {
    return this.#state.sqlite.version(table);
  }

  all<T>(sql: string, params?: readonly SqlValue[]): T[] {
    this.#assertUsable();
    return this.#state.sqlite.all<T>(sql, params);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): T | undefined {
    this.#assertUsable();
    return this.#state.sqlite.get<T>(sql, params);
  }

  write(statements: readonly Write[], { relaxed = false }: WriteOptions = {}): Promise<void> {
    this.#assertUsable();
    const encoded = statements.map(encodeRows);
    this.#state.sqlite.apply(statements);
    return this.#enqueue(encoded, relaxed);
  }

  flush(): Promise<void> {
    this.#assertUsable();
    return this.#queue.length === 0 && !this.#draining ? Promise.resolve() : this.#enqueue([], false);
  }

  async snapshot(): Promise<void> {
    this.#assertUsable();
    // One that is under way began before this call: it may lack the newest writes.
    await this.#snapshot?.catch(() => {});
    this.#assertUsable();
    await this.#beginSnapshot();
  }

  async image(): Promise<Uint8Array> {
    await this.flush();
    this.#assertUsable();
    return this.#state.sqlite.export();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Put right what opening found. @throws {StorageError} when the disk refuses; it is tried again before a write */
  async ready(): Promise<JournalWriter> {
    const { list } = this.#state.repairs;
    while (list.length > 0) {
      await list[0]();
      list.shift();
    }
    const { journal, generation, sequence } = this.#state;
    this.#writer ??= journal
      ? JournalWriter.continue(this.#setup, journal, sequence)
      : await JournalWriter.begin(this.#setup, generation, sequence);
    return this.#writer;
  }

  #assertUsable(): void {
    if (this.#closing) throw new StorageError("io", `using "${this.#setup.path}": it is closed`);
    if (this.#lost) throw this.#lost;
  }

  #enqueue(statements: readonly EncodedWrite[], relaxed: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ statements, relaxed, resolve, reject });
    this.#drain();
    return promise;
  }

  #drain(): void {
    this.#draining ??= this.#drainAll().finally(() => {
      this.#draining = undefined;
      if (this.#queue.length > 0 || this.#rotation) this.#drain();
    });
  }

  async #drainAll(): Promise<void> {
    // Neighbours in the same turn share the first group.
    await Promise.resolve();
    while (this.#queue.length > 0 || this.#rotation) {
      const group = this.#queue.splice(0);
      const rotation = this.#rotation;
      this.#rotation = undefined;
      await this.#appendGroup(group, rotation);
    }
  }

  async #appendGroup(group: Pending[], rotation: Rotation | undefined): Promise<void> {
    const writes = group.map(({ statements }) => statements).filter(({ length }) => length > 0);
    this.#state.sqlite.settle();
    // Taken now: it holds exactly what the journal holds after this group.
    const database = rotation && this.#export(rotation);
    try {
      const sync = database !== undefined || group.some(({ relaxed }) => !relaxed);
      if (writes.length > 0 || sync) await (await this.ready()).append(writes, sync);
    } catch (error) {
      const refusal = storageError("writing", this.#setup.path, error);
      rotation?.reject(refusal);
      this.#refuse(group, refusal);
      return;
    }
    for (const { resolve } of group) resolve();
    if (database) await this.#rotate(rotation, database);
    else this.#snapshotWhenGrown();
  }

  #export(rotation: Rotation): Uint8Array | undefined {
    try {
      return this.#state.sqlite.export();
    } catch (error) {
      rotation.reject(error);
      return undefined;
    }
  }

  async #rotate({ resolve, reject }: Rotation, database: Uint8Array): Promise<void> {
    const writer = this.#writer!;
    const { size } = writer;
    try {
      await writer.next();
    } catch (error) {
      return reject(error);
    }
    this.#olderJournalBytes += size;
    resolve({ database, generation: writer.generation, sequence: writer.sequence });
  }

  /** The disk refused: nothing queued is kept, memory goes back to what was acknowledged. */
  #refuse(group: readonly Pending[], error: StorageError): void {
    const refused = [...group, ...this.#queue.splice(0)];
    const { sqlite } = this.#state;
    if (this.#writer) {
      this.#acknowledged = { generation: this.#writer.generation, size: this.#writer.syncedSize };
      this.#writer.abandon();
      this.#writer = undefined;
    }
    try {
      this.#state = recover({ ...this.#setup, acknowledged: this.#acknowledged });
      sqlite.close();
    } catch (cause) {
      const { path } = this.#setup;
      const message = `reading "${path}" again after a refused write: restart the program`;
      this.#lost = new StorageError("io", message, { cause });
    }
    for (const { reject } of refused) reject(error);
  }

  #snapshotWhenGrown(): void {
    if (this.#snapshot || this.#olderJournalBytes + (this.#writer?.size ?? 0) < this.#snapshotAt) return;
    this.#beginSnapshot().catch((error) => this.#setup.log(String(error)));
  }

  #beginSnapshot(): Promise<void> {
    this.#snapshot ??= this.#makeSnapshot().finally(() => this.#snapshot = undefined);
    return this.#snapshot;
  }

  async #makeSnapshot(): Promise<void> {
    const { files, path, key } = this.#setup;
    try {
      const image = await this.#requestRotation();
      const older = this.#olderJournalBytes;
      this.#snapshotBytes = await writeSnapshot({ files, path, key, ...image });
      this.#olderJournalBytes -= older;
      this.#snapshotAt = threshold(this.#snapshotBytes);
      this.#removeOld(image.generation);
    } catch (error) {
      // The journals carry everything; try again when there is as much again.
      this.#snapshotAt = this.#olderJournalBytes + (this.#writer?.size ?? 0) + threshold(this.#snapshotBytes);
      throw storageError("writing a snapshot of", path, error);
    }
  }

  #removeOld(generation: number): void {
    const { files, path, log } = this.#setup;
    try {
      removeOld(files, path, generation);
    } catch (error) {
      // They are in nobody's way; the next snapshot tries again.
      log(String(error));
    }
  }

  #requestRotation(): Promise<Image> {
    this.#rotation = Promise.withResolvers<Image>();
    this.#drain();
    return this.#rotation.promise;
  }

  async #close(): Promise<void> {
    while (this.#draining) await this.#draining;
    await this.#snapshot?.catch(() => {});
    if (!this.#lost && this.#olderJournalBytes + (this.#writer?.size ?? 0) > SNAPSHOT_ON_CLOSE_BYTES) {
      await this.#beginSnapshot().catch((error) => this.#setup.log(String(error)));
    }
    // Last chance to cut off what was refused, if the disk did not even allow that.
    if (!this.#lost) await this.ready().catch((error) => this.#setup.log(String(error)));
    this.#writer?.close();
    this.#state.sqlite.close();
    this.#setup.release();
  }
}

function threshold(snapshotBytes: number): number {
  return Math.max(SNAPSHOT_AFTER_BYTES, snapshotBytes / 4);
}
