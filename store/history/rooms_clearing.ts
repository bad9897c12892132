/** Clearing takes what was said in a room out of its events, too. */

import type { Database, Write } from "../types.ts";
import { SHOWN } from "./rooms_adding.ts";
import { CONTROL, deliveredUpTo } from "./rooms_streams.ts";

/** @param conversation its number; all without it */
export function clearedBodies(db: Database, conversation: number | undefined): Write[] {
  // `own`: we write it now, so perhaps nobody else has its newest events, and nobody could take what follows them.
  const streams = db.all<{ number: number; seq: number; own: 0 | 1 }>(
    "SELECT s.number, s.seq, lower(hex(s.stream)) IS r.said_stream AS own FROM room_streams s " +
      "JOIN conversations c ON c.number = s.conversation LEFT JOIN rooms r ON r.id = substr(c.key, 2) " +
      `WHERE s.stream < ${CONTROL} AND (?1 IS NULL OR s.conversation = ?1)`,
    [conversation ?? null],
  );
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
