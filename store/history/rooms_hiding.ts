/** What a control event was noted as goes, and may be noted anew. */

import type { RoomHistory } from "../room_types.ts";
import { save, unchanged } from "../saved.ts";
import type { Database } from "../types.ts";
import { packId } from "./packing.ts";
import { reindexed } from "./reindex.ts";
import { CONTROL_UNSHOWN } from "./rooms_adding.ts";
import { findRoom } from "./rooms_streams.ts";
import { DIRECTIONS, newestCursor, SHOWN } from "./rows.ts";

const NOTICE = `SELECT cursor FROM messages WHERE id = ? AND conversation = ? AND hidden = ${SHOWN} AND direction = ?`;

export function roomsHiding(db: Database): Pick<RoomHistory, "hideRoomNotices"> {
  return {
    hideRoomNotices(room, ids) {
      const number = findRoom(db, room)?.number;
      const going = number === undefined ? [] : ids.flatMap((id) => {
        const row = db.get<{ cursor: number }>(NOTICE, [packId(id), number, DIRECTIONS.indexOf("event")]);
        return row === undefined ? [] : [{ id, cursor: row.cursor }];
      });
      if (going.length === 0) return { ...unchanged(db), removed: [] };
      const cursors = going.map(({ cursor }) => cursor);
      const saved = save(db, [
        { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
        ...reindexed(cursors, [{
          sql: "DELETE FROM messages WHERE cursor = ?",
          rows: cursors.map((cursor) => [cursor]),
        }]),
        {
          sql: `UPDATE room_events SET unshown = ${CONTROL_UNSHOWN} WHERE conversation = ? AND id = ?`,
          rows: going.map(({ id }) => [number!, packId(id)]),
        },
      ]);
      return { ...saved, removed: going.map(({ id }) => id) };
    },
  };
}
