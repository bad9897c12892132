/** Messages: storing them in both directions, and reading them back in pages. */

import type { History, IncomingItem, MessageRow, NewItem } from "../history_types.ts";
import { forgetOnDisk, save, unchanged } from "../saved.ts";
import type { Database, SqlValue, Write } from "../types.ts";
import { packId, packText, unpackId, unpackText } from "./packing.ts";
import { forgetIndexed, search } from "./search.ts";
import { type Conversation, conversation, findConversation, WAITING } from "./streams.ts";

const DIRECTIONS = ["in", "out", "event"] as const;
const PLAIN = {
  about: null,
  forwarded: false,
  edited_at: null,
  deleted: false,
  ttl: null,
  expires_at: null,
  reactions: [],
};
const IN = 0, OUT = 1, EVENT = 2;

/** Counting stops here: the list is told after each arrival, and nobody reads further than "999+". */
const MAX_UNREAD = 1_000;

type StoredMessage = Omit<MessageRow, "id" | "text" | "direction" | "conversation"> & {
  readonly id: Uint8Array | string;
  readonly text: Uint8Array | string;
  readonly direction: 0 | 1 | 2;
  readonly conversation: number;
};

const INSERT = "INSERT INTO messages " +
  "(cursor, id, conversation, direction, kind, text, args, seq, sent_at, received_at, read_at, error) " +
  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

type AddingPart = Pick<History, "addOutgoing" | "addIncoming" | "addEvent">;

export function addingPart(db: Database, newStream: () => string): AddingPart {
  return {
    addOutgoing(key, items) {
      const state = conversation(db, key, newStream);
      const { adding, saved } = unlessRepeated((check) => {
        const adding = new Adding(db, state);
        let seq = state.out_seq;
        for (const item of items) {
          if (!check || !adding.known(item.id)) adding.add(item, OUT, ++seq, { received_at: null });
        }
        if (adding.rows.length === 0) return { adding, saved: unchanged(db) };
        return {
          adding,
          saved: save(db, [
            adding.insert(),
            { sql: "UPDATE conversations SET out_seq = ? WHERE number = ?", rows: [[seq, state.number]] },
          ]),
        };
      });
      return { ...saved, rows: items.map((item) => adding.row(item.id)), changed: [] };
    },

    addIncoming(key, stream, items, received_at) {
      const state = conversation(db, key, newStream);
      if (items.length === 0) return { ...unchanged(db), rows: [], changed: [] };
      return unlessRepeated((check) => {
        const adding = new Adding(db, state);
        let received = stream === state.in_stream ? state.in_received : 0;
        for (const item of items) {
          if (item.seq <= received) continue;
          received = item.seq;
          if (!check || !adding.known(item.id)) adding.add(item, IN, item.seq, { received_at });
        }
        if (stream === state.in_stream && received === state.in_received) {
          return { ...unchanged(db), rows: [], changed: [] };
        }
        const saved = save(db, [adding.insert(), {
          sql: "UPDATE conversations SET in_stream = ?, in_received = ? WHERE number = ?",
          rows: [[stream, received, state.number]],
        }]);
        return { ...saved, rows: adding.rows, changed: [] };
      });
    },

    addEvent(key, { id, text, args, at }) {
      const adding = new Adding(db, conversation(db, key, newStream));
      if (adding.known(id)) return { ...unchanged(db), rows: [] };
      adding.add({ id, kind: "event", text, sent_at: at }, EVENT, 0, { received_at: at, args });
      return { ...save(db, [adding.insert()]), rows: adding.rows };
    },
  };
}

/**
 * Repeated ids are rare, and looking for each costs as much as storing it: first store without looking. The unique index
 * refuses the whole write when an id is there already; then look.
 */
function unlessRepeated<T>(add: (check: boolean) => T): T {
  try {
    return add(false);
  } catch (error) {
    if (!/UNIQUE constraint failed/.test(String(error))) throw error;
    return add(true);
  }
}

/** The rows one call adds. */
class Adding {
  readonly rows: MessageRow[] = [];
  readonly #db: Database;
  readonly #conversation: Conversation;
  readonly #added = new Map<string, MessageRow>();
  readonly #values: SqlValue[][] = [];
  #cursor: number;

  constructor(db: Database, conversation: Conversation) {
    this.#db = db;
    this.#conversation = conversation;
    this.#cursor = newestCursor(db);
  }

  known(id: string): boolean {
    return this.#added.has(id) || this.#db.get(
          "SELECT 1 FROM messages WHERE id = ? AND conversation = ?",
          [packId(id), this.#conversation.number],
        ) !== undefined;
  }

  add(
    { id, kind, text: given, sent_at }: NewItem | IncomingItem,
    direction: 0 | 1 | 2,
    seq: number,
    { received_at, args }: { received_at: number | null; args?: Record<string, string> },
  ): void {
    const cursor = ++this.#cursor;
    // Half a surrogate pair has no UTF-8; what is stored and sent has U+FFFD there, so the answer has it too.
    const text = given.toWellFormed();
    const json = args === undefined ? null : JSON.stringify(args);
    const { number, key } = this.#conversation;
    this.#values.push([
      ...[cursor, packId(id), number, direction, kind, packText(text), json, seq, sent_at, received_at, null, null],
    ]);
    const row = { cursor, id, conversation: key, direction: DIRECTIONS[direction], kind, text, args: json, seq };
    const added = { ...row, sent_at, received_at, read_at: null, error: null, ...PLAIN };
    this.rows.push(added);
    this.#added.set(id, added);
  }

  insert(): Write {
    return { sql: INSERT, rows: this.#values };
  }

  /** A row of this call, or the one that was there before. */
  row(id: string): MessageRow {
    return this.#added.get(id) ?? fromStored(
      this.#db.get<StoredMessage>(
        "SELECT * FROM messages WHERE id = ? AND conversation = ?",
        [packId(id), this.#conversation.number],
      )!,
      this.#conversation.key,
    );
  }
}

