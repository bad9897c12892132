/** Messages whose number of readers has risen. */
import type { History, MessageRow } from "../../store/history_types.ts";
import type { Risen } from "./receipts.ts";
import { roomKey } from "./room_parts.ts";
import type { RoomId } from "./types.ts";

/** Of one stream, told at once; nobody looks at more. */
const TOLD = 50;
/** Bytes of bodies read to find these. */
const BYTES = 4 * 1024 * 1024;

/** The newest of them. @param without are told otherwise */
export function countedRows(
  history: Pick<History, "roomEvents" | "message">,
  room: RoomId,
  risen: readonly Risen[],
  without: readonly MessageRow[],
): MessageRow[] {
  const known = new Set(without.map(({ id }) => id));
  return risen.flatMap(({ stream, from, to }) => {
    const first = Math.max(from, to - TOLD + 1);
    return history.roomEvents(room, stream, first, { count: to - first + 1, bytes: BYTES })
      .map(({ id }) => history.message(roomKey(room), id))
      .filter((row) => row !== undefined && !known.has(row.id)) as MessageRow[];
  });
}
