/** The same database without a disk: what the tests of everything above the store run on. */

import { type Migration, pendingMigrations } from "./migrations.ts";
import { loadedSqlite, loadSqlite, Sqlite } from "./sqlite.ts";
import type { Database, SqlValue, StorageNotice, Write } from "./types.ts";

/** A database that is gone when closed. Its writes resolve in the order they were made, never in the same turn. */
export async function openMemoryDatabase(migrations: readonly Migration[]): Promise<Database> {
  await loadSqlite();
  return memoryDatabase(migrations);
}

/** The same at once, in a process that has opened a database before. */
export function memoryDatabase(migrations: readonly Migration[]): Database {
  const sqlite = new Sqlite(loadedSqlite());
  for (const step of pendingMigrations(sqlite, migrations, ":memory:")) sqlite.apply(step);
  sqlite.settle();
  return new MemoryDatabase(sqlite);
}

class MemoryDatabase implements Database {
  readonly notices: readonly StorageNotice[] = [];
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  version(table: string): number {
    return this.#sqlite.version(table);
  }

  all<T>(sql: string, params?: readonly SqlValue[]): T[] {
    return this.#sqlite.all<T>(sql, params);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): T | undefined {
    return this.#sqlite.get<T>(sql, params);
  }

  write(statements: readonly Write[]): Promise<void> {
    this.#sqlite.apply(statements);
    this.#sqlite.settle();
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  snapshot(): Promise<void> {
    return Promise.resolve();
  }

  image(): Promise<Uint8Array> {
    return Promise.resolve(this.#sqlite.export());
  }

  close(): Promise<void> {
    this.#sqlite.close();
    return Promise.resolve();
  }
}
