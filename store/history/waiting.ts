/** Amendments that are here already: of those that speak of one message, the ones that may count. */

import type { Database, SqlValue } from "../types.ts";
import type { Amendment } from "./amending.ts";
import { packId, unpackId, unpackText } from "./packing.ts";
import { AUTHOR, DIRECTIONS, IN_FORCE, type StoredMessage } from "./rows.ts";

/** What it needs to know of the message. */
export interface Spoken {
  readonly conversation: number;
  readonly id: string;
}

/** Of a room: who wrote the message, and events that are about to be taken out. */
export interface SpokenInRoom extends Spoken {
  readonly author: number | null;
  /** JSON: `[number of the stream, seq]`, what stands behind it goes. */
  readonly cuts: string;
}

const ANY = `SELECT 1 FROM messages WHERE conversation = ? AND about = ? AND ${IN_FORCE} LIMIT 1`;

const COLUMNS = `SELECT id, kind, direction, ${AUTHOR}, text, sent_at, received_at FROM messages `;
const ABOUT = `WHERE conversation = ? AND about = ? AND ${IN_FORCE} AND kind = ? `;

/** The newest amendments of one kind by one side. */
const OF_SIDE = `${COLUMNS}${ABOUT}AND direction = ? ORDER BY id DESC LIMIT ?`;

const OURS_BUT = `${COLUMNS}${ABOUT}AND direction = 1 AND id <> ? ORDER BY id DESC LIMIT 1`;

/** How many of them count. Of `file-state` there are as many as there are words, and what is not delivered yet. */
const COUNTING: Readonly<Record<string, number>> = { edit: 1, delete: 1, reaction: 1, "file-state": -1 };

/** CROSS JOIN: the event first, then the few cuts. */
const NOT_CUT = "AND NOT EXISTS (SELECT 1 FROM room_events e CROSS JOIN json_each(?) c " +
  "WHERE e.conversation = messages.conversation AND e.id = messages.id " +
  "AND e.stream = json_extract(c.value, '$[0]') AND e.seq > json_extract(c.value, '$[1]')) ";

const OF_AUTHOR = `${COLUMNS}${ABOUT}AND messages.author = ? ${NOT_CUT}ORDER BY id DESC LIMIT 1`;

/** The newest of each author: SQLite takes the other columns from the row that has the maximum. */
const OF_EACH = COLUMNS.replace("id,", "max(id) AS id,") + `${ABOUT}${NOT_CUT}GROUP BY messages.author`;

type Stored = Pick<StoredMessage, "id" | "kind" | "direction" | "text" | "sent_at" | "received_at"> & {
  readonly author: string | null;
};

/** In a direct conversation. */
export function waitingFor(db: Database, { conversation, id }: Spoken): Amendment[] {
  const message = [conversation, packId(id)];
  if (db.get(ANY, message) === undefined) return [];
  return Object.entries(COUNTING).flatMap(([kind, count]) =>
    ([0, 1] as const).flatMap((side) => read(db, OF_SIDE, [...message, kind, side, count]))
  );
}

/** The newest amendment of ours of this kind but for one. */
export function newestOfOursBut(
  db: Database,
  { conversation, id }: Spoken,
  kind: string,
  but: string,
): Amendment | undefined {
  return read(db, OURS_BUT, [conversation, packId(id), kind, packId(but)])[0];
}

/** In a room. */
export function waitingInRoom(db: Database, { conversation, id, author, cuts }: SpokenInRoom): Amendment[] {
  const message = [conversation, packId(id)];
  if (db.get(ANY, message) === undefined) return [];
  return [
    ...["edit", "delete"].flatMap((kind) => read(db, OF_AUTHOR, [...message, kind, author, cuts])),
    ...read(db, OF_EACH, [...message, "reaction", cuts]),
  ];
}

/** By our clock: of ours `received_at` is when its reader had it. */
export function storedAt(
  { direction, sent_at, received_at }: Pick<Amendment, "direction" | "sent_at"> & {
    readonly received_at: number | null;
  },
): number {
  return direction === "in" ? received_at! : sent_at;
}

function read(db: Database, sql: string, params: readonly SqlValue[]): Amendment[] {
  return db.all<Stored>(sql, params).map(({ id, kind, author, text, sent_at, received_at, ...stored }) => {
    const direction = DIRECTIONS[stored.direction];
    const stored_at = storedAt({ direction, sent_at, received_at });
    return { id: unpackId(id), kind, direction, author, text: unpackText(text), sent_at, stored_at };
  });
}
