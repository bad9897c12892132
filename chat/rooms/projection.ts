/** What an event says to people: a message, an amendment of one, a notice, or nothing. */
import type { PeerKey } from "../../crypto/types.ts";
import type { RoomItemRow } from "../../store/history_types.ts";
import type { EventId, Membership, RoomEvent, RoomItem, RoomState } from "./types.ts";

/** Who was meant, as they are called. */
export type NameOf = (member: PeerKey) => string;

/** What was said. @param item undefined when it cannot be opened or read */
export function saidRow(event: RoomEvent, item: RoomItem | undefined, me: PeerKey): RoomItemRow {
  const direction = event.author === me ? "out" : "in";
  if (item === undefined) return { direction, kind: "unreadable", text: "", sent_at: event.clock };
  const { kind, text, at, about, forwarded } = item;
  return {
    ...{ direction, kind, text, sent_at: at },
    ...(about === undefined ? {} : { about }),
    ...(forwarded ? { forwarded } : {}),
  };
}

/** A notice of what was done to the room; undefined for what people need not know. */
export function noticeRow(event: RoomEvent, state: RoomState, nameOf: NameOf, me: PeerKey): RoomItemRow | undefined {
  const notice = noticeOf(event, state, nameOf, me);
  if (notice === undefined) return undefined;
  const { text, args } = notice;
  return { direction: "event", kind: "event", text: `event.room_${text}`, args, sent_at: event.clock };
}

interface Notice {
  readonly text: string;
  readonly args: Record<string, string>;
}

function noticeOf(
  { data, author, under, id }: RoomEvent,
  state: RoomState,
  nameOf: NameOf,
  me: PeerKey,
): Notice | undefined {
  const by = nameOf(author);
  const ours = author === me;
  switch (data.kind) {
    case "create":
      return { text: "created", args: withMe({ name: by }, ours && "name") };
    case "add":
      // Another role of somebody who is in it.
      if (wasIn(data.member, id, state)) {
        const text = data.role === "owner" ? "made_owner" : "made_member";
        return { text, args: withMe({ by, name: nameOf(data.member) }, ours ? "by" : data.member === me && "name") };
      }
      return {
        text: "added",
        args: withMe({ by, name: nameOf(data.member) }, ours ? "by" : data.member === me && "name"),
      };
    case "join":
      if (wasIn(author, under || id, state)) return undefined;
      return { text: "joined", args: withMe({ name: by }, ours && "name") };
    case "leave": {
      // Whoever had several roles leaves several memberships: said once.
      if (wasIn(author, under, state)) return undefined;
      const text = state.memberships.get(under)?.joined ? "left" : "declined";
      return { text, args: withMe({ name: by }, ours && "name") };
    }
    case "rename":
      return { text: "renamed", args: withMe({ by, name: data.name }, ours && "by") };
    case "remove": {
      const gone = data.under.map((id) => state.memberships.get(id)).filter((one) => one !== undefined);
      const people = [...new Map(gone.map((one) => [one.member, one])).values()].filter((one) => isOut(one, id, state));
      if (people.length === 0) return undefined;
      const name = people.map(({ member }) => nameOf(member)).join(", ");
      return { text: "removed", args: withMe({ by, name }, ours ? "by" : people.some(isMe(me)) && "name") };
    }
    default:
      return undefined;
  }
}

/** Whether they had joined under a membership before this one, and had not left that when this one was made. */
function wasIn(member: PeerKey, id: EventId, { memberships }: RoomState): boolean {
  return [...memberships.values()].some((one) =>
    one.member === member && one.id < id && one.joined && (one.closed === undefined || one.closed.at > id)
  );
}

/** Whoever got another role had another membership by then, and was still there. */
function isOut({ member }: Membership, id: EventId, { memberships }: RoomState): boolean {
  return ![...memberships.values()].some((one) =>
    one.member === member && one.id < id && (one.closed === undefined || one.closed.at > id)
  );
}

const isMe = (me: PeerKey) => ({ member }: Membership) => member === me;

/** @param which of the names is our user's own, false for none */
function withMe(args: Record<string, string>, which: string | false): Record<string, string> {
  return which === false ? args : { ...args, me: which };
}
