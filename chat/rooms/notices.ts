/** Notices of what was done to a room: those of control events that mean something, as far as is known now. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, MessageRow, RoomItemRow, Stored } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import { type NameOf, noticeRow } from "./projection.ts";
import type { EventId, Membership, RoomEvent, RoomId, RoomState } from "./types.ts";

export interface RoomNoticesParts {
  readonly room: RoomId;
  readonly conversation: string;
  readonly me: PeerKey;
  readonly history: Pick<History, "roomControl" | "roomEvent" | "showRoomEvents" | "hideRoomNotices" | "message">;
  readonly nameOf: NameOf;
  /** As stored. */
  readonly state: RoomState;
}

export class RoomNotices {
  readonly #parts: RoomNoticesParts;
  #state: RoomState;
  /** By person and by membership, the events whose notices depend on them. Made when it is needed. */
  #about: Map<PeerKey | EventId, Set<EventId>> | undefined;

  constructor(parts: RoomNoticesParts) {
    this.#parts = parts;
    this.#state = parts.state;
  }

  /** What a control event is noted as, if it means something. */
  of(event: RoomEvent, state: RoomState): RoomItemRow | undefined {
    const { nameOf, me } = this.#parts;
    return state.valid.has(event.id) ? noticeRow(event, state, nameOf, me) : undefined;
  }

  /**
   * Events came in another order than they were written in: some mean something now, nothing, or something else, and notices must
   * be the same whatever came first.
   * @param stored those noted with this change
   */
  update(
    state: RoomState,
    stored: readonly RoomEvent[],
    at: number,
  ): Stored & { readonly removed: readonly EventId[] } {
    const before = this.#state;
    this.#state = state;
    const { history, room, conversation } = this.#parts;
    const fresh = new Set(stored.map(({ id }) => id));
    const going: EventId[] = [];
    const coming: { id: EventId; item: RoomItemRow }[] = [];
    for (const id of this.#concerned(before, state, stored)) {
      const row = fresh.has(id) ? undefined : history.roomEvent(room, id);
      if (row === undefined) continue;
      const item = this.of(parseEvent(room, row), state);
      const shown = history.message(conversation, id);
      if (shown !== undefined && item !== undefined && saysThis(shown, item)) continue;
      if (shown !== undefined) going.push(id);
      if (item !== undefined) coming.push({ id, item });
    }
    const hidden = going.length === 0 ? undefined : history.hideRoomNotices(room, going);
    const noted = coming.length === 0 ? undefined : history.showRoomEvents(room, coming, at);
    const saved = Promise.all([hidden?.saved, noted?.saved]).then(() => {});
    saved.catch(() => {});
    const again = new Set(noted?.rows.map(({ id }) => id));
    return {
      saved,
      rows: noted?.rows ?? [],
      changed: noted?.changed ?? [],
      removed: going.filter((id) => !again.has(id)),
    };
  }

  /** Ids of events that may be noted otherwise than before. */
  #concerned(before: RoomState, now: RoomState, stored: readonly RoomEvent[]): ReadonlySet<EventId> {
    const changed = changedMemberships(before.memberships, now.memberships);
    const about = changed.size === 0 ? undefined : this.#index(stored);
    const ids = new Set([...changed].flatMap((one) => [...about?.get(one) ?? []]));
    for (const id of before.valid) if (!now.valid.has(id)) ids.add(id);
    for (const id of now.valid) if (!before.valid.has(id)) ids.add(id);
    return ids;
  }

  #index(stored: readonly RoomEvent[]): Map<PeerKey | EventId, Set<EventId>> {
    const { history, room } = this.#parts;
    const known = this.#about;
    const about = known ?? new Map<PeerKey | EventId, Set<EventId>>();
    const events = known === undefined ? history.roomControl(room).map((row) => parseEvent(room, row)) : stored;
    for (const event of events) {
      for (const one of concerns(event)) {
        const same = about.get(one);
        if (same === undefined) about.set(one, new Set([event.id]));
        else same.add(event.id);
      }
    }
    this.#about = about;
    return about;
  }
}

/** Persons and memberships (which need not be known yet) that a notice speaks of. */
function concerns({ author, data }: RoomEvent): readonly (PeerKey | EventId)[] {
  switch (data.kind) {
    case "add":
      return [data.member];
    case "join":
    case "leave":
      return [author];
    case "remove":
      return data.under;
    default:
      return [];
  }
}

type Memberships = RoomState["memberships"];

/** Those that are not what they were, and whose they are. */
function changedMemberships(before: Memberships, now: Memberships): Set<PeerKey | EventId> {
  const changed = new Set<PeerKey | EventId>();
  for (const one of now.values()) if (!isSame(one, before.get(one.id))) changed.add(one.member).add(one.id);
  for (const one of before.values()) if (!now.has(one.id)) changed.add(one.member).add(one.id);
  // What was done to a person once is told by what they are otherwise.
  for (const one of now.values()) if (changed.has(one.member)) changed.add(one.id);
  return changed;
}

function isSame(one: Membership, other: Membership | undefined): boolean {
  if (one === other) return true;
  if (other === undefined || one.joined !== other.joined) return false;
  return one.closed?.at === other.closed?.at && one.closed?.why === other.closed?.why;
}

function saysThis({ text, args }: MessageRow, item: RoomItemRow): boolean {
  return text === item.text && args === JSON.stringify(item.args ?? null);
}
