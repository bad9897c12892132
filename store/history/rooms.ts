/** Rooms: their events, and what these say. `docs/specs/rooms-v1.md`. */

import type { History } from "../history_types.ts";
import type { RoomHistory } from "../room_types.ts";
import type { Database } from "../types.ts";

/** Not built yet: no room is known. */
export function roomsPart(_db: Database): Pick<History, keyof RoomHistory> {
  const none = (): never => {
    throw new Error("rooms are not stored yet");
  };
  return {
    rooms: () => [],
    room: () => undefined,
    putRoom: none,
    removeRoom: none,
    roomHeads: () => [],
    roomEvents: () => [],
    roomControl: () => [],
    roomEvent: () => undefined,
    roomEventOfClient: () => undefined,
    addRoomEvents: none,
    showRoomEvents: none,
    unshownRoomEvents: () => [],
    cutRoom: none,
    roomReceipts: () => [],
    putRoomReceipts: none,
  };
}
