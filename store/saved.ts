/** The answer of everything that changes a database. */

import type { Saved } from "./history_types.ts";
import type { Database, Write, WriteOptions } from "./types.ts";

/** Apply the writes; the caller may ignore `saved`, a refusal by the disk is then not an unhandled rejection. */
export function save(db: Database, writes: readonly Write[], options?: WriteOptions): Saved {
  return savedWhen(db.write(writes, options));
}

export function savedWhen(promise: Promise<void>): Saved {
  promise.catch(() => {});
  return { saved: promise };
}

/** Nothing had to change now; earlier changes the answer relies on may still be on their way to the disk. */
export function unchanged(db: Database): Saved {
  return savedWhen(db.flush());
}
