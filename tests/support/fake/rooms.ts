/** Rooms of the fake program, and what it answers about them. */
import type { Author, Contact, DoctorCheck, Message, PeerKey, Room, RoomMember } from "../../../ui/api.ts";
import { type FakeBackend, FakeRefusal, type Handlers } from "../fake_backend.ts";
import { changeMessage } from "./conversation.ts";
import { FAKE_OPTIONS } from "./values.ts";

/** A room with ourselves and these people in it. */
export function room(
  fake: FakeBackend,
  name: string,
  people: readonly Contact[],
  change: Partial<Room> = {},
  roles: Readonly<Record<string, Partial<RoomMember>>> = {},
): Room {
  const key = change.key ?? `#${(fake.rooms.size + 1).toString(16).padStart(2, "0").repeat(32)}`;
  const state = change.state ?? "joined";
  const removable = change.role !== "member";
  const members = people.map((contact) => ({ ...memberOf(contact), removable, ...roles[contact.name] }));
  if (state === "joined") members.unshift({ ...ourselves(fake), role: change.role ?? "owner" });
  fake.members.set(key, members);
  const made: Room = {
    key,
    name,
    everyone: false,
    state,
    invited_by: null,
    role: "owner",
    ...countsOf(members),
    unread: 0,
    mentions: 0,
    last: null,
    added_at: fake.now - 3_600_000,
    options: FAKE_OPTIONS,
    draft: null,
    ...change,
  };
  fake.rooms.set(key, made);
  return made;
}

/** The common room of all under our authority. */
export function everyone(fake: FakeBackend, people: readonly Contact[], change: Partial<Room> = {}): Room {
  return room(fake, fake.me.root_name, people, { everyone: true, role: "member", ...change });
}

function memberOf({ key, id, name, presence }: Contact): RoomMember {
  return {
    key,
    id,
    name,
    role: "member",
    state: "joined",
    presence: presence === "online" ? "online" : "offline",
    wrote_at: null,
    me: false,
    contact: true,
    removable: true,
  };
}

function ourselves({ me }: FakeBackend): RoomMember {
  const key = `${me.id}.${me.root}`;
  return {
    key,
    id: me.id,
    name: me.name,
    role: "owner",
    state: "joined",
    presence: "online",
    wrote_at: null,
    me: true,
    contact: false,
    removable: false,
  };
}

function countsOf(members: readonly RoomMember[]): Pick<Room, "members" | "invited" | "online"> {
  const joined = members.filter(({ state }) => state === "joined");
  return {
    members: joined.length,
    invited: members.length - joined.length,
    online: joined.filter(({ presence }) => presence === "online").length,
  };
}

const authorOf = ({ key, name }: Contact): Author => ({ key, name });

/** Said by somebody in a room, without telling the window. */
export function said(
  fake: FakeBackend,
  { key }: Room,
  who: Contact,
  text: string,
  change: Partial<Message> = {},
): Message {
  return fake.wrote(key, "in", text, { from: authorOf(who), ...change });
}

/** The same, arriving now. */
export function hear(
  fake: FakeBackend,
  { key }: Room,
  who: Contact,
  text: string,
  change: Partial<Message> = {},
): Message {
  return fake.receive(key, text, { from: authorOf(who), ...change });
}

/** Something was done to the room. @param text key of its words */
export function noted(
  fake: FakeBackend,
  { key }: Room,
  text: string,
  args: Record<string, string>,
  at = fake.now,
): Message {
  return fake.wrote(key, "in", text, { kind: "event", args, sent_at: at, received_at: at });
}

/** So many of the others have it. */
export function reached(fake: FakeBackend, { key, members }: Room, id: string, to: number): Message {
  return changeMessage(fake, key, id, { status: to > 0 ? "delivered" : "sent", delivery: { to, of: members - 1 } });
}

