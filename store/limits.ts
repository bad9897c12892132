/** Budgets of packets per peer (LIM-1), in a database of their own. */

import type { Limits, LimitState } from "./history_types.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import { LIMITS_MIGRATIONS } from "./migrations/limits.ts";
import { save } from "./saved.ts";
import type { Database } from "./types.ts";

const PUT = "INSERT INTO limits (conversation, messages, files, messages_spent, files_spent) VALUES (?, ?, ?, ?, ?) " +
  "ON CONFLICT (conversation) DO UPDATE SET messages = excluded.messages, files = excluded.files, " +
  "messages_spent = excluded.messages_spent, files_spent = excluded.files_spent";

/** @param db opened with {@link LIMITS_MIGRATIONS}; it is closed with the limits */
export function openLimits(db: Database): Limits {
  return {
    get: (conversation) => db.get<LimitState>("SELECT * FROM limits WHERE conversation = ?", [conversation]),
    all: () => db.all<LimitState>("SELECT * FROM limits ORDER BY conversation"),
    put(states, options) {
      const rows = states.map(({ conversation, messages, files, messages_spent, files_spent }) => [
        conversation,
        messages,
        files,
        messages_spent,
        files_spent,
      ]);
      return save(db, [{ sql: PUT, rows }], options);
    },
    remove: (conversation) => save(db, [{ sql: "DELETE FROM limits WHERE conversation = ?", rows: [[conversation]] }]),
    close: () => db.close(),
  };
}

/** Limits without a disk. */
export async function openMemoryLimits(): Promise<Limits> {
  return openLimits(await openMemoryDatabase(LIMITS_MIGRATIONS));
}
