/** A message as it is stored, and as it is told. `docs/specs/history-v1.md` section 8. */

import type { MessageRow, ReactionRow } from "../history_types.ts";
import type { Database } from "../types.ts";
import { unpackId, unpackText } from "./packing.ts";
import { readTransfer } from "./transfer_rows.ts";

export const DIRECTIONS = ["in", "out", "event"] as const;
export const IN = 0, OUT = 1, EVENT = 2;
export type StoredDirection = typeof IN | typeof OUT | typeof EVENT;

/** Column `hidden` of a message: pages, counts and search know only the first. */
export const SHOWN = 0;
/** An amendment that has an effect on what it speaks of, now or when that comes. */
export const AMENDS = 1;
/** An amendment that means nothing, whatever comes: its text is wrong, or what it spoke of is deleted. */
export const MEANS_NOTHING = 2;
/**
 * Of ours, and gone from this history all the same: a message that its reader does not have yet (or whose file is on its way), or
 * an amendment of one that is gone here. It goes as soon as it is delivered.
 */
export const LEAVING = 3;

/** Outgoing, not failed, and nobody has it. */
export const UNDELIVERED = "direction = 1 AND received_at IS NULL AND error IS NULL";

/** The same in a direct conversation, where it has a number in its stream. */
export const WAITING = `${UNDELIVERED} AND place IS NULL`;

/** {@link AMENDS}, said so that SQLite takes the index of what is hidden. */
export const IN_FORCE = `hidden <> 0 AND hidden = ${AMENDS}`;

/** What is read of a message; `original` and `edit` are read only where they are needed. */
export const MESSAGE_COLUMNS =
  "cursor, id, conversation, direction, kind, text, args, seq, sent_at, received_at, read_at, error, " +
  "about, forwarded, ttl, expires_at, edited_at, deleted, reactions";

/** The key of who wrote it: asked one by one it costs ten times as much. */
export const AUTHOR = "(SELECT key FROM authors WHERE number = author) AS author";

/** The same of messages that may be those of a room: two columns more, which cost a page something. */
export const ROOM_COLUMNS = `${MESSAGE_COLUMNS}, place, ${AUTHOR}`;

type Same = "kind" | "args" | "seq" | "sent_at" | "received_at" | "read_at" | "error";

export interface StoredMessage extends Pick<MessageRow, Same | "ttl" | "expires_at" | "edited_at"> {
  /** Order of arrival in this database. */
  readonly cursor: number;
  readonly id: Uint8Array | string;
  readonly text: Uint8Array | string;
  readonly direction: StoredDirection;
  readonly conversation: number;
  readonly about: Uint8Array | string | null;
  readonly forwarded: 0 | 1;
  readonly deleted: 0 | 1;
  readonly reactions: string | null;
  /** Peer key; in rooms, where {@link ROOM_COLUMNS} are read. */
  readonly author?: string | null;
  /** Order of the room, which is told as its cursor; in the same way. */
  readonly place?: number | null;
}

/** The newest reaction of one author; an empty `emoji` is one that was taken back. */
export interface StoredReaction extends ReactionRow {
  readonly id: string;
}

const NONE: readonly ReactionRow[] = [];

/** @param key of its conversation */
export function fromStored(db: Database, row: StoredMessage, key: string): MessageRow {
  const message: MessageRow = {
    cursor: row.place ?? row.cursor,
    id: unpackId(row.id),
    conversation: key,
    direction: DIRECTIONS[row.direction],
    author: row.author ?? null,
    kind: row.kind,
    text: unpackText(row.text),
    args: row.args,
    seq: row.seq,
    sent_at: row.sent_at,
    received_at: row.received_at,
    read_at: row.read_at,
    error: row.error,
    about: row.about === null ? null : unpackId(row.about),
    forwarded: row.forwarded === 1,
    edited_at: row.edited_at,
    deleted: row.deleted === 1,
    ttl: row.ttl,
    expires_at: row.expires_at,
    file: null,
    reactions: row.reactions === null ? NONE : shownReactions(JSON.parse(row.reactions)),
  };
  // Looked up one by one: a join would cost every plain message something.
  return isOffer(message) ? { ...message, file: readTransfer(db, message) } : message;
}

export function isOffer<T extends Pick<MessageRow, "kind" | "direction">>(
  message: T,
): message is T & { readonly direction: "in" | "out" } {
  return message.kind === "file" && message.direction !== "event";
}

/** Those that were not taken back; ours first. */
export function shownReactions(stored: readonly StoredReaction[]): readonly ReactionRow[] {
  return stored.filter(({ emoji }) => emoji !== "")
    .sort((a, b) => a.direction === b.direction ? (a.id < b.id ? -1 : 1) : a.direction === "out" ? -1 : 1)
    .map(({ id: _, ...shown }) => shown);
}

/** Who said it, as amendments compare authors: a peer key in a room, else the side. */
export function authorOf(
  { author, direction }: { readonly author?: string | null; readonly direction: MessageRow["direction"] },
): string {
  return author ?? direction;
}

/** Cursors rise although the newest message may be deleted. */
export function newestCursor(db: Database): number {
  return db.get<{ cursor: number }>(
    "SELECT max((SELECT ifnull(max(cursor), 0) FROM messages), value) AS cursor FROM marks WHERE name = 'cursor_floor'",
  )!.cursor;
}
