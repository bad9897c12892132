/** What is written and not yet delivered, or never will be. */

import type { History, MessageRow, OfferRow } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { packId } from "./packing.ts";
import { reindexed } from "./reindex.ts";
import { fromStored, isOffer, LEAVING, MESSAGE_COLUMNS, newestCursor, type StoredMessage, WAITING } from "./rows.ts";
import { findConversation } from "./streams.ts";
import { newTransfer } from "./transfer_rows.ts";

type OutboxPart = Pick<
  History,
  "unacknowledged" | "markFailed" | "retry" | "outbox" | "conversationsWithOutbox"
>;

type Original = StoredMessage & { readonly original: StoredMessage["text"] | null };

/** In place of an offer that was deleted before its reader certainly had it: an item of that kind must offer something. */
const WITHDRAWN: OfferRow = { type: "file", size: 0, files: 1, key: "A".repeat(43) };
const WITHDRAWN_NAME = "-";

/** What goes on the wire: what was said first, since an edit is an item of its own. */
function asSaid(db: Database, row: Original, key: string): MessageRow {
  const said = fromStored(db, { ...row, text: row.original ?? row.text }, key);
  if (!said.deleted || !isOffer(said)) return said;
  const withdrawn = { ...said, text: WITHDRAWN_NAME };
  return { ...withdrawn, file: newTransfer(withdrawn, WITHDRAWN, null) };
}

export function outboxPart(db: Database): OutboxPart {
  return {
    unacknowledged(key, after, limit) {
      const number = findConversation(db, key)?.number;
      if (number === undefined) return [];
      return db.all<Original>(
        `SELECT ${MESSAGE_COLUMNS}, original FROM messages ` +
          `WHERE conversation = ? AND ${WAITING} AND seq > ? ORDER BY seq LIMIT ?`,
        [number, after, limit],
      ).map((row) => asSaid(db, row, key));
    },

    markFailed(key, id, error) {
      const waiting = `id = ? AND ${WAITING} AND conversation = (SELECT number FROM conversations WHERE key = ?)`;
      // Nobody here would hear of it.
      const gone = `FROM messages WHERE ${waiting} AND hidden = ${LEAVING}`;
      const which = [packId(id), key];
      if (db.get(`SELECT 1 ${gone}`, which) === undefined) {
        return save(db, [{ sql: `UPDATE messages SET error = ? WHERE ${waiting}`, rows: [[error, ...which]] }]);
      }
      const saved = save(db, [{ sql: `DELETE ${gone}`, rows: [which] }]);
      forgetOnDisk(db, saved);
      return saved;
    },

    retry(key, id) {
      const state = findConversation(db, key);
      const failed = state && db.get<Original>(
        `SELECT ${MESSAGE_COLUMNS}, original FROM messages ` +
          "WHERE id = ? AND conversation = ? AND direction = 1 AND error IS NOT NULL",
        [packId(id), state.number],
      );
      if (failed === undefined) return { ...unchanged(db), row: undefined };
      const seq = state!.out_seq + 1;
      // To the end, where its reader will have it, too; and what is acknowledged stays a range of cursors.
      const cursor = newestCursor(db) + 1;
      const saved = save(db, [
        { sql: "UPDATE conversations SET out_seq = ? WHERE number = ?", rows: [[seq, state!.number]] },
        ...reindexed([failed.cursor], [{
          sql: "UPDATE messages SET cursor = ?, seq = ?, error = NULL WHERE cursor = ?",
          rows: [[cursor, seq, failed.cursor]],
        }]),
      ]);
      return { ...saved, row: asSaid(db, { ...failed, cursor, seq, error: null }, key) };
    },

    outbox(key) {
      // CROSS JOIN: in this order, or SQLite looks at everything that was ever sent.
      return db.get<{ n: number }>(
        `SELECT count(*) AS n FROM conversations c CROSS JOIN messages m ON m.conversation = c.number ` +
          `WHERE ${WAITING} AND m.seq > c.out_received AND (?1 IS NULL OR c.key = ?1)`,
        [key ?? null],
      )!.n;
    },

    conversationsWithOutbox() {
      return db.all<{ key: string }>(
        `SELECT key FROM conversations c WHERE EXISTS ` +
          `(SELECT 1 FROM messages m WHERE m.conversation = c.number AND m.seq > c.out_received AND ${WAITING}) ORDER BY key`,
      ).map(({ key }) => key);
    },
  };
}
