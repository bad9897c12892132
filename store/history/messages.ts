/** Reading messages back: pages and counts. */

import type { History, MessageRow } from "../history_types.ts";
import type { Database, SqlValue } from "../types.ts";
import { packId } from "./packing.ts";
import { isRoom } from "./places.ts";
import { fromStored, LEAVING, MESSAGE_COLUMNS, ROOM_COLUMNS, type StoredMessage } from "./rows.ts";
import { findConversation } from "./streams.ts";

/** Counting stops here: the list is told after each arrival, and nobody reads further than "999+". */
const MAX_UNREAD = 1_000;

/** Bytes of text in a page; one message may have four million, and a window gets a page at once. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/** Conditions and orders of the pages: in the order of arrival, or in that of a room. */
const BY_CURSOR = pagesBy("cursor"), BY_PLACE = pagesBy("place");

/** In a room late ones stand in the middle, so each says by itself whether it was seen. */
const UNSEEN = "m.place IS NOT NULL AND m.read_at IS NULL", SEEN_LATER = "m.cursor > c.seen_cursor";

type ReadingPart = Pick<
  History,
  | "message"
  | "page"
  | "last"
  | "unread"
>;

export function readingPart(db: Database): ReadingPart {
  return {
    message: (key, id) => rowsOf(db, key, `id = ? AND hidden <> ${LEAVING}`, [packId(id)])[0],

    page(key, { before = Number.MAX_SAFE_INTEGER, after, limit }) {
      const { after: newer, before: older } = isRoom(key) ? BY_PLACE : BY_CURSOR;
      if (after !== undefined) return fittingRowsOf(db, key, newer, after, limit);
      return fittingRowsOf(db, key, older, before, limit).reverse();
    },

    last: (key) => rowsOf(db, key, (isRoom(key) ? BY_PLACE : BY_CURSOR).last, [])[0],

    unread(key) {
      return db.get<{ n: number }>(
        "SELECT count(*) AS n FROM (SELECT 1 FROM conversations c JOIN messages m ON m.conversation = c.number " +
          `WHERE c.key = ? AND m.hidden = 0 AND m.direction = 0 AND m.deleted = 0 AND ${
            isRoom(key) ? UNSEEN : SEEN_LATER
          } LIMIT ?)`,
        [key, MAX_UNREAD],
      )!.n;
    },
  };
}

/** As many of these as {@link MAX_PAGE_BYTES} allow, at least one. */
function fittingRowsOf(db: Database, key: string, condition: string, from: number, limit: number): MessageRow[] {
  const number = findConversation(db, key)?.number;
  if (number === undefined) return [];
  const sizes = db.all<{ bytes: number }>(
    `SELECT octet_length(text) AS bytes FROM messages WHERE conversation = ? AND ${condition}`,
    [number, from, limit],
  );
  let fit = 0;
  for (let bytes = 0; fit < sizes.length; fit++) {
    bytes += sizes[fit].bytes;
    if (fit > 0 && bytes > MAX_PAGE_BYTES) break;
  }
  return rowsOf(db, key, condition, [from, fit]);
}

function rowsOf(db: Database, key: string, condition: string, params: readonly SqlValue[]): MessageRow[] {
  const found = findConversation(db, key);
  if (!found) return [];
  return db.all<StoredMessage>(
    `SELECT ${isRoom(key) ? ROOM_COLUMNS : MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND ${condition}`,
    [
      found.number,
      ...params,
    ],
  ).map((row) => fromStored(db, row, key));
}

function pagesBy(column: string) {
  const shown = `${column} IS NOT NULL AND hidden = 0`;
  return {
    after: `${shown} AND ${column} > ? ORDER BY ${column} LIMIT ?`,
    before: `${shown} AND ${column} < ? ORDER BY ${column} DESC LIMIT ?`,
    last: `${shown} ORDER BY ${column} DESC LIMIT 1`,
  };
}
