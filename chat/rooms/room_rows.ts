/** Events of a room as they are stored, with what they say as far as it can be read. */
import type { PeerKey } from "../../crypto/types.ts";
import { openSaid } from "../../crypto/mod.ts";
import type { History, NewRoomEvent, RoomItemRow, Stored } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import { parseItem } from "./item.ts";
import type { RoomNotices } from "./notices.ts";
import { saidRow } from "./projection.ts";
import type { RoomKeys } from "./room_keys.ts";
import type { EventId, RoomEvent, RoomId, RoomState } from "./types.ts";

/** Events that are shown at a time when their key has come. */
const SHOWN_AT_ONCE = 1_000;

export interface RoomRowsParts {
  readonly room: RoomId;
  readonly me: PeerKey;
  readonly history: Pick<History, "unshownRoomEvents" | "showRoomEvents">;
  readonly time: () => number;
  readonly keys: RoomKeys;
  readonly notices: RoomNotices;
}

export class RoomRows {
  readonly #parts: RoomRowsParts;

  constructor(parts: RoomRowsParts) {
    this.#parts = parts;
  }

  /** @param client under which a window wrote it */
  of(event: RoomEvent, state: RoomState, client: string | undefined): NewRoomEvent {
    const { stream, seq, id, author, body, signature, hash, clock } = event;
    const item = this.#itemOf(event, state);
    return {
      ...{ stream, seq, id, author, body, signature, hash, clock },
      ...(client === undefined ? {} : { client }),
      ...(item === undefined ? {} : { item }),
    };
  }

  /** Store what can be read now and could not before; each part when it is on disk. */
  async *opened(state: () => RoomState): AsyncGenerator<Stored> {
    const { room, history, time } = this.#parts;
    let after: EventId | undefined;
    for (;;) {
      const events = history.unshownRoomEvents(room, SHOWN_AT_ONCE, after).map((row) => parseEvent(room, row));
      if (events.length === 0) return;
      // Some never open, and must not stand before those that do.
      after = events[events.length - 1].id;
      const items = events.flatMap((event) => {
        const item = this.#itemOf(event, state());
        return item === undefined ? [] : [{ id: event.id, item }];
      });
      if (items.length === 0) continue;
      const stored = history.showRoomEvents(room, items, time());
      await stored.saved;
      yield stored;
    }
  }

  #itemOf(event: RoomEvent, state: RoomState): RoomItemRow | undefined {
    const { room, me, keys, notices } = this.#parts;
    const { data, stream, seq } = event;
    if (data.kind !== "said") return notices.of(event, state);
    const key = keys.get(data.key);
    if (key === undefined) return undefined;
    const plain = openSaid(key, { room, stream, seq }, data);
    return saidRow(event, plain && parseItem(plain), me);
  }
}
