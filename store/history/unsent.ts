/** Amendments of ours that their reader refused for good: shown here, and not there. */

import type { History, MessageRow } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database } from "../types.ts";
import { packId } from "./packing.ts";
import { fromStored, IN_FORCE, MESSAGE_COLUMNS, newestCursor, type StoredMessage } from "./rows.ts";
import { findConversation } from "./streams.ts";
import { Targets } from "./targets.ts";

const FAILED = `conversation = ?1 AND direction = 1 AND error IS NOT NULL AND ${IN_FORCE} AND ` +
  "kind IN ('edit', 'reaction', 'delete')";

/** What was said later takes its place, once it has arrived. */
const NEWER = "SELECT 1 FROM messages m WHERE m.conversation = messages.conversation AND m.about = messages.about " +
  `AND m.hidden <> 0 AND m.kind = messages.kind AND m.direction = 1 AND m.id > messages.id AND m.error IS NULL`;

export function unsentPart(db: Database): Pick<History, "failedAmendments" | "discardAmendment"> {
  return {
    failedAmendments(key) {
      const number = findConversation(db, key)?.number;
      if (number === undefined) return [];
      return db.all<StoredMessage>(
        `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE ${FAILED} AND NOT EXISTS (${NEWER}) ORDER BY id`,
        [number],
      ).map((row) => fromStored(db, row, key));
    },

    discardAmendment(key, id) {
      const state = findConversation(db, key);
      const stored = state &&
        db.get<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE ${FAILED} AND id = ?2`, [
          state.number,
          packId(id),
        ]);
      if (stored === undefined) return { ...unchanged(db), changed: [] };
      const targets = new Targets(db, state!);
      targets.takeBack(fromStored(db, stored, key));
      const changed: MessageRow[] = targets.changed();
      const saved = save(db, [
        { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
        { sql: "DELETE FROM messages WHERE cursor = ?", rows: [[stored.cursor]] },
        ...targets.writes().filter(({ rows }) => rows?.length !== 0),
      ]);
      return { ...saved, changed };
    },
  };
}
