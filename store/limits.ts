/** Budgets of packets per peer (LIM-1), in a database of their own. */

import type { Limits, LimitState } from "./history_types.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import { LIMITS_MIGRATIONS } from "./migrations/limits.ts";
import { save } from "./saved.ts";
import type { Database, WriteOptions } from "./types.ts";

/** Packets of each sort a new peer gets. */
export const DEFAULT_BUDGET = 1_000;

const PUT = "INSERT INTO limits (conversation, messages, files, messages_spent, files_spent) VALUES (?, ?, ?, ?, ?) " +
  "ON CONFLICT (conversation) DO UPDATE SET messages = excluded.messages, files = excluded.files, " +
  "messages_spent = excluded.messages_spent, files_spent = excluded.files_spent";

/** @param db opened with {@link LIMITS_MIGRATIONS}; it is closed with the limits */
export function openLimits(db: Database): Limits {
  const get = (conversation: string): LimitState =>
    db.get<LimitState>("SELECT * FROM limits WHERE conversation = ?", [conversation]) ??
      { conversation, messages: DEFAULT_BUDGET, files: DEFAULT_BUDGET, messages_spent: 0, files_spent: 0 };

  const put = (state: LimitState, options?: WriteOptions) => {
    const { conversation, messages, files, messages_spent, files_spent } = state;
    return save(db, [{ sql: PUT, rows: [[conversation, messages, files, messages_spent, files_spent]] }], options);
  };

  return {
    get,
    all: () => db.all<LimitState>("SELECT * FROM limits ORDER BY conversation"),
    spend(conversation, what, packets) {
      const state = get(conversation);
      const spent = `${what}_spent` as const;
      // Relaxed: after a loss of power a few packets may be spent twice, which is in nobody's disfavour.
      return put({ ...state, [spent]: state[spent] + packets }, { relaxed: true });
    },
    grant(conversation, messages, files) {
      const state = { ...get(conversation), messages, files };
      return { ...put(state), state };
    },
    remove: (conversation) => save(db, [{ sql: "DELETE FROM limits WHERE conversation = ?", rows: [[conversation]] }]),
    close: () => db.close(),
  };
}

/** Limits without a disk. */
export async function openMemoryLimits(): Promise<Limits> {
  return openLimits(await openMemoryDatabase(LIMITS_MIGRATIONS));
}
