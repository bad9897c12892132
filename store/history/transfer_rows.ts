/** A transfer as it is stored beside the message that offered it. `docs/specs/history-v1.md` section 8. */

import type { MessageRow, OfferRow, TransferRow } from "../history_types.ts";
import type { Database, SqlValue, Write } from "../types.ts";
import { type FileStates, shownStates } from "./file_states.ts";
import { packId, unpackId } from "./packing.ts";

/** Column `state`. */
const FINALS = [null, "completed", "declined", "cancelled"] as const;
/** No final state. */
export const OPEN = 0;

/** Numbers of the column `state` that a question means. */
export function storedStates(asked: "open" | "completed" | "ended" | undefined): readonly number[] {
  if (asked === "open") return [OPEN];
  if (asked === "completed") return [1];
  return asked === "ended" ? [2, 3] : [OPEN, 1, 2, 3];
}

/**
 * Messages that clearing leaves where they are: transfers that somebody has begun and nobody has ended. What waits for our
 * answer only is not among them.
 */
export const IN_PROGRESS =
  `cursor IN (SELECT message FROM transfers WHERE state = ${OPEN} AND NOT (direction = 0 AND mine = ''))`;

/** An offer of ours (a message of this cursor) whose file is not at its end. */
export const OFFERED_AND_OPEN =
  `EXISTS (SELECT 1 FROM transfers WHERE message = cursor AND direction = 1 AND state = ${OPEN})`;

export interface StoredTransfer {
  readonly offer: string;
  readonly path: string | null;
  readonly mine: string;
  readonly mine_id: Uint8Array | string | null;
  readonly theirs: string;
  readonly theirs_id: Uint8Array | string | null;
  readonly state: number;
  readonly ended_by: 0 | 1 | null;
  readonly ended_id: Uint8Array | string | null;
  readonly ended_at: number | null;
  readonly done: number;
  readonly moving_ms: number;
}

/** What is read of a transfer. */
export const TRANSFER_COLUMNS =
  "offer, path, mine, mine_id, theirs, theirs_id, state, ended_by, ended_id, ended_at, done, moving_ms";

const READ = `SELECT ${TRANSFER_COLUMNS} FROM transfers WHERE message = ?`;

const INSERT =
  "INSERT INTO transfers (message, conversation, direction, offer, path, mine, mine_id, theirs, theirs_id, state, " +
  "ended_by, ended_id, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const UPDATE = "UPDATE transfers SET mine = ?, mine_id = ?, theirs = ?, theirs_id = ?, state = ?, " +
  "ended_by = ?, ended_id = ?, ended_at = ? WHERE message = ?";

type Offering = Pick<MessageRow, "cursor" | "id" | "conversation" | "text" | "sent_at"> & {
  readonly direction: "in" | "out";
};

/** A transfer nothing was said of yet. */
export function newTransfer(message: Offering, offer: OfferRow, path: string | null): TransferRow {
  const { cursor, id, conversation, direction, text, sent_at } = message;
  return {
    ...{ conversation, id, cursor, direction, name: text, offer, offered_at: sent_at, path },
    ...{ mine: "", theirs: "", final: null, ended_by: null, ended_at: null, done: 0, moving_ms: 0 },
  };
}

/** The transfer of a message of kind `file`; null when it was deleted, or came before this program knew of files. */
export function readTransfer(db: Database, message: Offering): TransferRow | null {
  const stored = db.get<StoredTransfer>(READ, [message.cursor]);
  return stored === undefined ? null : transferOf(message, stored);
}

/** What is told of a message and its transfer. */
export function transferOf(message: Offering, stored: StoredTransfer): TransferRow {
  const { path, done, moving_ms } = stored;
  const row = newTransfer(message, JSON.parse(stored.offer), path);
  return { ...row, ...shownStates(statesOf(stored)), done, moving_ms };
}

/** With the ids of what was said, which decide what a later state changes. */
export function readStates(db: Database, cursor: number): FileStates | null {
  const stored = db.get<StoredTransfer>(READ, [cursor]);
  return stored === undefined ? null : statesOf(stored);
}

/** @param conversation its number */
export function insertTransfers(
  conversation: number,
  rows: readonly (readonly [file: TransferRow, states: FileStates])[],
): Write {
  return {
    sql: INSERT,
    rows: rows.map(([{ cursor, direction, offer, path }, states]) => [
      ...[cursor, conversation, direction === "in" ? 0 : 1, JSON.stringify(offer), path],
      ...stateValues(states),
    ]),
  };
}

export function insertManifests(rows: readonly (readonly [cursor: number, bytes: Uint8Array])[]): Write {
  return { sql: "INSERT INTO manifests (message, bytes) VALUES (?, ?)", rows };
}

/** @param changed null: it goes with all that was known of it */
export function updateTransfers(changed: readonly (readonly [cursor: number, states: FileStates | null])[]): Write[] {
  const gone = changed.filter(([, states]) => states === null).map(([cursor]) => [cursor]);
  const told = changed.flatMap(([cursor, states]) => states === null ? [] : [[...stateValues(states), cursor]]);
  const ended = changed.filter(([, states]) => states?.end).map(([cursor]) => [cursor]);
  return [
    { sql: "DELETE FROM transfers WHERE message = ?", rows: gone },
    { sql: UPDATE, rows: told },
    // Nobody asks for it any more.
    { sql: "DELETE FROM manifests WHERE message = ?", rows: ended },
  ];
}

function statesOf(
  { mine, mine_id, theirs, theirs_id, state, ended_by, ended_id, ended_at }: StoredTransfer,
): FileStates {
  const final = FINALS[state];
  return {
    mine: mine_id === null ? null : { id: unpackId(mine_id), text: mine },
    theirs: theirs_id === null ? null : { id: unpackId(theirs_id), text: theirs },
    end: final === null ? null : { id: unpackId(ended_id!), final, by: ended_by === 1 ? "me" : "them", at: ended_at! },
  };
}

function stateValues({ mine, theirs, end }: FileStates): SqlValue[] {
  return [
    ...[mine?.text ?? "", mine && packId(mine.id), theirs?.text ?? "", theirs && packId(theirs.id)],
    ...(end === null ? [OPEN, null, null, null] : [
      ...[FINALS.indexOf(end.final), end.by === "me" ? 1 : 0, packId(end.id), end.at],
    ]),
  ];
}
