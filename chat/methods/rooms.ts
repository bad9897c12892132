/** Methods about rooms: `ui/api.ts`. */
import { ChatError } from "../errors.ts";
import type { Core, Methods } from "./core.ts";

export type RoomMethod =
  | "rooms"
  | "room_create"
  | "room_add"
  | "room_join"
  | "room_leave"
  | "room_forget"
  | "room_remove"
  | "room_role"
  | "room_rename"
  | "room_options"
  | "room_members";

export function roomMethods(_core: Core): Methods<RoomMethod> {
  const none = (): never => {
    throw new ChatError("not-found", "rooms are not in this version yet");
  };
  return {
    rooms: () => [],
    room_create: none,
    room_add: none,
    room_join: none,
    room_leave: none,
    room_forget: none,
    room_remove: none,
    room_role: none,
    room_rename: none,
    room_options: none,
    room_members: none,
  };
}
