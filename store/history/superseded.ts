/**
 * States of files that do not count any more. Of each side and each word one is kept: a peer may send thousands about one file,
 * and what they come to is in the transfer, or found from these when the offer comes after them.
 */

import type { MessageRow } from "../history_types.ts";
import type { Database, Write } from "../types.ts";
import { countsBefore, stateWord } from "./file_states.ts";
import { packId, unpackId, unpackText } from "./packing.ts";
import { DIRECTIONS, IN_FORCE, newestCursor, type StoredMessage } from "./rows.ts";

type Kept = Pick<MessageRow, "id" | "direction" | "text"> & {
  /** Its reader does not have it yet. */
  readonly waiting: boolean;
};

const STORED = "SELECT id, direction, text, received_at, error FROM messages " +
  `WHERE conversation = ? AND about = ? AND ${IN_FORCE} AND kind = 'file-state'`;

/**
 * Writes that follow those which store the new ones.
 * @param added new states, of any files
 */
export function forgottenStates(db: Database, conversation: number, added: readonly MessageRow[]): Write[] {
  if (added.length === 0) return [];
  const byFile = Map.groupBy(added, ({ about }) => about!);
  const forgotten = [...byFile].flatMap(([about, states]) =>
    superseded([
      ...stored(db, conversation, about),
      ...states.map((state) => ({ ...state, waiting: isWaiting(state) })),
    ])
  );
  if (forgotten.length === 0) return [];
  // A cursor that was told is not given to something else.
  const newest = Math.max(newestCursor(db), ...added.map(({ cursor }) => cursor));
  return [
    { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newest]] },
    {
      sql: "DELETE FROM messages WHERE id = ? AND conversation = ?",
      rows: forgotten.map(({ id }) => [packId(id), conversation]),
    },
  ];
}

function stored(db: Database, conversation: number, about: string): Kept[] {
  return db.all<Pick<StoredMessage, "id" | "direction" | "text" | "received_at" | "error">>(STORED, [
    conversation,
    packId(about),
  ]).map(({ id, direction, text, received_at, error }) => ({
    id: unpackId(id),
    direction: DIRECTIONS[direction],
    text: unpackText(text),
    waiting: isWaiting({ direction: DIRECTIONS[direction], received_at, error }),
  }));
}

function isWaiting(
  { direction, received_at, error }: Pick<MessageRow, "direction" | "received_at" | "error">,
): boolean {
  return direction === "out" && received_at === null && error === null;
}

function superseded(states: readonly Kept[]): Kept[] {
  const counting = new Map<string, Kept>();
  const nameOf = ({ direction, text }: Kept) => `${direction} ${stateWord(text)}`;
  for (const state of states) {
    const name = nameOf(state);
    const other = counting.get(name);
    if (other === undefined || countsBefore(stateWord(state.text), state.id, other.id)) counting.set(name, state);
  }
  return states.filter((state) => !state.waiting && counting.get(nameOf(state)) !== state);
}
