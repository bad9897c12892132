/** Shape of the `limits` database. */

import type { Migration } from "../migrations.ts";

export const LIMITS_MIGRATIONS: readonly Migration[] = [{
  number: 1,
  statements: [
    `CREATE TABLE limits (
      conversation TEXT PRIMARY KEY, messages INTEGER, files INTEGER,
      messages_spent INTEGER NOT NULL DEFAULT 0, files_spent INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID`,
  ],
}];
