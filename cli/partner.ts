/** Whom one talks with: a person, or a room (`docs/specs/rooms-v1.md`). */
import type { Contact, PeerKey, Room, RoomMember, Snapshot } from "../ui/api.ts";
import { iso, localMinute } from "./format.ts";
import type { Words } from "./language.ts";

export type Partner = Contact | Room;

/** Whether it is the conversation of a room. */
export function isRoomKey(key: PeerKey): boolean {
  return key.startsWith("#");
}

export function isRoom(partner: Partner): partner is Room {
  return isRoomKey(partner.key);
}

/** Everybody there is to talk with: people, then rooms. */
export function partnersOf({ contacts, rooms }: Pick<Snapshot, "contacts" | "rooms">): Partner[] {
  return [...contacts, ...rooms];
}

/** `Boris`, `#Team`. Not made harmless. */
export function titleOf(partner: Partner): string {
  return isRoom(partner) ? roomTitle(partner.name) : partner.name;
}

/** A room is told from a person by the sign that also names it in a command. */
export function roomTitle(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

/** `members: 5, online: 3`, or what came of it when we are not in it. */
export function roomWord(room: Room, words: Words): string {
  const { state, members, online, invited, invited_by: name } = room;
  if (state === "invited") return name === null ? words("rooms.invitation") : words("rooms.invited_by", { name });
  if (state !== "joined") return words(`rooms.state.${state}`);
  const count = words("rooms.count", { members, online });
  return invited > 0 ? `${count}, ${words("rooms.invited", { count: invited })}` : count;
}

/** `new: 4, for you: 2`; "" without any. */
export function newsWord({ unread, ...partner }: Partner, words: Words): string {
  const mentions = "mentions" in partner ? partner.mentions : 0;
  return [
    unread > 0 ? words("contacts.unread", { count: unread }) : "",
    mentions > 0 ? words("rooms.mentions", { count: mentions }) : "",
  ].filter((part) => part !== "").join(", ");
}

/** Number, name, what they may, whether they are there. */
export function memberRow(member: RoomMember, words: Words): string[] {
  const { id, name, role, state, me } = member;
  return [
    id,
    me ? `${name} (${words("chat.me")})` : name,
    words(`rooms.role.${role}`),
    state === "invited" ? words("rooms.not_joined") : memberPresence(member, words),
  ];
}

/** Who is not linked with us talks through others: of them it is said when they wrote. */
function memberPresence({ presence, wrote_at }: RoomMember, words: Words): string {
  if (presence === "online" || wrote_at === null) return words(`presence.${presence}`);
  return words("rooms.wrote_at", { time: localMinute(wrote_at) });
}

/** A line of `rooms --json`; the fields are a contract with scripts. */
export function roomJson(room: Room): Record<string, unknown> {
  return {
    id: room.key.slice(1),
    name: room.name,
    everyone: room.everyone,
    state: room.state,
    role: room.role,
    members: room.members,
    invited: room.invited,
    online: room.online,
    unread: room.unread,
    mentions: room.mentions,
    invited_by: room.invited_by,
    last_at: iso(room.last?.sent_at ?? null),
    added_at: iso(room.added_at),
    options: room.options,
  };
}

/** A line of `rooms members --json`. */
export function memberJson(member: RoomMember): Record<string, unknown> {
  const { id, name, role, state, presence, me, contact, wrote_at } = member;
  return { id, name, role, state, presence, me, contact, wrote_at: iso(wrote_at) };
}
