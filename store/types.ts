/** What the rest of the program sees of a database. Format on disk: `docs/specs/history-v1.md`. */

export type SqlValue = string | number | Uint8Array | null;

/** One statement and the parameter rows it runs with, in order; no `rows` means once without parameters. */
export interface Write {
  readonly sql: string;
  readonly rows?: readonly (readonly SqlValue[])[];
}

export interface WriteOptions {
  /**
   * For what others will say again or nobody misses: resolves when the journal has it, without waiting for the disk. It
   * survives the death of the process at once, and power loss with the next write that is not relaxed.
   */
  readonly relaxed?: boolean;
}

/**
 * A sql.js database whose acknowledged writes survive `kill -9`, power loss and a full disk.
 *
 * Statements must be deterministic (no `random()`, no `datetime('now')`): the journal replays them.
 */
export interface Database {
  /**
   * Another one whenever the rows of the table may be others than before: until then answers may be kept. Rows that go with
   * those of another table they refer to are not counted.
   */
  version(table: string): number;
  /** All rows as objects. */
  all<T>(sql: string, params?: readonly SqlValue[]): T[];
  /** The first row, or undefined. */
  get<T>(sql: string, params?: readonly SqlValue[]): T | undefined;
  /**
   * Apply atomically. The effect is visible to `all` and `get` when the call returns; the promise resolves when it is on
   * disk (`fdatasync`, grouped with neighbours). If the disk refuses, the promise rejects with {@link StorageError}
   * and memory is put back to what the disk holds.
   * @throws a statement that SQLite refuses throws at once, and nothing of the call is kept
   */
  write(statements: readonly Write[], options?: WriteOptions): Promise<void>;
  /** Resolves when everything written so far, relaxed writes aside, is on disk. */
  flush(): Promise<void>;
  /** Fold the journal into a fresh snapshot. Called by itself when the journal has grown; safe at any time. */
  snapshot(): Promise<void>;
  /** The database as an SQLite file, with everything acknowledged so far; what is being written may be in it, too. */
  image(): Promise<Uint8Array>;
  close(): Promise<void>;
  /** What was found and set aside while opening, for the user to read. Empty when all was well. */
  readonly notices: readonly StorageNotice[];
}

export interface StorageNotice {
  /**
   * "torn-tail": cut off an unfinished record; "set-aside": a file could not be read and was kept under another name;
   * "missing": a file that must be there is not.
   */
  readonly kind: "torn-tail" | "set-aside" | "missing";
  readonly message: string;
  /** Where the bytes are now, or where they should be. */
  readonly path: string;
}
