/** The two streams of a conversation: numbers given out, numbers acknowledged. `docs/specs/wire-v1.md` section 6. */

import type { History, StreamState } from "../history_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, Write } from "../types.ts";
import { unpackId } from "./packing.ts";

/** A conversation as stored; `number` is what messages point to. */
export interface Conversation extends StreamState {
  readonly number: number;
  readonly key: string;
  /** Everything incoming up to this cursor was seen. */
  readonly seen_cursor: number;
}

/** Outgoing, not failed, not acknowledged. */
export const WAITING = "direction = 1 AND received_at IS NULL AND error IS NULL";

export function findConversation(db: Database, key: string): Conversation | undefined {
  return db.get<Conversation>("SELECT * FROM conversations WHERE key = ?", [key]);
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
  "streams" | "outgoingId" | "newestReceivedId" | "acknowledge" | "restream" | "markRead"
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
      const found = db.get<{ id: Uint8Array | string; seq: number; in_received: number }>(
        "SELECT m.id, m.seq, c.in_received FROM messages m JOIN conversations c ON c.number = m.conversation " +
          "WHERE c.key = ? AND m.direction = 0 ORDER BY m.cursor DESC LIMIT 1",
        [key],
      );
      return found && found.seq === found.in_received ? unpackId(found.id) : undefined;
    },

    acknowledge(key, received, read, at) {
      const state = conversation(db, key, newStream);
      // Numbers that were never given out must not acknowledge what is still to come.
      const newRead = Math.max(state.out_read, Math.min(read, state.out_seq));
      const newReceived = Math.max(state.out_received, newRead, Math.min(received, state.out_seq));
      const cursors = {
        cursor: cursorOf(db, state.number, newReceived),
        read_cursor: cursorOf(db, state.number, newRead),
      };
      if (newReceived === state.out_received && newRead === state.out_read) return { ...unchanged(db), ...cursors };
      // Relaxed: the reader says it again on the next link.
      return { ...save(db, acknowledging(state, newReceived, newRead, at), { relaxed: true }), ...cursors };
    },

    restream(key, stream, at_least) {
      const { number, out_seq } = conversation(db, key, newStream);
      const waiting = db.all<{ cursor: number }>(
        `SELECT cursor FROM messages WHERE conversation = ? AND ${WAITING} ORDER BY seq`,
        [number],
      );
      const start = Math.max(out_seq, at_least);
      return save(db, [
        {
          sql: "UPDATE conversations SET out_stream = ?, out_seq = ? WHERE number = ?",
          rows: [[stream, start + waiting.length, number]],
        },
        {
          sql: "UPDATE messages SET seq = ? WHERE cursor = ?",
          rows: waiting.map(({ cursor }, index) => [start + index + 1, cursor]),
        },
      ]);
    },

    markRead(key, cursor, _at) {
      const state = conversation(db, key, newStream);
      const seen = db.get<{ cursor: number; seq: number }>(
        "SELECT cursor, max(seq) AS seq FROM messages " +
          "WHERE conversation = ? AND direction = 0 AND cursor > ? AND cursor <= ?",
        [state.number, state.seen_cursor, cursor],
      );
      if (seen === undefined || seen.seq === null) return unchanged(db);
      return save(db, [{
        sql: "UPDATE conversations SET seen_cursor = ?, in_read = max(in_read, ?) WHERE number = ?",
        rows: [[cursor, seen.seq, state.number]],
      }]);
    },
  };
}

function acknowledging(state: Conversation, received: number, read: number, at: number): Write[] {
  return [
    {
      sql: "UPDATE conversations SET out_received = ?, out_read = ? WHERE number = ?",
      rows: [[received, read, state.number]],
    },
    {
      sql: `UPDATE messages SET received_at = ? WHERE conversation = ? AND seq <= ? AND seq > ? AND ${WAITING}`,
      rows: [[at, state.number, received, state.out_received]],
    },
    {
      sql: "UPDATE messages SET read_at = ? " +
        "WHERE conversation = ? AND direction = 1 AND seq <= ? AND seq > ? AND read_at IS NULL AND error IS NULL",
      rows: [[at, state.number, read, state.out_read]],
    },
  ];
}

/** The last outgoing message up to this number, 0 when there is none. */
function cursorOf(db: Database, conversation: number, seq: number): number {
  return db.get<{ cursor: number }>(
    "SELECT cursor FROM messages WHERE conversation = ? AND direction = 1 AND seq <= ? AND error IS NULL " +
      "ORDER BY seq DESC LIMIT 1",
    [conversation, seq],
  )?.cursor ?? 0;
}
