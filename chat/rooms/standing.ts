/** How we stand in a room, by its events. */
import type { PeerKey } from "../../crypto/types.ts";
import type { RoomRow } from "../../store/history_types.ts";
import type { RoomLog } from "./log_types.ts";
import { type EventId, isControlStream } from "./types.ts";

type Standing = Pick<RoomRow, "state" | "name">;

export function standingOf({ everyone, name }: RoomRow, { state }: RoomLog, me: PeerKey): Standing {
  if (everyone !== null) return { state: "joined", name };
  const mine = [...state.memberships.values()].filter(({ member }) => member === me);
  const open = mine.filter(({ closed }) => closed === undefined);
  const last = mine.at(-1)?.closed?.why;
  if (open.length > 0) return { state: open.some(({ joined }) => joined) ? "joined" : "invited", name: state.name };
  return { state: last === "removed" ? "removed" : "left", name: state.name };
}

/** We were invited, never joined, and are not invited any more. */
export function isOver({ state, everyone }: Pick<RoomRow, "state" | "everyone">, log: RoomLog, me: PeerKey): boolean {
  if (everyone !== null || state !== "invited" || log.open(me).length > 0) return false;
  const hasJoined = [...log.state.memberships.values()].some(({ member, joined }) => member === me && joined);
  // Who is invited has no more than control events.
  return !hasJoined && [...log.heads().keys()].every(isControlStream);
}

/** Memberships that we left without having joined. */
export function declinedIn({ state }: RoomLog, me: PeerKey): EventId[] {
  return [...state.memberships.values()].filter(({ member, joined, closed }) =>
    member === me && !joined && closed?.why === "left"
  ).map(({ id }) => id);
}
