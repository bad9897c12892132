/**
 * After a deletion the text still stands in the index, in the journal and in the pair of files before. Merging the index and two
 * snapshots make it go. That is done behind the answer, once for all deletions that come meanwhile; a mark on the disk makes
 * the next opening do it when the process dies before.
 */

import type { Saved } from "../history_types.ts";
import type { Database } from "../types.ts";
import type { Later } from "./idle_index.ts";
import { compactIndex } from "./full_text.ts";

/** What comes again and again, like messages that disappear, may take this part of the time for snapshots: a twentieth. */
const REST_FACTOR = 20;
/** Never less: deletions come in rows. */
const MIN_REST_MS = 1_000;

const MARK = "UPDATE marks SET value = ? WHERE name = 'forget'";

const known = new WeakMap<Database, Forgetting>();

/** The one of this database. */
export function forgettingOf(db: Database): Forgetting {
  const forgetting = known.get(db) ?? new Forgetting(db);
  known.set(db, forgetting);
  return forgetting;
}

/** Make what this write deleted go from the files, too. Call in the same turn as the write. */
export function forgetOnDisk(db: Database, deletion: Saved): void {
  forgettingOf(db).after(deletion);
}

class Forgetting {
  readonly #db: Database;
  #later: Later | undefined;
  /** The mark is on its way to the disk or there. */
  #marked = false;
  /** Deletions that are not on the disk yet. */
  #deleting = 0;
  #wanted = false;
  #running: Promise<void> | undefined;
  #endRest: (() => void) | undefined;
  #stopped = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Do what the last process left undone. @param later without it there is no rest between two rounds */
  start(later: Later | undefined): void {
    this.#later = later;
    const left = this.#db.get<{ value: number }>("SELECT value FROM marks WHERE name = 'forget'")!.value;
    if (left === 0) return;
    this.#marked = true;
    this.#want();
  }

  after({ saved }: Saved): void {
    this.#deleting++;
    this.#mark();
    saved.then(() => this.#deletionEnded(true), () => this.#deletionEnded(false));
  }

  /** Do now what is wanted, and no more. */
  async stop(): Promise<void> {
    this.#endRest?.();
    this.#endRest = undefined;
    this.#later = undefined;
    // What is being deleted is wanted when it is on the disk.
    if (this.#deleting > 0) await this.#db.flush().catch(() => {});
    if (this.#wanted) this.#run();
    this.#stopped = true;
    await this.#running;
  }

  #mark(): void {
    if (this.#marked) return;
    this.#marked = true;
    this.#write(1).catch(() => this.#marked = false);
  }

  #deletionEnded(done: boolean): void {
    this.#deleting--;
    if (done) this.#want();
  }

  #want(): void {
    this.#wanted = true;
    if (this.#endRest === undefined && !this.#stopped) this.#run();
  }

  #run(): void {
    this.#running ??= this.#rounds().catch(() => {/* The mark stays: the next deletion or opening tries again. */})
      .finally(() => this.#running = undefined);
  }

  async #rounds(): Promise<void> {
    while (this.#wanted) {
      const start = performance.now();
      this.#wanted = false;
      await this.#db.write([compactIndex()], { relaxed: true });
      await this.#db.snapshot();
      await this.#db.snapshot();
      if (!this.#wanted && this.#deleting === 0) {
        this.#marked = false;
        await this.#write(0);
      }
      if (this.#rest(performance.now() - start)) return;
    }
  }

  #rest(took: number): boolean {
    if (this.#later === undefined) return false;
    this.#endRest = this.#later(() => {
      this.#endRest = undefined;
      if (this.#wanted) this.#run();
    }, Math.max(MIN_REST_MS, took * REST_FACTOR));
    return true;
  }

  #write(value: 0 | 1): Promise<void> {
    return this.#db.write([{ sql: MARK, rows: [[value]] }], { relaxed: true });
  }
}
