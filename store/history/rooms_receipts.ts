/** Who has what of our streams in a room. */

import type { MessageRow } from "../history_types.ts";
import type { RoomHistory, RoomReceiptRow } from "../room_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database, SqlValue } from "../types.ts";
import { Authors } from "./authors.ts";
import { deliveredUpTo, findRoom, findStream, type RoomStream, unpackStream } from "./rooms_streams.ts";
import { fromStored, OUT, ROOM_COLUMNS, SHOWN, type StoredMessage } from "./rows.ts";

/** Ours that nobody had: by the events first, there are few. */
const NEWS = `conversation = ? AND direction = ${OUT} AND received_at IS NULL AND ` +
  "id IN (SELECT id FROM room_events WHERE stream = ? AND seq > ? AND seq <= ?)";

const SELECT = `SELECT ${ROOM_COLUMNS} FROM messages WHERE hidden = ${SHOWN} AND ${NEWS}`;

const PUT = "INSERT INTO room_receipts (stream, member, seq) VALUES (?, ?, ?) " +
  "ON CONFLICT (stream, member) DO UPDATE SET seq = max(seq, excluded.seq)";

export function roomsReceipts(db: Database): Pick<RoomHistory, "roomReceipts" | "putRoomReceipts"> {
  return {
    roomReceipts(room) {
      const number = findRoom(db, room)?.number;
      if (number === undefined) return [];
      return db.all<Omit<RoomReceiptRow, "stream"> & { stream: Uint8Array }>(
        "SELECT a.key AS member, s.stream, r.seq FROM room_streams s CROSS JOIN room_receipts r ON r.stream = s.number " +
          "CROSS JOIN authors a ON a.number = r.member WHERE s.conversation = ? ORDER BY s.stream, a.key",
        [number],
      ).map(({ member, stream, seq }) => ({ member, stream: unpackStream(stream), seq }));
    },

    putRoomReceipts(room, receipts, at) {
      const state = findRoom(db, room);
      const authors = new Authors(db);
      const news = state === undefined ? [] : receipts.flatMap((receipt) => {
        const stream = findStream(db, state.number, receipt.stream);
        return stream === undefined ? [] : [risen(db, stream, receipt, authors) ?? []].flat();
      });
      if (news.length === 0) return { ...unchanged(db), changed: [] };
      const ranges = [...Map.groupBy(news, ({ stream }) => stream)].map(([stream, told]): SqlValue[] => [
        ...[state!.number, stream, deliveredUpTo(db, stream), Math.max(...told.map(({ seq }) => seq))],
      ]);
      const changed = ranges.flatMap((range) => db.all<StoredMessage>(SELECT, range))
        .map((row): MessageRow => fromStored(db, { ...row, received_at: at }, `#${room}`))
        .sort((a, b) => a.cursor - b.cursor);
      // Relaxed: they say it again on the next link.
      const saved = save(db, [
        authors.write(),
        { sql: PUT, rows: news.map(({ stream, member, seq }) => [stream, member, seq]) },
        { sql: `UPDATE messages SET received_at = ? WHERE ${NEWS}`, rows: ranges.map((range) => [at, ...range]) },
      ], { relaxed: true });
      return { ...saved, changed };
    },
  };
}

/** What is news in it; numbers that were never given out must not acknowledge what is still to come. */
function risen(db: Database, { number, seq: head }: RoomStream, { member, seq }: RoomReceiptRow, authors: Authors) {
  const known = authors.find(member);
  const before = known === undefined ? undefined : db.get<{ seq: number }>(
    "SELECT seq FROM room_receipts WHERE stream = ? AND member = ?",
    [number, known],
  );
  const told = Math.min(seq, head);
  return told <= (before?.seq ?? 0) ? undefined : { stream: number, member: authors.number(member), seq: told };
}