export function roomHandlers(fake: FakeBackend): Handlers {
  const roomOf = (key: PeerKey): Room => {
    const found = fake.rooms.get(key);
    if (found === undefined) throw new FakeRefusal("not-found");
    return found;
  };
  const owned = (key: PeerKey): Room => {
    const found = roomOf(key);
    if (found.role !== "owner" || found.everyone) throw new FakeRefusal("not-yours");
    return found;
  };
  const tell = (key: PeerKey, change: Partial<Room> = {}): Room => {
    fake.change(key, { ...countsOf(fake.members.get(key) ?? []), ...change });
    return roomOf(key);
  };
  const remove = (key: PeerKey): void => {
    fake.rooms.delete(key);
    fake.push({ type: "room_removed", key });
  };
  const invite = (keys: readonly PeerKey[]): RoomMember[] =>
    keys.map((key) => {
      const contact = fake.contacts.get(key);
      if (contact === undefined) throw new FakeRefusal("not-found");
      if (contact.presence === "pairing") throw new FakeRefusal("never-linked");
      return { ...memberOf(contact), state: "invited" };
    });
  const changeMembers = (key: PeerKey, change: (before: RoomMember[]) => RoomMember[]): Room => {
    fake.members.set(key, change(fake.members.get(key) ?? []));
    return tell(key);
  };
  return {
    rooms: () => [...fake.rooms.values()],
    room_create: ({ name, members = [] }) => {
      if (name.trim() === "") throw new FakeRefusal("bad-request");
      const invited = invite(members);
      const { key } = room(fake, name.trim(), [], { added_at: Date.now() });
      return changeMembers(key, (before) => [...before, ...invited]);
    },
    room_add: ({ conversation, members }) => {
      owned(conversation);
      const invited = invite(members);
      return changeMembers(conversation, (before) => [...before, ...invited]);
    },
    room_join: ({ conversation }) => {
      if (roomOf(conversation).state !== "invited") throw new FakeRefusal("ended");
      fake.members.set(conversation, [{ ...ourselves(fake), role: "member" }, ...fake.members.get(conversation) ?? []]);
      return tell(conversation, { state: "joined", role: "member" });
    },
    room_leave: ({ conversation }) => {
      if (roomOf(conversation).everyone) throw new FakeRefusal("bad-request");
      if (roomOf(conversation).state === "invited") remove(conversation); // as the program does: nothing is left
      else tell(conversation, { state: "left" });
      return null;
    },
    room_forget: ({ conversation }) => {
      if (!["left", "removed"].includes(roomOf(conversation).state)) throw new FakeRefusal("bad-request");
      remove(conversation);
      return null;
    },
    room_remove: ({ conversation, member }) => {
      owned(conversation);
      return changeMembers(conversation, (before) => before.filter(({ key }) => key !== member));
    },
    room_role: ({ conversation, member, role }) => {
      owned(conversation);
      return changeMembers(conversation, (before) => before.map((one) => one.key === member ? { ...one, role } : one));
    },
    room_rename: ({ conversation, name }) => {
      owned(conversation);
      return tell(conversation, { name });
    },
    room_options: ({ conversation, options }) =>
      tell(conversation, { options: { ...roomOf(conversation).options, ...options } }),
    room_members: ({ conversation }) => {
      roomOf(conversation);
      return fake.members.get(conversation) ?? [];
    },
    doctor: () => ({ checks: CHECKS }),
  };
}

/** What is found on a computer whose firewall does not know the program. */
const CHECKS: DoctorCheck[] = [
  { id: "port", result: "ok", finding: "listening", args: { port: "7420" } },
  { id: "addresses", result: "ok", finding: "one", args: { addresses: "192.168.1.20" } },
  { id: "firewall", result: "problem", finding: "blocked", args: { address: "192.168.1.20:7420" } },
  { id: "multicast", result: "ok", finding: "heard-others", args: {} },
  { id: "clock", result: "unknown", finding: "nobody", args: {} },
  { id: "contact", result: "problem", finding: "refused-by-them", args: { name: "Boris", code: "revoked" } },
  { id: "tea", result: "unknown", finding: "cold", args: {} },
];
