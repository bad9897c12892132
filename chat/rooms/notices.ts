/** Notices of what was done to a room: those of control events that mean something, as far as is known now. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, MessageRow, RoomItemRow, Saved } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import { type NameOf, noticeRow } from "./projection.ts";
import type { EventId, RoomEvent, RoomId, RoomState } from "./types.ts";

export interface RoomNoticesParts {
  readonly room: RoomId;
  readonly conversation: string;
  readonly me: PeerKey;
  readonly history: Pick<History, "roomEvent" | "showRoomEvents" | "remove" | "message">;
  readonly nameOf: NameOf;
  /** As stored. */
  readonly state: RoomState;
}

export class RoomNotices {
  readonly #parts: RoomNoticesParts;
  #valid: ReadonlySet<EventId>;

  constructor(parts: RoomNoticesParts) {
    this.#parts = parts;
    this.#valid = parts.state.valid;
  }

  /** What a control event is noted as, if it means something. */
  of(event: RoomEvent, state: RoomState): RoomItemRow | undefined {
    const { nameOf, me } = this.#parts;
    return state.valid.has(event.id) ? noticeRow(event, state, nameOf, me) : undefined;
  }

  /** Events that came late have made others mean something, or nothing any more. @param stored those noted with this change */
  update(
    state: RoomState,
    stored: readonly RoomEvent[],
    at: number,
  ): Saved & { readonly rows: readonly MessageRow[]; readonly removed: readonly EventId[] } {
    const before = this.#valid;
    this.#valid = state.valid;
    const { history, room, conversation } = this.#parts;
    const now = new Set(stored.map(({ id }) => id));
    const gone = [...before].filter((id) => !state.valid.has(id) && history.message(conversation, id) !== undefined);
    const come = [...state.valid].filter((id) => !before.has(id) && !now.has(id));
    const items = come.flatMap((id) => {
      const row = history.roomEvent(room, id);
      const item = row && this.of(parseEvent(room, row), state);
      return item === undefined ? [] : [{ id, item }];
    });
    const removing = gone.map((id) => history.remove(conversation, id).saved);
    const shown = items.length === 0 ? undefined : history.showRoomEvents(room, items, at);
    const saved = Promise.all([...removing, shown?.saved]).then(() => {});
    saved.catch(() => {});
    return { saved, rows: shown?.rows ?? [], removed: gone };
  }
}
