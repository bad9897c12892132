/** How we stand in a room, by its events. */
import type { PeerKey } from "../../crypto/types.ts";
import type { RoomRow } from "../../store/history_types.ts";
import type { RoomLog } from "./log_types.ts";

type Standing = Pick<RoomRow, "state" | "name">;

export function standingOf({ everyone, name }: RoomRow, { state }: RoomLog, me: PeerKey): Standing {
  if (everyone !== null) return { state: "joined", name };
  const mine = [...state.memberships.values()].filter(({ member }) => member === me);
  const open = mine.filter(({ closed }) => closed === undefined);
  const last = mine.at(-1)?.closed?.why;
  if (open.length > 0) return { state: open.some(({ joined }) => joined) ? "joined" : "invited", name: state.name };
  return { state: last === "removed" ? "removed" : "left", name: state.name };
}
