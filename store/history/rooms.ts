/** Rooms as the history keeps them: themselves, their events, and what these say. `docs/specs/history-v1.md` section 8. */

import { DEFAULT_OPTIONS, type History } from "../history_types.ts";
import type { RoomHistory, RoomRow } from "../room_types.ts";
import { save } from "../saved.ts";
import type { Database } from "../types.ts";
import { forgottenAuthors } from "./authors.ts";
import { forgetOnDisk } from "./forgetting.ts";
import { forgetIndexed } from "./full_text.ts";
import { roomsAdding } from "./rooms_adding.ts";
import { roomsCutting } from "./rooms_cutting.ts";
import { roomsHiding } from "./rooms_hiding.ts";
import { roomsReading } from "./rooms_reading.ts";
import { roomsReceipts } from "./rooms_receipts.ts";
import { newestCursor } from "./rows.ts";
import { findConversation } from "./streams.ts";

type StoredRoom = Omit<RoomRow, "options"> & { readonly options: string };

const PUT =
  "INSERT OR REPLACE INTO rooms (id, everyone, state, name, added_at, options, control_stream, said_stream) " +
  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

export function roomsPart(db: Database): Pick<History, keyof RoomHistory> {
  return {
    rooms: () => db.all<StoredRoom>("SELECT * FROM rooms ORDER BY added_at, id").map(fromStored),

    room(id) {
      const row = db.get<StoredRoom>("SELECT * FROM rooms WHERE id = ?", [id]);
      return row && fromStored(row);
    },

    putRoom: ({ id, everyone, state, name, added_at, options, control_stream, said_stream }) =>
      save(db, [{
        sql: PUT,
        rows: [[id, everyone, state, name, added_at, JSON.stringify(options), control_stream, said_stream]],
      }]),

    removeRoom(id) {
      const key = `#${id}`;
      const number = findConversation(db, key)?.number;
      const forget = number === undefined ? [] : [
        ...forgetIndexed(db, number),
        { sql: "UPDATE marks SET value = ? WHERE name = 'cursor_floor'", rows: [[newestCursor(db)]] },
        { sql: "DELETE FROM messages WHERE conversation = ?", rows: [[number]] },
        // Its streams, their events and receipts go with it.
        { sql: "DELETE FROM conversations WHERE number = ?", rows: [[number]] },
        forgottenAuthors(),
      ];
      const saved = save(db, [
        ...forget,
        { sql: "DELETE FROM drafts WHERE conversation = ?", rows: [[key]] },
        { sql: "DELETE FROM rooms WHERE id = ?", rows: [[id]] },
      ]);
      if (forget.length > 0) forgetOnDisk(db, saved);
      return saved;
    },

    ...roomsReading(db),
    ...roomsAdding(db),
    ...roomsCutting(db),
    ...roomsHiding(db),
    ...roomsReceipts(db),
  };
}

function fromStored(row: StoredRoom): RoomRow {
  return { ...row, options: { ...DEFAULT_OPTIONS, ...JSON.parse(row.options) } };
}
