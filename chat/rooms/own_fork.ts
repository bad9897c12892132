/**
 * A profile that was put back by hand, and wrote before it heard of the others: what it said stands under numbers that others
 * know for something else. `docs/specs/rooms-v1.md`, section 2: theirs is taken, and ours is said again in new streams.
 */
import type { History } from "../../store/history_types.ts";
import { openSaid } from "../../crypto/mod.ts";
import { parseEvent } from "./event.ts";
import { parseItem } from "./item.ts";
import type { RoomKeys } from "./room_keys.ts";
import type { EventId, RoomId, RoomItem, StreamName } from "./types.ts";

/** Events, and bytes of them, that are said again; a profile put back is found out soon. */
const AGAIN = { count: 10_000, bytes: 64 * 1024 * 1024 };

export interface SaidBefore {
  readonly id: EventId;
  readonly item: RoomItem;
}

/** What we said in a stream from this number on. */
export function saidFrom(
  { history, keys, room }: {
    readonly history: Pick<History, "roomEvents">;
    readonly keys: RoomKeys;
    readonly room: RoomId;
  },
  stream: StreamName,
  from: number,
): SaidBefore[] {
  return history.roomEvents(room, stream, from, AGAIN).map((row) => parseEvent(room, row)).flatMap(
    ({ id, seq, data }) => {
      const key = data.kind === "said" ? keys.get(data.key) : undefined;
      const plain = data.kind === "said" && key ? openSaid(key, { room, stream, seq }, data) : undefined;
      const item = plain && parseItem(plain);
      return item === undefined ? [] : [{ id, item }];
    },
  );
}

/** In the same order. @param say resolves with its new id */
export async function sayAgain(said: readonly SaidBefore[], say: (item: RoomItem) => Promise<EventId>): Promise<void> {
  const ids = new Map<EventId, EventId>();
  for (const { id, item } of said) {
    const about = item.about === undefined ? {} : { about: ids.get(item.about) ?? item.about };
    ids.set(id, await say({ ...item, ...about }));
  }
}
