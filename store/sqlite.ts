/** The one file that touches sql.js: an SQLite database in memory, its prepared statements, its bytes. */

import initSqlJs from "sql.js";
import type { SqlValue, Write } from "./types.ts";

/** The part of sql.js 1.16 that is used; the package brings no types. */
export interface SqlJs {
  readonly Database: new (bytes?: Uint8Array) => SqlJsDatabase;
}

interface SqlJsDatabase {
  prepare(sql: string): SqlJsStatement;
  run(sql: string): void;
  export(): Uint8Array<ArrayBuffer>;
  close(): void;
}

interface SqlJsStatement {
  bind(values: readonly SqlValue[]): boolean;
  step(): boolean;
  get(): SqlValue[];
  getColumnNames(): string[];
  reset(): boolean;
  free(): boolean;
}

interface Prepared {
  readonly statement: SqlJsStatement;
  columns: string[];
  /** The table whose rows it changes; undefined: none, or nobody knows. */
  readonly written: string | undefined;
}

/** Compiled SQL kept per database; the program has about eighty different statements. */
const MAX_PREPARED = 256;

const WRITING = /^(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM) (\w+)/;

/** Of all databases of the process: no two states have the same. */
let versions = 0;

let loading: Promise<SqlJs> | undefined;
let loaded: SqlJs | undefined;

/**
 * Load the WebAssembly once per process.
 * @param wasm `sql-wasm.wasm` of the npm package; without it sql.js reads the file beside its own source, which a bundled
 * executable does not have
 */
export function loadSqlite(wasm?: Uint8Array): Promise<SqlJs> {
  const init = initSqlJs as unknown as (options?: { wasmBinary: Uint8Array }) => Promise<SqlJs>;
  loading ??= init(wasm && { wasmBinary: wasm }).then((sqlJs) => loaded = sqlJs);
  return loading;
}

/** What {@link loadSqlite} loaded, for who has a database already. */
export function loadedSqlite(): SqlJs {
  if (loaded === undefined) throw new Error("sql.js is not loaded yet: open a database first");
  return loaded;
}

/** An SQLite database in memory. Nothing here knows about files. */
export class Sqlite {
  readonly #db: SqlJsDatabase;
  readonly #prepared = new Map<string, Prepared>();
  #inTransaction = false;
  /** Of tables that were written to, and of all others. */
  readonly #versions = new Map<string, number>();
  #since = ++versions;

  /** @param bytes an SQLite file; it is copied */
  constructor(sqlJs: SqlJs, bytes?: Uint8Array) {
    this.#db = new sqlJs.Database(bytes);
    // A rollback journal in memory is needed for savepoints; the files of this process live in its own memory, so
    // SQLite's syncing has nothing to do. Deleted text is overwritten, because snapshots are copies of the pages. The
    // file is ours alone: without the exclusive lock every question asks, through JavaScript, whether somebody changed it.
    this.#db.run(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;" +
        "PRAGMA cache_size = -16000; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;",
    );
  }

  /** Another one after every write to the table, refused ones too. */
  version(table: string): number {
    return this.#versions.get(table) ?? this.#since;
  }

  all<T>(sql: string, params?: readonly SqlValue[]): T[] {
    const prepared = this.#prepare(sql);
    const rows: T[] = [];
    this.#run(prepared, params, () => rows.push(toObject<T>(prepared)));
    return rows;
  }

  get<T>(sql: string, params?: readonly SqlValue[]): T | undefined {
    const prepared = this.#prepare(sql);
    let row: T | undefined;
    this.#run(prepared, params, () => {
      row = toObject<T>(prepared);
      return STOP;
    });
    return row;
  }

  /**
   * All statements or none. They are in a transaction that goes on until {@link settle}: half the cost of a small write
   * is the end of its transaction.
   * @throws what SQLite says, after putting everything of this call back
   */
  apply(statements: readonly Write[]): void {
    if (this.#inTransaction) return this.#applyInside(statements);
    this.#execute("BEGIN");
    try {
      this.#runAll(statements);
    } catch (error) {
      this.#execute("ROLLBACK");
      throw error;
    }
    this.#inTransaction = true;
  }

  /** What other calls have written stays. */
  #applyInside(statements: readonly Write[]): void {
    this.#execute("SAVEPOINT write_call");
    try {
      this.#runAll(statements);
    } catch (error) {
      this.#execute("ROLLBACK TO write_call");
      this.#execute("RELEASE write_call");
      throw error;
    }
    this.#execute("RELEASE write_call");
  }

  #runAll(statements: readonly Write[]): void {
    for (const { sql, rows } of statements) {
      const prepared = this.#prepare(sql);
      this.#touch(prepared);
      for (const row of rows ?? [[]]) this.#run(prepared, row, () => STOP);
    }
  }

  #touch({ written }: Prepared): void {
    if (written !== undefined) return void this.#versions.set(written, ++versions);
    this.#versions.clear();
    this.#since = ++versions;
  }

  /** End the transaction of the writes so far. */
  settle(): void {
    if (this.#inTransaction) this.#execute("COMMIT");
    this.#inTransaction = false;
  }

  /** A copy of the database as an SQLite file. sql.js 1.16 makes it with the backup API, statements stay prepared. */
  export(): Uint8Array<ArrayBuffer> {
    this.settle();
    return this.#db.export();
  }

  close(): void {
    for (const { statement } of this.#prepared.values()) statement.free();
    this.#prepared.clear();
    this.#db.close();
  }

  #execute(sql: string): void {
    this.#run(this.#prepare(sql), undefined, () => STOP);
  }

  #run(prepared: Prepared, params: readonly SqlValue[] | undefined, each: () => unknown): void {
    const { statement } = prepared;
    try {
      if (params !== undefined && params.length > 0) statement.bind(params);
      while (statement.step() && each() !== STOP);
    } catch (error) {
      throw error instanceof Error ? error : new Error(String(error));
    } finally {
      statement.reset();
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (this.#prepared.size >= MAX_PREPARED) this.#forgetOldest();
    const prepared = { statement: this.#db.prepare(settled(sql)), columns: [], written: WRITING.exec(sql)?.[1] };
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #forgetOldest(): void {
    const [[sql, { statement }]] = this.#prepared;
    statement.free();
    this.#prepared.delete(sql);
  }
}

const STOP = Symbol("stop");

/**
 * With a partial index on the table, SQLite takes a bound value for something the plan may depend on, and compiles the
 * statement again whenever another one is bound: up to ten times the cost of the answer (SQLite 3.53, `sqlite3_reoptimize`).
 * `+?` is the same value, and no reason to.
 */
function settled(sql: string): string {
  return sql.replaceAll(/'[^']*'|\?\d*/g, (found) => found.startsWith("?") ? `+${found}` : found);
}

function toObject<T>(prepared: Prepared): T {
  if (prepared.columns.length === 0) prepared.columns = prepared.statement.getColumnNames();
  const values = prepared.statement.get();
  const row: Record<string, SqlValue> = {};
  for (let i = 0; i < values.length; i++) row[prepared.columns[i]] = values[i];
  return row as T;
}
