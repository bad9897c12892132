/**
 * Amendments of theirs that change nothing any more, or not yet: about a message that is not here, nonsense, about what is not
 * theirs, or done, since what a reaction or a deletion comes to stands in its message. They are kept for what may still come, and
 * a peer can send as many as it likes, so that the oldest go. Why that hurts no honest peer: `docs/specs/wire-v1.md` section 6a.
 */

import type { Write } from "../types.ts";
import { AMENDS, LEAVING } from "./rows.ts";
import type { Conversation } from "./streams.ts";

/**
 * Bytes of them in one conversation, each with {@link ROW_BYTES}: the longest edit twice over, or 16,384 reactions. All of it is
 * memory, of every conversation of somebody hostile.
 */
export const MAX_LOOSE_BYTES = 16 * 1024 * 1024;
/** Bytes that are kept when there are more: looking through them is worth it then. The longest text is half of it. */
const KEPT_BYTES = MAX_LOOSE_BYTES / 2;
/** Bytes of a row beside its text, with what it takes in the indexes; about. */
const ROW_BYTES = 1024;

/**
 * Older texts of a message of theirs, and what the states of a file that is here are found from: those are no such thing. What
 * speaks of an amendment is.
 */
const COUNTS =
  "EXISTS (SELECT 1 FROM messages m WHERE m.id = messages.about AND m.conversation = messages.conversation " +
  `AND (m.hidden = 0 OR m.hidden = ${LEAVING} AND m.kind = 'file') ` +
  "AND (messages.kind = 'file-state' OR messages.kind = 'edit' AND m.direction = 0))";

const LOOSE = "conversation = ?1 AND hidden <> 0 AND direction = 0 AND place IS NULL AND " +
  `NOT (hidden = ${AMENDS} AND (kind = 'timer' OR ${COUNTS}))`;

const utf8 = new TextEncoder();

const BEHIND = `SELECT cursor, sum(octet_length(text) + ${ROW_BYTES}) OVER (ORDER BY cursor DESC) AS bytes ` +
  `FROM messages WHERE ${LOOSE}`;

/**
 * Writes that follow those which store them.
 * @param texts of new ones; `conversations.orphans` counts their bytes
 */
export function looseWrites(
  { number, orphans }: Pick<Conversation, "number" | "orphans">,
  texts: readonly string[],
): Write[] {
  if (texts.length === 0) return [];
  const bytes = texts.reduce((sum, text) => sum + utf8.encode(text).length + ROW_BYTES, orphans);
  const count = (value: number) => ({
    sql: "UPDATE conversations SET orphans = ? WHERE number = ?",
    rows: [[value, number]],
  });
  if (bytes <= MAX_LOOSE_BYTES) return [count(bytes)];
  return [
    {
      sql: `DELETE FROM messages WHERE cursor IN (SELECT cursor FROM (${BEHIND}) WHERE bytes > ?2)`,
      rows: [[number, KEPT_BYTES]],
    },
    count(KEPT_BYTES),
  ];
}
