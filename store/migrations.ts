/** Numbered steps that bring a database to the shape the program expects. */

import { StorageError } from "./storage_error.ts";
import type { Sqlite } from "./sqlite.ts";
import type { Write } from "./types.ts";

/** Step `number` (1, 2, …) is applied once, in order, as one write. A released step is never changed. */
export interface Migration {
  readonly number: number;
  readonly statements: readonly string[];
}

/**
 * The writes this database still needs, one per step.
 * @throws {StorageError} `newer` when the database has seen steps this program does not know
 */
export function pendingMigrations(sqlite: Sqlite, migrations: readonly Migration[], name: string): Write[][] {
  const done = schemaNumber(sqlite);
  const known = migrations.at(-1)?.number ?? 0;
  if (done > known) {
    throw new StorageError(
      "newer",
      `opening "${name}": it was written by a newer version (data version ${done}, this program knows ${known}); ` +
        "nothing was changed, use the newer program",
    );
  }
  return migrations.filter((step) => step.number > done).map((step) => [
    ...step.statements.map((sql) => ({ sql })),
    { sql: `PRAGMA user_version = ${step.number}` },
  ]);
}

function schemaNumber(sqlite: Sqlite): number {
  return sqlite.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}
