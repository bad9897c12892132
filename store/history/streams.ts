/** The two streams of a conversation: numbers given out, numbers acknowledged. `docs/specs/wire-v1.md` section 6. */

import type { History, Saved, StreamState } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { unpackId } from "./packing.ts";
import { isRoom } from "./places.ts";
import { delivered } from "./leaving.ts";
import { Remembered } from "./remembered.ts";
import { WAITING } from "./rows.ts";

/** A conversation as stored; `number` is what messages point to. */
export interface Conversation extends StreamState {
  readonly number: number;
  readonly key: string;
  /** Everything incoming up to this cursor was seen. */
  readonly seen_cursor: number;
  /** Id of the item numbered `in_received`. */
  readonly in_last: Uint8Array | string | null;
  /** Above 0: amendments are here whose message is not. Bytes of those that change nothing: `loose.ts`. */
  readonly orphans: number;
  /** 1: something is here that goes when it is delivered. */
  readonly leaving: 0 | 1;
  /** JSON of `TimerRow`, or null. */
  readonly timer: string | null;
}

const found = new WeakMap<Database, Remembered<Conversation>>();

export function findConversation(db: Database, key: string): Conversation | undefined {
  let conversations = found.get(db);
  if (conversations === undefined) {
    const sql = "SELECT * FROM conversations WHERE key = ?";
    conversations = new Remembered(db, "conversations", (key) => db.get<Conversation>(sql, [key]));
    found.set(db, conversations);
  }
  return conversations.get(key);
}

/** The conversation, made on first use. */
export function conversation(db: Database, key: string, newStream: () => string): Conversation {
  const known = findConversation(db, key);
  if (known) return known;
  save(db, [{ sql: "INSERT INTO conversations (key, out_stream) VALUES (?, ?)", rows: [[key, newStream()]] }]);
  return findConversation(db, key)!;
}

type StreamsPart = Pick<
  History,
  "streams" | "outgoingId" | "newestReceivedId" | "acknowledge" | "restream" | "restreamAll" | "markRead"
>;

export function streamsPart(db: Database, newStream: () => string): StreamsPart {
  return {
    streams(key) {
      const { out_stream, out_seq, out_received, out_read, in_stream, in_received, in_read } = conversation(
        db,
        key,
        newStream,
      );
      return { out_stream, out_seq, out_received, out_read, in_stream, in_received, in_read };
    },

    outgoingId(key, seq) {
      const found = db.get<{ id: Uint8Array | string }>(
        "SELECT m.id FROM messages m JOIN conversations c ON c.number = m.conversation " +
          "WHERE c.key = ? AND m.direction = 1 AND m.seq = ?",
        [key, seq],
      );
      return found && unpackId(found.id);
    },

    newestReceivedId(key) {
      const id = findConversation(db, key)?.in_last ?? null;
      return id === null ? undefined : unpackId(id);
    },

    acknowledge(key, received, read, at) {
      const state = conversation(db, key, newStream);
      // Numbers that were never given out must not acknowledge what is still to come.
      const newRead = Math.max(state.out_read, Math.min(read, state.out_seq));
      const newReceived = Math.max(state.out_received, newRead, Math.min(received, state.out_seq));
      const cursor = cursorOf(db, state.number, newReceived);
      const cursors = { cursor, read_cursor: newRead === newReceived ? cursor : cursorOf(db, state.number, newRead) };
      if (newReceived === state.out_received && newRead === state.out_read) return { ...unchanged(db), ...cursors };
      // Relaxed: the reader says it again on the next link.
      const leaves = state.leaving === 0 ? [] : delivered(db, state, newReceived);
      const writes = [...acknowledging(state, newReceived, newRead, at), ...leaves];
      const saved = save(db, writes, { relaxed: true });
      if (leaves.length > 0) forgetOnDisk(db, saved);
      return { ...saved, ...cursors };
    },

    restream(key, stream, at_least) {
      return save(db, renumbering(db, conversation(db, key, newStream), stream, at_least));
    },

    restreamAll(name) {
      const all = db.all<Conversation>("SELECT * FROM conversations ORDER BY number").filter(({ key }) => !isRoom(key));
      return save(db, [
        ...all.flatMap((state) => renumbering(db, state, name(), 0)),
        { sql: "UPDATE rooms SET control_stream = '', said_stream = ''" },
      ]);
    },

    markRead(key, cursor, at) {
      if (isRoom(key)) return markSeen(db, key, cursor, at);
      const state = conversation(db, key, newStream);
      // The newest, not the one with the largest number: that may be of a stream before this one.
      const seen = db.get<{ seq: number }>(
        "SELECT seq FROM messages WHERE conversation = ? AND hidden = 0 AND direction = 0 " +
          "AND cursor > ? AND cursor <= ? ORDER BY cursor DESC LIMIT 1",
        [state.number, state.seen_cursor, cursor],
      );
      if (seen === undefined) return unchanged(db);
      return save(db, [
        {
          sql: "UPDATE conversations SET seen_cursor = ?, in_read = max(in_read, ?) WHERE number = ?",
          rows: [[cursor, seen.seq, state.number]],
        },
        {
          sql: "UPDATE messages SET expires_at = ? + ttl * 1000 WHERE conversation = ? AND hidden = 0 AND " +
            "direction = 0 AND cursor > ? AND cursor <= ? AND ttl IS NOT NULL AND expires_at IS NULL",
          rows: [[at, state.number, state.seen_cursor, cursor]],
        },
      ]);
    },
  };
}

