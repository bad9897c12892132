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

/**
 * After a deletion: the deleted text still stands in the journal and in the pair before. Two snapshots make both go. It is
 * done behind the answer; when it does not come to an end, later snapshots do the same.
 */
export function forgetOnDisk(db: Database, deletion: Saved): void {
  deletion.saved.then(() => db.snapshot()).then(() => db.snapshot()).catch(() => {});
}
