/** The beginning of a room of our own, and the row of one. `docs/specs/rooms-v1.md`, section 1. */
import { MIN_ROOM_CLOCK } from "../../net/limits.ts";
import { DEFAULT_OPTIONS, type RoomRow } from "../../store/history_types.ts";
import { makeEvent } from "./event.ts";
import type { RoomIdentity, RoomParts } from "./room_parts.ts";
import { newStream, STREAM_RANDOM_BYTES } from "./stream.ts";
import type { RoomEvent } from "./types.ts";

/** A private room, and its first event. */
export function foundRoom(
  { me, time, randomBytes }: Pick<RoomParts, "me" | "time" | "randomBytes">,
  identity: RoomIdentity,
  name: string,
): { readonly row: RoomRow; readonly event: RoomEvent } {
  const control_stream = newStream(me.key, true, randomBytes(STREAM_RANDOM_BYTES));
  const clock = Math.max(Math.floor(time()), MIN_ROOM_CLOCK);
  const event = makeEvent((bytes) => identity.sign(bytes), "", {
    ...{ author: me.key, stream: control_stream, seq: 1, prev: "", clock, under: "" },
    data: { kind: "create", name, credential: identity.credential },
  });
  const row = newRoom({ id: event.hash, everyone: null, name, state: "joined", added_at: time() });
  return { row: { ...row, control_stream }, event };
}

export function newRoom(row: Pick<RoomRow, "id" | "everyone" | "name" | "state" | "added_at">): RoomRow {
  return { ...row, options: DEFAULT_OPTIONS, control_stream: "", said_stream: "" };
}
