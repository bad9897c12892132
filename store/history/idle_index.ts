/** Brings the full text forward while nothing else happens, so that the first search of a long history does not wait. */

import type { Database } from "../types.ts";
import { indexSome } from "./full_text.ts";

/** Calls `work` once after `ms`. @returns a function that calls it off */
export type Later = (work: () => void, ms: number) => () => void;

/** {@link Later} with the timers of the process; they do not keep it alive. */
export const laterByTimer: Later = (work, ms) => {
  const timer = setTimeout(work, ms);
  Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
};

/** Nothing was written for this long: nobody waits for us. */
const IDLE_MS = 500;
/** Between two slices, so that whoever came meanwhile goes first. */
const PAUSE_MS = 20;
/** Rows of a slice: about 5 ms. */
const SLICE = 300;

export class IdleIndex {
  readonly #db: Database;
  readonly #later: Later;
  #cancel: (() => void) | undefined;
  #touched = false;
  #stopped = false;

  constructor(db: Database, later: Later) {
    this.#db = db;
    this.#later = later;
    this.touch();
  }

  /** Messages were added. */
  touch(): void {
    this.#touched = true;
    this.#cancel ??= this.#later(() => this.#run(), IDLE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #run(): void {
    this.#cancel = undefined;
    const busy = this.#touched;
    this.#touched = false;
    if (busy) this.#cancel = this.#later(() => this.#run(), IDLE_MS);
    else this.#slice().catch(() => {/* The disk refuses; the next message tries again. */});
  }

  async #slice(): Promise<void> {
    const { more, saved } = indexSome(this.#db, SLICE);
    await saved;
    if (more && !this.#stopped) this.#cancel ??= this.#later(() => this.#run(), PAUSE_MS);
  }
}
