/** Events of a room, as they travel. */

import type { RoomEventRow, RoomHeadRow, RoomHistory } from "../room_types.ts";
import type { Database, SqlValue } from "../types.ts";
import { packId, unpackId } from "./packing.ts";
import { clockOf, CONTROL, findRoom, findStream, unpackStream } from "./rooms_streams.ts";

type Reading = Pick<
  RoomHistory,
  "roomHeads" | "roomEvents" | "roomControl" | "roomEvent" | "roomEventOfClient" | "unshownRoomEvents"
>;

type StoredEvent = Omit<RoomEventRow, "stream" | "id"> & {
  readonly stream: Uint8Array;
  readonly id: Uint8Array | string;
};

type StoredHead = Omit<RoomHeadRow, "stream" | "hash" | "clock"> & {
  readonly stream: Uint8Array;
  readonly hash: Uint8Array;
  readonly id: Uint8Array | string;
};

/** CROSS JOIN: in this order, or SQLite begins with the authors. */
const EVENTS = "SELECT s.stream, e.seq, e.id, a.key AS author, e.body, e.signature FROM room_events e " +
  "CROSS JOIN room_streams s ON s.number = e.stream CROSS JOIN authors a ON a.number = s.author " +
  "WHERE e.body IS NOT NULL AND ";

const HEADS = "SELECT s.stream, a.key AS author, s.seq, e.hash, e.id FROM room_streams s " +
  "CROSS JOIN room_events e ON e.stream = s.number AND e.seq = s.seq CROSS JOIN authors a ON a.number = s.author " +
  "WHERE s.conversation = ? ORDER BY s.stream";

const SIZES = "SELECT seq, octet_length(body) AS bytes FROM room_events WHERE stream = ? AND seq >= ? " +
  "ORDER BY seq LIMIT ?";

/** Bytes of bodies that are read at a time of what says nothing yet: anybody in the room may have sent thousands of the largest. */
const UNSHOWN_BYTES = 8 * 1024 * 1024;

const UNSHOWN = "e.conversation = ? AND e.unshown > 0 AND e.id > ? ";

const UNSHOWN_SIZES =
  `SELECT octet_length(e.body) AS bytes FROM room_events e WHERE e.body IS NOT NULL AND ${UNSHOWN}` +
  "ORDER BY e.id LIMIT ?";

export function roomsReading(db: Database): Reading {
  const events = (room: string, condition: string, params: readonly SqlValue[]): RoomEventRow[] => {
    const number = findRoom(db, room)?.number;
    if (number === undefined) return [];
    return db.all<StoredEvent>(EVENTS + condition, [number, ...params])
      .map(({ stream, id, ...event }) => ({ ...event, stream: unpackStream(stream), id: unpackId(id) }));
  };
  return {
    roomHeads(room) {
      const number = findRoom(db, room)?.number;
      if (number === undefined) return [];
      return db.all<StoredHead>(HEADS, [number]).map(({ stream, author, seq, hash, id }) => ({
        ...{ stream: unpackStream(stream), author, seq, hash: hash.toHex(), clock: clockOf(id) },
      }));
    },

    roomEvents(room, stream, from, limit) {
      const conversation = findRoom(db, room)?.number;
      const found = conversation === undefined ? undefined : findStream(db, conversation, stream);
      const count = found === undefined ? 0 : fitting(db, found.number, from, limit);
      if (count === 0) return [];
      return events(room, "+e.conversation = ? AND e.stream = ? AND e.seq >= ? AND e.seq < ? ORDER BY e.seq", [
        ...[found!.number, from, from + count],
      ]);
    },

    roomControl: (room) =>
      events(
        room,
        `e.stream IN (SELECT number FROM room_streams WHERE conversation = ? AND stream >= ${CONTROL}) ORDER BY e.id`,
        [],
      ),

    roomEvent: (room, id) => events(room, "e.conversation = ? AND e.id = ? LIMIT 1", [packId(id)])[0],

    roomEventOfClient(room, client) {
      const number = findRoom(db, room)?.number;
      const found = number !== undefined && db.get<{ id: Uint8Array | string }>(
        "SELECT id FROM room_events WHERE conversation = ? AND client = ?",
        [number, packId(client)],
      );
      return found ? unpackId(found.id) : undefined;
    },

    unshownRoomEvents(room, limit, after) {
      const number = findRoom(db, room)?.number;
      const from = after === undefined ? new Uint8Array(0) : packId(after);
      const sizes = number === undefined ? [] : db.all<{ bytes: number }>(UNSHOWN_SIZES, [number, from, limit]);
      const count = withinBytes(sizes.map(({ bytes }) => bytes), UNSHOWN_BYTES);
      if (count === 0) return [];
      return events(room, `${UNSHOWN}ORDER BY e.id LIMIT ?`, [from, count]);
    },
  };
}

/** How many from there on have their bodies, without a gap, and fit: one does in any case. */
function fitting(db: Database, stream: number, from: number, limit: { count: number; bytes: number }): number {
  const sizes: number[] = [];
  for (const { seq, bytes } of db.all<{ seq: number; bytes: number | null }>(SIZES, [stream, from, limit.count])) {
    if (seq !== from + sizes.length || bytes === null) break;
    sizes.push(bytes);
  }
  return withinBytes(sizes, limit.bytes);
}

/** How many of them come to so many bytes; the first in any case. */
function withinBytes(sizes: readonly number[], most: number): number {
  let sum = 0;
  const over = sizes.findIndex((bytes, index) => (sum += bytes) > most && index > 0);
  return over < 0 ? sizes.length : over;
}