function newestCursor(db: Database): number {
  return db.get<{ cursor: number }>(
    "SELECT max((SELECT ifnull(max(cursor), 0) FROM messages), value) AS cursor FROM marks WHERE name = 'cursor_floor'",
  )!.cursor;
}

type ReadingPart = Pick<
  History,
  | "unacknowledged"
  | "markFailed"
  | "message"
  | "page"
  | "search"
  | "last"
  | "unread"
  | "outbox"
  | "conversationsWithOutbox"
>;

export function readingPart(db: Database): ReadingPart {
  return {
    unacknowledged(key, after, limit) {
      return rowsOf(db, key, `${WAITING} AND seq > ? ORDER BY seq LIMIT ?`, [after, limit]);
    },

    markFailed: (key, id, error) =>
      save(db, [{
        sql: `UPDATE messages SET error = ? WHERE id = ? AND ${WAITING} AND ` +
          "conversation = (SELECT number FROM conversations WHERE key = ?)",
        rows: [[error, packId(id), key]],
      }]),

    message: (key, id) => rowsOf(db, key, "id = ?", [packId(id)])[0],

    page(key, { before = Number.MAX_SAFE_INTEGER, after, limit }) {
      if (after !== undefined) return rowsOf(db, key, "cursor > ? ORDER BY cursor LIMIT ?", [after, limit]);
      return rowsOf(db, key, "cursor < ? ORDER BY cursor DESC LIMIT ?", [before, limit]).reverse();
    },

    search({ text, conversation: key = "", after, limit }) {
      const number = findConversation(db, key)?.number;
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
      const rows = number === undefined ? [] : search<StoredMessage>(db, number, text, before, limit);
      return { rows: rows.map((row) => fromStored(row, key)), next: null };
    },

    last: (key) => rowsOf(db, key, "1 ORDER BY cursor DESC LIMIT 1", [])[0],

    unread(key) {
      return db.get<{ n: number }>(
        "SELECT count(*) AS n FROM (SELECT 1 FROM conversations c JOIN messages m ON m.conversation = c.number " +
          "WHERE c.key = ? AND m.direction = 0 AND m.cursor > c.seen_cursor LIMIT ?)",
        [key, MAX_UNREAD],
      )!.n;
    },

    outbox(key) {
      return db.get<{ n: number }>(
        `SELECT count(*) AS n FROM conversations c JOIN messages m ON m.conversation = c.number ` +
          `WHERE ${WAITING} AND m.seq > c.out_received AND (?1 IS NULL OR c.key = ?1)`,
        [key ?? null],
      )!.n;
    },

    conversationsWithOutbox() {
      return db.all<{ key: string }>(
        `SELECT key FROM conversations c WHERE EXISTS ` +
          `(SELECT 1 FROM messages m WHERE m.conversation = c.number AND m.seq > c.out_received AND ${WAITING}) ORDER BY key`,
      ).map(({ key }) => key);
    },
  };
}

function rowsOf(db: Database, key: string, condition: string, params: readonly SqlValue[]): MessageRow[] {
  const found = findConversation(db, key);
  if (!found) return [];
  return db.all<StoredMessage>(`SELECT * FROM messages WHERE conversation = ? AND ${condition}`, [
    found.number,
    ...params,
  ]).map((row) => fromStored(row, key));
}

function fromStored(row: StoredMessage, key: string): MessageRow {
  return {
    cursor: row.cursor,
    id: unpackId(row.id),
    conversation: key,
    direction: DIRECTIONS[row.direction],
    kind: row.kind,
    text: unpackText(row.text),
    args: row.args,
    seq: row.seq,
    sent_at: row.sent_at,
    received_at: row.received_at,
    read_at: row.read_at,
    error: row.error,
    ...PLAIN,
  };
}

/** `clear` keeps what is still to be delivered. */
export function clearingPart(db: Database): Pick<History, "clear"> {
  return {
    clear(key) {
      const number = key === undefined ? undefined : findConversation(db, key)?.number;
      if (key !== undefined && number === undefined) return { ...unchanged(db), removed: 0 };
      const scope = `NOT (${WAITING})` + (number === undefined ? "" : " AND conversation = ?");
      const params = number === undefined ? [] : [number];
      const removed = db.get<{ n: number }>(`SELECT count(*) AS n FROM messages WHERE ${scope}`, params)!.n;
      if (removed === 0) return { ...unchanged(db), removed };
      const saved = save(db, [
        ...forgetIndexed(db, number, `NOT (${WAITING})`),
        { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
        { sql: `DELETE FROM messages WHERE ${scope}`, rows: [params] },
      ]);
      forgetOnDisk(db, saved);
      return { ...saved, removed };
    },
  };
}
