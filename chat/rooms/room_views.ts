/** A room and its members as windows and scripts see them. */
import type { PeerKey } from "../../crypto/types.ts";
import { isControlStream } from "./types.ts";
import type { Author, Message, Room as RoomView, RoomMember } from "../../ui/api.ts";
import { viewMessage } from "../views.ts";
import type { MessageRow } from "../../store/history_types.ts";
import { mentions } from "./mentions.ts";
import type { Room } from "./room.ts";
import type { RoomParts } from "./room_parts.ts";
import type { Membership } from "./types.ts";

/** Messages looked through for mentions when a room is opened; nobody reads more. */
const MENTIONS_AMONG = 200;

export function viewRoom(parts: RoomParts, room: Room, mentioned: number): RoomView {
  const { history, me, known } = parts;
  const { row, key } = room;
  const people = peopleOf(room);
  const mine = people.get(me.key);
  const joined = [...people.values()].filter((one) => one.joined);
  const linked = new Set(parts.links().map(({ peer }) => `${peer.id}.${peer.root}`));
  const last = history.last(key);
  return {
    key,
    name: row.name,
    everyone: row.everyone !== null,
    state: row.state,
    invited_by: mine === undefined || mine.by === me.key || row.everyone !== null ? null : room.nameOf(mine.by),
    role: mine?.role ?? "member",
    members: joined.length,
    invited: people.size - joined.length,
    online: joined.filter(({ member }) => member === me.key || linked.has(member)).length,
    unread: history.unread(key),
    mentions: mentioned,
    last: last === undefined ? null : viewMessage(beginning(last), 0, known),
    added_at: row.added_at,
    options: row.options,
    draft: history.draft(key) ?? null,
  };
}

export function viewMembers(parts: RoomParts, room: Room): RoomMember[] {
  const { history, me } = parts;
  const linked = new Set(parts.links().map(({ peer }) => `${peer.id}.${peer.root}`));
  const mine = room.row.everyone === null && room.row.state === "joined" ? room.log.writing(me.key) : undefined;
  const wrote = lastWords(room);
  const mayRemove = (member: PeerKey) =>
    mine?.role === "owner" && member !== me.key &&
    room.log.open(member).every(({ id }) => room.log.mayRemove(mine, id));
  return [...peopleOf(room).values()].map(({ member, role, joined }): RoomMember => ({
    key: member,
    id: member.split(".")[0],
    name: room.nameOf(member),
    role,
    state: joined ? "joined" : "invited",
    presence: member === me.key || linked.has(member) ? "online" : "offline",
    wrote_at: wrote.has(member) ? Math.min(wrote.get(member)!, parts.time()) : null,
    me: member === me.key,
    contact: (history.contact(member)?.state ?? "request") !== "request",
    removable: mayRemove(member),
  })).sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
}

/** Who wrote something, undefined for ourselves. */
export function authorOf(parts: RoomParts, room: Room, key: PeerKey): Author | undefined {
  return key === parts.me.key ? undefined : { key, name: room.nameOf(key) };
}

/** How many of the others have a message of ours. */
export function deliveryOf({ history, me }: RoomParts, room: Room, id: string): Message["delivery"] {
  const event = history.roomEvent(room.id, id);
  if (event === undefined || isControlStream(event.stream)) return undefined;
  const others = room.joined().filter((member) => member !== me.key).length;
  return { to: Math.min(others, room.receipts.count(event.stream, event.seq)), of: others };
}

/** Unread messages that name our user, among the newest. */
export function unreadMentions({ history, me }: RoomParts, { key }: Room): number {
  if (history.unread(key) === 0) return 0;
  const isUnread = (row: MessageRow) => row.direction === "in" && row.read_at === null;
  return history.page(key, { limit: MENTIONS_AMONG }).filter((row) => isUnread(row) && mentions(row.text, me.name))
    .length;
}

/** The clock of the newest that each has said. */
function lastWords({ log }: Room): Map<PeerKey, number> {
  const last = new Map<PeerKey, number>();
  for (const { stream, author, clock } of log.heads().values()) {
    if (!isControlStream(stream)) last.set(author, Math.max(clock, last.get(author) ?? 0));
  }
  return last;
}

/** One line a person: the open membership with the most rights. */
function peopleOf({ log }: Room): Map<PeerKey, Membership> {
  const people = new Map<PeerKey, Membership>();
  for (const one of log.state.memberships.values()) {
    if (one.closed !== undefined) continue;
    const before = people.get(one.member);
    const joined = one.joined || before?.joined === true;
    if (before === undefined || (before.role === "member" && one.role === "owner")) {
      people.set(one.member, { ...one, joined });
    } else if (joined !== before.joined) people.set(one.member, { ...before, joined });
  }
  return people;
}

function order({ role, state }: RoomMember): number {
  return state === "invited" ? 2 : role === "owner" ? 0 : 1;
}

/** For a list: a line of it is shown. */
function beginning(row: MessageRow): MessageRow {
  return { ...row, text: row.text.slice(0, 300).replace(/[\ud800-\udbff]$/, "") };
}
