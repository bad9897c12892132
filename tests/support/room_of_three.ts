/** A log of a room of three, and why it refuses what it is given. */
import { assertEquals } from "@std/assert";
import type { RoomEvent } from "../../chat/rooms/types.ts";
import { crowd, newRoom, StoredLog } from "./rooms.ts";

/** A log that has a room of Anna, who added Boris and Clara; both joined. */
export async function room(role: "owner" | "member" = "member") {
  const [anna, boris, clara] = await crowd(3);
  const { hand: a, create, room } = newRoom(anna);
  const [b, c] = [a.other(boris), a.other(clara)];
  const [addB, addC] = [a.add(create.id, boris, role), a.add(create.id, clara, role)];
  const [joinB, joinC] = [b.join(addB.id), c.join(addC.id)];
  const log = new StoredLog(room);
  const events = [create, addB, addC, joinB, joinC];
  assertEquals(log.take(...events).accepted, events);
  return { log, room, events, a, b, c, create, addB, addC, joinB, joinC, anna, boris, clara };
}

/** Which of the events are refused, and why. */
export const reasons = (log: StoredLog, ...events: readonly RoomEvent[]) =>
  log.take(...events).refused.map(({ event, why }) => [events.indexOf(event), why]);
