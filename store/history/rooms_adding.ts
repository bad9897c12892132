/** Storing the events of a room, and what they say. */

import type { Stored } from "../history_types.ts";
import type { NewRoomEvent, RoomHistory, RoomItemRow } from "../room_types.ts";
import { unchanged } from "../saved.ts";
import type { Database, SqlValue, Write } from "../types.ts";
import { Authors } from "./authors.ts";
import { Batch } from "./batch.ts";
import { packId } from "./packing.ts";
import { unlessRepeated } from "./repeated.ts";
import { conversationOfRoom, deliveredUpTo, findRoom, findStream, isControl, packStream } from "./rooms_streams.ts";
import { DIRECTIONS, OUT } from "./rows.ts";
import type { Conversation } from "./streams.ts";

/** Column `unshown` of an event: nothing is left to show, and why something is. */
export const SHOWN = 0, CONTROL_UNSHOWN = -1, SAID_UNSHOWN = 1;
/** It was shown and seen, and what made it go has been taken out itself. */
export const SEEN_UNSHOWN = 2;

const INSERT = "INSERT INTO room_events " +
  "(stream, seq, conversation, id, hash, signature, client, unshown, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/** What an event says, and the event. */
interface Said {
  readonly id: string;
  readonly author: string;
  readonly item: RoomItemRow;
  /** Somebody else has it. */
  readonly delivered: boolean;
  readonly seen: boolean;
}

interface StoredEvent {
  readonly stream: number;
  readonly seq: number;
  readonly author: string;
  readonly unshown: number;
}

export function roomsAdding(db: Database): Pick<RoomHistory, "addRoomEvents" | "showRoomEvents"> {
  return {
    addRoomEvents(room, events, received_at) {
      if (events.length === 0) return { ...unchanged(db), rows: [], changed: [] };
      const state = conversationOfRoom(db, room);
      const said = events.flatMap(({ id, author, item }) =>
        item === undefined ? [] : [{ id, author, item, delivered: false, seen: false }]
      );
      return store(db, state, said, received_at, (authors) => storing(db, state.number, events, authors));
    },

    showRoomEvents(room, items, received_at) {
      const state = findRoom(db, room);
      if (state === undefined) return { ...unchanged(db), rows: [], changed: [] };
      const said = items.flatMap(({ id, item }) => {
        const event = unshown(db, state.number, id);
        if (event === undefined) return [];
        const delivered = item.direction === "out" && deliveredUpTo(db, event.stream) >= event.seq;
        return [{ id, item, author: event.author, delivered, seen: event.unshown === SEEN_UNSHOWN }];
      });
      if (said.length === 0) return { ...unchanged(db), rows: [], changed: [] };
      return store(db, state, said, received_at, () => [{
        sql: `UPDATE room_events SET unshown = ${SHOWN} WHERE conversation = ? AND id = ?`,
        rows: said.map(({ id }) => [state.number, packId(id)]),
      }]);
    },
  };
}

function store(
  db: Database,
  state: Conversation,
  said: readonly Said[],
  received_at: number,
  more: (authors: Authors) => Write[],
): Stored {
  return unlessRepeated((check) => {
    const authors = new Authors(db);
    const batch = new Batch(db, state, authors);
    for (const { id, author, item, delivered, seen } of said) {
      // Two events may have the same id, if somebody took the trouble to find them: one of them is shown.
      if (check && batch.known(id)) continue;
      const direction = item.direction === "out" ? OUT : DIRECTIONS.indexOf(item.direction);
      batch.add({ ...item, id }, direction as 0 | 1 | 2, 0, {
        ...{ author, args: item.args, read_at: seen && item.direction === "in" ? received_at : null },
        received_at: item.direction === "out" && !delivered ? null : received_at,
      });
    }
    const saved = batch.save(more(authors));
    return { ...saved, rows: batch.now, changed: batch.changed(false) };
  });
}

function unshown(db: Database, conversation: number, id: string): StoredEvent | undefined {
  return db.get<StoredEvent>(
    "SELECT e.stream, e.seq, a.key AS author, e.unshown FROM room_events e " +
      "CROSS JOIN room_streams s ON s.number = e.stream CROSS JOIN authors a ON a.number = s.author " +
      `WHERE e.conversation = ? AND e.id = ? AND e.unshown <> ${SHOWN}`,
    [conversation, packId(id)],
  );
}

/** @throws when one is not the next of its stream, or by somebody else: whoever calls has judged them */
function storing(db: Database, conversation: number, events: readonly NewRoomEvent[], authors: Authors): Write[] {
  const streams = new Map<string, { number: number; author: number; seq: number; isNew: boolean }>();
  let newest = db.get<{ n: number }>("SELECT ifnull(max(number), 0) AS n FROM room_streams")!.n;
  const rows = events.map((event): SqlValue[] => {
    const author = authors.number(event.author);
    let stream = streams.get(event.stream);
    if (stream === undefined) {
      const known = findStream(db, conversation, event.stream);
      stream = known === undefined ? { number: ++newest, author, seq: 0, isNew: true } : { ...known, isNew: false };
      streams.set(event.stream, stream);
    }
    if (event.seq !== stream.seq + 1 || author !== stream.author) {
      throw new RangeError(`storing event ${event.seq} of stream "${event.stream}": it is not the next of its author`);
    }
    stream.seq = event.seq;
    return [
      ...[stream.number, event.seq, conversation, packId(event.id), Uint8Array.fromHex(event.hash), event.signature],
      ...[event.client === undefined ? null : packId(event.client), unshownOf(event), event.body],
    ];
  });
  const all = [...streams];
  return [
    {
      sql: "INSERT INTO room_streams (number, conversation, stream, author, seq) VALUES (?, ?, ?, ?, ?)",
      rows: all.filter(([, { isNew }]) => isNew)
        .map(([name, { number, author, seq }]) => [number, conversation, packStream(name), author, seq]),
    },
    {
      sql: "UPDATE room_streams SET seq = ? WHERE number = ?",
      rows: all.filter(([, { isNew }]) => !isNew).map(([, { number, seq }]) => [seq, number]),
    },
    { sql: INSERT, rows },
  ];
}

function unshownOf({ item, stream }: NewRoomEvent): number {
  if (item !== undefined) return SHOWN;
  return isControl(stream) ? CONTROL_UNSHOWN : SAID_UNSHOWN;
}
