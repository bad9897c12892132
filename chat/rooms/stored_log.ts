/** The log of a room, of what is stored. */
import type { RoomRow } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import { openRoomLog } from "./log.ts";
import type { RoomLog } from "./log_types.ts";
import type { RoomParts } from "./room_parts.ts";

export function openStoredLog(
  { history, time, isRevoked }: Pick<RoomParts, "history" | "time" | "isRevoked">,
  { id, everyone }: Pick<RoomRow, "id" | "everyone">,
): RoomLog {
  return openRoomLog(
    {
      ...{ room: id, everyone, now: time, isRevoked },
      headAt: (stream, seq) => {
        const [row] = history.roomEvents(id, stream, seq, { count: 1, bytes: 1 });
        if (row === undefined || row.seq !== seq) return undefined;
        const { author, hash, clock } = parseEvent(id, row);
        return { stream, author, seq, hash, clock };
      },
    },
    history.roomControl(id),
    history.roomHeads(id),
  );
}
