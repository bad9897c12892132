/**
 * Everything said in one conversation, taken out of one database and put into another: between the disk and memory.
 *
 * Rows travel as they are stored, whatever columns later versions add; cursors and the number of the conversation are those of
 * the place they come to. Timers are a setting: what is taken off a disk leaves them there.
 */

import type { Database, SqlValue, Write } from "../types.ts";
import { forgetIndexed } from "./full_text.ts";
import { AMENDS, newestCursor, WAITING } from "./rows.ts";
import type { Conversation } from "./streams.ts";

type Stored = Record<string, SqlValue>;

export interface Said {
  readonly conversation: Stored | undefined;
  /** In the order of their cursors. */
  readonly messages: readonly Stored[];
  readonly transfers: readonly Stored[];
  readonly manifests: readonly Stored[];
  readonly draft: Stored | undefined;
}

const TIMER = `(kind = 'timer' AND hidden = ${AMENDS})`;

export function read(db: Database, key: string): Said {
  const conversation = db.get<Stored>("SELECT * FROM conversations WHERE key = ?", [key]);
  const rows = (sql: string) => conversation === undefined ? [] : db.all<Stored>(sql, [conversation.number]);
  return {
    conversation,
    messages: rows("SELECT * FROM messages WHERE conversation = ? ORDER BY cursor"),
    transfers: rows("SELECT * FROM transfers WHERE conversation = ?"),
    manifests: rows("SELECT m.* FROM manifests m JOIN transfers t ON t.message = m.message WHERE t.conversation = ?"),
    draft: db.get<Stored>("SELECT * FROM drafts WHERE conversation = ?", [key]),
  };
}

/** Writes that put it in place of whatever is there about this conversation, with cursors above `newest`. */
export function putting(db: Database, key: string, said: Said, newest: number): Write[] {
  const { conversation, messages, transfers, manifests, draft } = said;
  const there = numberOf(db, key);
  const number = there ??
    db.get<{ next: number }>("SELECT ifnull(max(number), 0) + 1 AS next FROM conversations")!.next;
  const cursors = new Map(messages.map(({ cursor }, index) => [cursor, newest + index + 1]));
  const seen = messages.filter(({ cursor }) => (cursor as number) <= Number(conversation?.seen_cursor ?? 0)).length;
  return [
    ...(there === undefined ? [] : removing(db, key)),
    ...(conversation === undefined ? [] : inserting("conversations", [
      { ...conversation, number, seen_cursor: newest + seen },
    ])),
    ...inserting(
      "messages",
      messages.map((row) => ({ ...row, conversation: number, cursor: cursors.get(row.cursor)! })),
    ),
    ...inserting(
      "transfers",
      transfers.map((row) => ({ ...row, conversation: number, message: cursors.get(row.message)! })),
    ),
    ...inserting("manifests", manifests.map((row) => ({ ...row, message: cursors.get(row.message)! }))),
    ...inserting("drafts", draft === undefined ? [] : [draft]),
  ];
}

/** Writes that leave nothing of it. */
export function removing(db: Database, key: string): Write[] {
  return taking(db, key, "1", (number) => [{ sql: "DELETE FROM conversations WHERE number = ?", rows: [[number]] }]);
}

/** Writes that leave nothing of it but what was agreed about time. */
export function removingButTimers(db: Database, key: string, newStream: () => string): Write[] {
  return taking(db, key, `NOT ${TIMER}`, (number) => [
    {
      sql: "UPDATE conversations SET out_stream = ?, out_seq = 0, out_received = 0, out_read = 0, in_stream = '', " +
        "in_received = 0, in_read = 0, in_last = NULL, seen_cursor = 0, orphans = 0, leaving = 0 WHERE number = ?",
      rows: [[newStream(), number]],
    },
    // Without a number nobody counts them among what waits.
    { sql: "UPDATE messages SET seq = 0 WHERE conversation = ?", rows: [[number]] },
  ]);
}

/** Something is there beside what was agreed about time. */
export function hasMoreThanTimers(db: Database, key: string): boolean {
  if (db.get("SELECT 1 FROM drafts WHERE conversation = ?", [key]) !== undefined) return true;
  const number = numberOf(db, key);
  return number !== undefined &&
    db.get(`SELECT 1 FROM messages WHERE conversation = ? AND NOT ${TIMER} LIMIT 1`, [number]) !== undefined;
}

/** Timers of ours that the other side has now: they need not be said again after the next start. */
export function delivered(memory: Database, disk: Database, key: string): Write {
  const ids = memory.all<{ id: SqlValue; received_at: number }>(
    `SELECT id, received_at FROM messages WHERE conversation = ? AND ${TIMER} AND direction = 1 AND received_at NOT NULL`,
    [numberOf(memory, key) ?? 0],
  );
  const number = numberOf(disk, key) ?? 0;
  return {
    sql: "UPDATE messages SET received_at = ? WHERE id = ? AND conversation = ? AND received_at IS NULL",
    rows: ids.map(({ id, received_at }) => [received_at, id, number]),
  };
}

/** Whether a timer of ours still waits for the other side. */
export function hasWaitingTimers(db: Database, key: string): boolean {
  return db.get(
    `SELECT 1 FROM messages WHERE conversation = ? AND ${TIMER} AND ${WAITING} LIMIT 1`,
    [numberOf(db, key) ?? 0],
  ) !== undefined;
}

/**
 * The same, as it is after a start without a kept history: numbers are given out anew, of the other side's nothing is known.
 * What still waits for its reader goes first.
 */
export function asNew(said: Said, newStream: () => string): Said {
  const { conversation, messages } = said;
  if (conversation === undefined) return said;
  let out_seq = 0;
  const isWaiting = (row: Stored) => row.direction === 1 && row.received_at === null && row.error === null;
  const renumbered = messages.map((row) => isWaiting(row) ? { ...row, seq: ++out_seq } : row);
  const blank = { out_received: 0, out_read: 0, in_stream: "", in_received: 0, in_read: 0, in_last: null };
  return {
    ...said,
    conversation: { ...conversation, ...blank, out_stream: newStream(), out_seq },
    messages: renumbered,
  };
}

function taking(db: Database, key: string, which: string, then: (number: number) => Write[]): Write[] {
  const draft: Write = { sql: "DELETE FROM drafts WHERE conversation = ?", rows: [[key]] };
  const number = numberOf(db, key);
  if (number === undefined) return [draft];
  return [
    ...forgetIndexed(db, number),
    { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
    { sql: `DELETE FROM messages WHERE conversation = ? AND ${which}`, rows: [[number]] },
    draft,
    ...then(number),
  ];
}

function numberOf(db: Database, key: string): Conversation["number"] | undefined {
  return db.get<Pick<Conversation, "number">>("SELECT number FROM conversations WHERE key = ?", [key])?.number;
}

function inserting(table: string, rows: readonly Stored[]): Write[] {
  if (rows.length === 0) return [];
  const columns = Object.keys(rows[0]);
  const marks = columns.map(() => "?").join(", ");
  return [{
    sql: `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`,
    rows: rows.map((row) => columns.map((column) => row[column])),
  }];
}
