/** Keys of a room that its events give no more, from one start to the next. They are as secret as the messages beside them. */
import type { History } from "../../store/history_types.ts";
import type { KeptKey } from "./room_keys.ts";
import type { RoomId } from "./types.ts";

const nameOf = (room: RoomId) => `room_keys ${room}`;

export function keptKeys(history: Pick<History, "setting">, room: RoomId): readonly KeptKey[] {
  return JSON.parse(history.setting(nameOf(room)) ?? "[]") as KeptKey[];
}

/** Resolves when they are on disk; nothing is written where nothing has changed. */
export async function keepKeys(
  history: Pick<History, "setting" | "putSetting">,
  room: RoomId,
  keys: readonly KeptKey[],
): Promise<void> {
  const text = JSON.stringify(keys);
  if (text !== (history.setting(nameOf(room)) ?? "[]")) await history.putSetting(nameOf(room), text).saved;
}
