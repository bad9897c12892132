/** Clearing takes what was said in a room out of its events, too. */

import type { Database, Write } from "../types.ts";
import { SHOWN } from "./rooms_adding.ts";
import { CONTROL, deliveredUpTo } from "./rooms_streams.ts";

/** Who we are in a room: who wrote what our user said, else the streams that are ours now. */
const OURSELVES = "ifnull((SELECT author FROM messages WHERE conversation = s.conversation AND direction = 1 " +
  "AND author IS NOT NULL LIMIT 1), (SELECT o.author FROM room_streams o JOIN conversations c ON c.number = o.conversation " +
  "JOIN rooms r ON r.id = substr(c.key, 2) WHERE o.conversation = s.conversation " +
  "AND lower(hex(o.stream)) IN (r.said_stream, r.control_stream) LIMIT 1))";

/** @param conversation its number; all without it */
export function clearedBodies(db: Database, conversation: number | undefined): Write[] {
  const streams = db.all<{ number: number; seq: number; own: 0 | 1 }>(
    `SELECT s.number, s.seq, s.author IS ${OURSELVES} AS own FROM room_streams s ` +
      `WHERE s.stream < ${CONTROL} AND (?1 IS NULL OR s.conversation = ?1)`,
    [conversation ?? null],
  );
  // Perhaps nobody else has our newest events; and nobody could take what follows them.
  const rows = streams.map(({ number, seq, own }) => [number, own === 1 ? deliveredUpTo(db, number) : seq])
    .filter(([number, upto]) =>
      db.get("SELECT 1 FROM room_events WHERE stream = ? AND seq <= ? AND body IS NOT NULL LIMIT 1", [number, upto])
    );
  if (rows.length === 0) return [];
  return [{
    sql: `UPDATE room_events SET body = NULL, signature = x'', unshown = ${SHOWN} ` +
      "WHERE stream = ? AND seq <= ? AND body IS NOT NULL",
    rows,
  }];
}
