/** What somebody says in a room, under its seal. `docs/specs/rooms-v1.md`, section 3. */
import { MAX_ROOM_ITEM_BYTES, MAX_ROOM_TEXT_BYTES, MAX_TIME } from "../../net/limits.ts";
import { encodeJson, isAmendment, isItemKind, isText, isUuid, LinkError, parseJson } from "../../net/mod.ts";
import type { RoomItem } from "./types.ts";

/** @throws RangeError when others would not read it, or it does not fit an event */
export function encodeItem({ kind, text, at, about, forwarded, client }: RoomItem): Uint8Array {
  // JSON leaves out what is undefined.
  const bytes = encodeJson({ kind, text, at, about, forwarded, client });
  if (parseItem(bytes) === undefined) throw new RangeError(`item of kind "${kind}": too long, or nothing others read`);
  return bytes;
}

/** Never throws: others have stored it, whatever it is. @returns undefined when it cannot be shown */
export function parseItem(bytes: Uint8Array): RoomItem | undefined {
  if (bytes.length > MAX_ROOM_ITEM_BYTES) return undefined;
  try {
    const { kind, text, at, about, forwarded, client } = parseJson(bytes, "bad-content", "reading an item of a room");
    if (!isItemKind(kind) || !isText(text, MAX_ROOM_TEXT_BYTES) || !isTime(at)) return undefined;
    if (about !== undefined && !isUuid(about)) return undefined;
    if (forwarded !== undefined && forwarded !== true) return undefined;
    if (client !== undefined && !isUuid(client)) return undefined;
    return {
      ...{ kind, text, at },
      ...(about === undefined ? {} : { about }),
      ...(forwarded === true && !isAmendment(kind) ? { forwarded } : {}),
      ...(client === undefined ? {} : { client }),
    };
  } catch (error) {
    if (error instanceof LinkError) return undefined;
    throw error;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= MAX_TIME;
}