/** In a room, where late ones stand in the middle: each is marked. */
function markSeen(db: Database, key: string, place: number, at: number): Saved {
  const number = findConversation(db, key)?.number;
  const unseen =
    "conversation = ? AND place IS NOT NULL AND hidden = 0 AND direction = 0 AND read_at IS NULL AND place <= ?";
  if (number === undefined || !db.get(`SELECT 1 FROM messages WHERE ${unseen} LIMIT 1`, [number, place])) {
    return unchanged(db);
  }
  return save(db, [{ sql: `UPDATE messages SET read_at = ? WHERE ${unseen}`, rows: [[at, number, place]] }]);
}

/** Another name for the stream, and new numbers for what waits in it. */
function renumbering(db: Database, { number, out_seq }: Conversation, stream: string, at_least: number): Write[] {
  const waiting = db.all<{ cursor: number }>(
    `SELECT cursor FROM messages WHERE conversation = ? AND ${WAITING} ORDER BY seq`,
    [number],
  );
  const start = Math.max(out_seq, at_least);
  return [
    {
      sql: "UPDATE conversations SET out_stream = ?, out_seq = ? WHERE number = ?",
      rows: [[stream, start + waiting.length, number]],
    },
    {
      sql: "UPDATE messages SET seq = ? WHERE cursor = ?",
      rows: waiting.map(({ cursor }, index) => [start + index + 1, cursor]),
    },
  ];
}

function acknowledging(state: Conversation, received: number, read: number, at: number): Write[] {
  const seen = read > state.out_read ? [[at, state.number, read, state.out_read]] : [];
  return [
    {
      sql: "UPDATE conversations SET out_received = ?, out_read = ? WHERE number = ?",
      rows: [[received, read, state.number]],
    },
    {
      sql: "UPDATE messages SET received_at = ?1, expires_at = ?1 + ttl * 1000 " +
        `WHERE conversation = ?2 AND seq <= ?3 AND seq > ?4 AND ${WAITING}`,
      rows: [[at, state.number, received, state.out_received]],
    },
    {
      sql: "UPDATE messages SET read_at = ? " +
        "WHERE conversation = ? AND direction = 1 AND seq <= ? AND seq > ? AND read_at IS NULL AND error IS NULL",
      rows: seen,
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** The last outgoing message up to this number, 0 when there is none. */
function cursorOf(db: Database, conversation: number, seq: number): number {
  if (seq === 0) return 0;
  return db.get<{ cursor: number }>(
    "SELECT cursor FROM messages WHERE conversation = ? AND direction = 1 AND seq <= ? AND error IS NULL " +
      "ORDER BY seq DESC LIMIT 1",
    [conversation, seq],
  )?.cursor ?? 0;
}
