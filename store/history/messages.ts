/** Reading messages back: pages and counts. */

import type { History, MessageRow } from "../history_types.ts";
import type { Database, SqlValue } from "../types.ts";
import { packId } from "./packing.ts";
import { fromStored, MESSAGE_COLUMNS, type StoredMessage } from "./rows.ts";
import { findConversation } from "./streams.ts";

/** Counting stops here: the list is told after each arrival, and nobody reads further than "999+". */
const MAX_UNREAD = 1_000;

type ReadingPart = Pick<
  History,
  | "message"
  | "page"
  | "last"
  | "unread"
>;

export function readingPart(db: Database): ReadingPart {
  return {
    message: (key, id) => rowsOf(db, key, "id = ?", [packId(id)])[0],

    page(key, { before = Number.MAX_SAFE_INTEGER, after, limit }) {
      if (after !== undefined) {
        return rowsOf(db, key, "hidden = 0 AND cursor > ? ORDER BY cursor LIMIT ?", [after, limit]);
      }
      return rowsOf(db, key, "hidden = 0 AND cursor < ? ORDER BY cursor DESC LIMIT ?", [before, limit]).reverse();
    },

    last: (key) => rowsOf(db, key, "hidden = 0 ORDER BY cursor DESC LIMIT 1", [])[0],

    unread(key) {
      return db.get<{ n: number }>(
        "SELECT count(*) AS n FROM (SELECT 1 FROM conversations c JOIN messages m ON m.conversation = c.number " +
          "WHERE c.key = ? AND m.hidden = 0 AND m.direction = 0 AND m.cursor > c.seen_cursor LIMIT ?)",
        [key, MAX_UNREAD],
      )!.n;
    },
  };
}

function rowsOf(db: Database, key: string, condition: string, params: readonly SqlValue[]): MessageRow[] {
  const found = findConversation(db, key);
  if (!found) return [];
  return db.all<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND ${condition}`, [
    found.number,
    ...params,
  ]).map((row) => fromStored(row, key));
}
