/** A message as the values of its columns. */

import type { MessageRow } from "../history_types.ts";
import type { SqlValue } from "../types.ts";
import { packId, packText } from "./packing.ts";
import { DIRECTIONS } from "./rows.ts";

const PLAIN = "cursor, id, conversation, direction, kind, text, args, seq, sent_at, received_at, read_at, error";
const MORE = "about, forwarded, ttl, hidden, original, edit, edited_at, deleted, reactions";

/** Nothing amends it, and it answers nothing. */
export const INSERT_PLAIN = inserting(PLAIN);
/** The same of a text that says nothing else: most messages. Each value less is 2 % of what storing one costs. */
export const INSERT_TEXT =
  "INSERT INTO messages (cursor, id, conversation, direction, kind, text, seq, sent_at, received_at) " +
  "VALUES (?, ?, ?, ?, 'text', ?, ?, ?, ?)";
export const INSERT = inserting(`${PLAIN}, ${MORE}`);
export const INSERT_IN_ROOM = inserting(`${PLAIN}, ${MORE}, author, place`);

/** Place of the text among the values. */
const TEXT = 5;

/** Whether {@link INSERT_TEXT} can store it, if nothing amends it. */
export function isOnlyText({ kind, args, read_at }: MessageRow): boolean {
  return kind === "text" && args === null && read_at === null;
}

/** Of {@link INSERT_TEXT}. @param conversation its number */
export function textValues(row: MessageRow, cursor: number, conversation: number): SqlValue[] {
  const { id, direction, text, seq, sent_at, received_at } = row;
  const side = DIRECTIONS.indexOf(direction);
  return [cursor, packId(id), conversation, side, packText(text), seq, sent_at, received_at];
}

/** Of {@link INSERT_PLAIN}. @param conversation its number */
export function plainValues(row: MessageRow, cursor: number, conversation: number): SqlValue[] {
  const { id, direction, kind, text, args, seq, sent_at, received_at, read_at } = row;
  const stored = [cursor, packId(id), conversation, DIRECTIONS.indexOf(direction), kind, packText(text), args];
  return [...stored, seq, sent_at, received_at, read_at, null];
}

/** Of {@link INSERT}. @param amended values of the text and of what amendments made of it */
export function allValues(
  row: MessageRow,
  cursor: number,
  conversation: number,
  hidden: number,
  amended: readonly SqlValue[] = [packText(row.text), null, null, null, 0, null],
): SqlValue[] {
  const { about, forwarded, ttl } = row;
  const [text, ...state] = amended;
  const values = plainValues({ ...row, text: "" }, cursor, conversation);
  values[TEXT] = text;
  return [...values, about === null ? null : packId(about), forwarded ? 1 : 0, ttl, hidden, ...state];
}

function inserting(columns: string): string {
  return `INSERT INTO messages (${columns}) VALUES (${columns.replaceAll(/\w+/g, "?")})`;
}
