/**
 * What our user has taken out of this history and its reader still gets: nobody sees it here any more, and it goes as soon as it
 * is delivered; an offer when its file is at its end as well.
 */

import type { Database, SqlValue, Write } from "../types.ts";
import { reindexed } from "./reindex.ts";
import { LEAVING, WAITING } from "./rows.ts";
import type { Conversation } from "./streams.ts";
import { OFFERED_AND_OPEN } from "./transfer_rows.ts";

/** A message, as amendments name it. */
interface Named {
  readonly conversation: number;
  readonly id: SqlValue;
}

const ABOUT = "FROM messages WHERE conversation = ?1 AND about = ?2 AND hidden <> 0";

/** Writes for one of ours that its reader does not have yet, or not its file. */
export function messageLeaves({ cursor, ...named }: Named & { readonly cursor: number }): Write[] {
  return [
    ...reindexed([cursor], [{ sql: `UPDATE messages SET hidden = ${LEAVING} WHERE cursor = ?`, rows: [[cursor]] }]),
    ...amendmentsLeave([[named.conversation, named.id]]),
    { sql: "UPDATE conversations SET leaving = 1 WHERE number = ?", rows: [[named.conversation]] },
  ];
}

/**
 * Writes for what was said about messages that are not seen here any more: what their reader has or need not have goes.
 * @param messages conversation and id of each
 * @param later what of ours still has to be said
 */
export function amendmentsLeave(messages: readonly SqlValue[][], later = "1"): Write[] {
  return [
    { sql: `DELETE ${ABOUT} AND NOT (${WAITING} AND ${later})`, rows: messages },
    {
      sql: `UPDATE messages SET hidden = ${LEAVING} WHERE conversation = ? AND about = ? AND hidden <> 0`,
      rows: messages,
    },
    { sql: `UPDATE conversations SET leaving = 1 WHERE number = ?1 AND EXISTS (SELECT 1 ${ABOUT})`, rows: messages },
  ];
}

/** Writes after which nothing is here that its reader has now. */
export function delivered(db: Database, { number, out_received }: Conversation, received: number): Write[] {
  const rows = `FROM messages WHERE conversation = ?1 AND direction = 1 AND seq > ?2 AND hidden = ${LEAVING}`;
  const params = [number, out_received, received];
  const going = db.all<{ id: SqlValue }>(`SELECT id ${rows} AND seq <= ?3 AND NOT ${OFFERED_AND_OPEN}`, params);
  if (going.length === 0) return [];
  return [
    { sql: `DELETE ${rows} AND seq <= ?3 AND NOT ${OFFERED_AND_OPEN}`, rows: [params] },
    {
      sql: `UPDATE conversations SET leaving = EXISTS (SELECT 1 ${rows}) WHERE number = ?1`,
      rows: [[number, out_received]],
    },
    ...amendmentsLeave(going.map(({ id }) => [number, id])),
  ];
}

/** Writes for offers whose files are at their end: those that were delivered need not stay. */
export function ended(offers: readonly Named[]): Write[] {
  if (offers.length === 0) return [];
  const rows = offers.map(({ conversation, id }) => [conversation, id]);
  return [
    { sql: `DELETE FROM messages WHERE conversation = ? AND id = ? AND received_at IS NOT NULL`, rows },
    ...amendmentsLeave(rows),
  ];
}
