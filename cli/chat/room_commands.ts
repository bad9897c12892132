/** Commands about rooms (ROOM-1, ROOM-2): make one, answer an invitation, who is in it, who comes and goes. */
import type { PeerKey, Room } from "../../ui/api.ts";
import { CommandError } from "../errors.ts";
import { table } from "../format.ts";
import { isRoom, memberRow, roomTitle, roomWord } from "../partner.ts";
import { memberOf } from "../rooms_find.ts";
import { leaveRoom } from "../rooms_leave.ts";
import { inRoom, mustOwn } from "../rooms_refusal.ts";
import { type Chat, type Handler, roomOf } from "./chat.ts";
import { nothingMore, WrongUse } from "./commands.ts";
import type { NamesOf } from "./completion.ts";
import { choose } from "./contact_list.ts";
import { accept as acceptOther, decline as declineFile } from "./file_commands.ts";
import { invite as makeInvite } from "./people_commands.ts";

const ROLES: Readonly<Record<string, "owner" | "member">> = {
  owner: "owner",
  member: "member",
  владелец: "owner",
  участник: "member",
};

/** Under the last messages of a room that is opened: where one is, and what one can do. */
export function tellRoom(chat: Chat, room: Room): void {
  const { view, words } = chat;
  const about = { room: roomTitle(room.name), members: room.members, text: roomWord(room, words) };
  if (room.state === "invited") return view.tell(words("chat.room_invited", about), view.styles.strong);
  view.notice(words(room.state === "joined" ? "chat.with_room" : "chat.room_over", { ...about, word: about.text }));
}

/** Somebody invites us while we are elsewhere. */
export function tellInvitation({ view, words }: Chat, room: Room): void {
  view.notice(words("chat.room_elsewhere", { room: roomTitle(room.name), text: roomWord(room, words) }));
}

/** Names that Tab can complete in the room that is open. */
export async function namesFor({ api, book, words }: Chat, use: Parameters<NamesOf>[0]): Promise<string[]> {
  const { partner } = book;
  if (partner === undefined || !isRoom(partner)) return [];
  if (use === "contact") return book.contacts.filter(({ state }) => state === "active").map(({ name }) => name);
  const members = await api.call("room_members", { conversation: partner.key });
  const names = members.filter(({ me }) => !me).map(({ name }) => name);
  return use === "mention" ? [...names, words("rooms.all")] : names;
}

/** `/create NAME`: and go there. */
export const create: Handler = async (chat, rest) => {
  if (rest === "") throw new WrongUse();
  const room = await inRoom(chat.words, () => chat.api.call("room_create", { name: rest }));
  await enter(chat, room);
  chat.view.notice(chat.words("chat.room_made", { room: roomTitle(room.name) }));
};

async function enter(chat: Chat, room: Room): Promise<void> {
  chat.book.put(room);
  await chat.openConversation(room);
}

/** `/join [NAME]`: the invitation to the room that is open, or to this one. */
export const join: Handler = async (chat, rest) => {
  const room = rest === "" ? roomOf(chat) : named(chat, rest);
  const { key: conversation } = room;
  if (room.state !== "invited") throw new CommandError(chat.words("rooms.no_invitation"));
  await enter(chat, await inRoom(chat.words, () => chat.api.call("room_join", { conversation })));
};

/** `/accept` in a room one is invited to joins it; else it is about a file, or about who asks to come in. */
export const accept: Handler = async (chat, rest) => {
  await (rest === "" && isInvitedHere(chat) ? join : acceptOther)(chat, rest);
};

/** `/decline` in a room one is invited to; else it is about a file. */
export const decline: Handler = async (chat, rest) => {
  if (rest !== "" || !isInvitedHere(chat)) return await declineFile(chat, rest);
  await goOut(chat, roomOf(chat));
};

function isInvitedHere({ book: { partner } }: Chat): boolean {
  return partner !== undefined && isRoom(partner) && partner.state === "invited";
}

function named({ book, words }: Chat, text: string): Room {
  const choice = choose(book, text);
  if (choice.kind === "several") throw new CommandError(words("chat.ambiguous", { text }));
  if (choice.kind === "none" || !isRoom(choice.partner)) throw new CommandError(words("rooms.no_such", { room: text }));
  return choice.partner;
}

/** `/leave`: asks first. */
export const leave: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { words } = chat;
  const room = privateRoom(chat);
  const isLast = room.role === "owner" && room.members > 1 && await isOnlyOwner(chat, room.key);
  const text = words(isLast ? "chat.leave_last" : "chat.leave", { room: roomTitle(room.name) });
  await chat.ask({ text, yes: () => goOut(chat, room) });
};

async function isOnlyOwner({ api }: Chat, conversation: PeerKey): Promise<boolean> {
  const members = await api.call("room_members", { conversation });
  return members.every(({ me, role, state }) => me || role !== "owner" || state !== "joined");
}

async function goOut(chat: Chat, room: Room): Promise<void> {
  const { api, book, view, words } = chat;
  // Not ours any more before the program says so: that would read as if somebody had taken it back.
  if (room.state === "invited") book.remove(room.key);
  const what = await inRoom(words, () => leaveRoom(api, room)).catch((error) => {
    book.put(room);
    throw error;
  });
  view.notice(words(`rooms.done.${what}`, { room: roomTitle(room.name) }));
  book.open = undefined;
  chat.showList();
}

/** `/forget`: a room one has left, out of the list and off the disk. */
export const forget: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { api, book, view, words } = chat;
  const { key: conversation, name } = roomOf(chat);
  const about = { room: roomTitle(name) };
  await chat.ask({
    text: words("chat.forget", about),
    yes: async () => {
      await inRoom(words, () => api.call("room_forget", { conversation }));
      book.remove(conversation);
      view.notice(words("rooms.done.removed", about));
      chat.showList();
    },
  });
};

/** `/members`: owners first. */
export const members: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { api, screen, words } = chat;
  const all = await api.call("room_members", { conversation: roomOf(chat).key });
  screen.print(table(all.map((member) => memberRow(member, words))).map((line) => `  ${line}`));
};

/** `/invite NAME` into the private room that is open; `/invite` alone makes an invite for somebody new. */
export const invite: Handler = async (chat, rest) => {
  const { api, book, words } = chat;
  const isPrivate = book.partner !== undefined && isRoom(book.partner) && !book.partner.everyone;
  if (rest === "" && !isPrivate) return await makeInvite(chat, rest);
  if (rest === "") throw new WrongUse();
  const { key: conversation } = ownRoom(chat);
  const choice = choose(book, rest);
  if (choice.kind === "several") throw new CommandError(words("chat.ambiguous", { text: rest }));
  if (choice.kind === "none" || isRoom(choice.partner)) throw new CommandError(words("chat.no_such", { text: rest }));
  const people = [choice.partner.key];
  book.put(await inRoom(words, () => api.call("room_add", { conversation, members: people })));
};

/** `/remove NAME`: asks first. */
export const removeMember: Handler = async (chat, rest) => {
  if (rest === "") throw new WrongUse();
  const { api, book, words } = chat;
  const { key: conversation, name: room } = ownRoom(chat);
  const { key: member, name } = await memberOf(api, words, conversation, rest);
  await chat.ask({
    text: words("chat.remove_member", { name, room: roomTitle(room) }),
    yes: async () => book.put(await inRoom(words, () => api.call("room_remove", { conversation, member }))),
  });
};

/** `/role NAME owner|member`. */
export const role: Handler = async (chat, rest) => {
  const [, who, word] = /^(.+)\s+(\S+)$/s.exec(rest) ?? [];
  if (word === undefined || !Object.hasOwn(ROLES, word)) throw new WrongUse();
  const { api, book, words } = chat;
  const { key: conversation } = ownRoom(chat);
  const { key: member } = await memberOf(api, words, conversation, who);
  book.put(await inRoom(words, () => api.call("room_role", { conversation, member, role: ROLES[word] })));
};

/** `/rename NAME`. */
export const rename: Handler = async (chat, rest) => {
  if (rest === "") throw new WrongUse();
  const { key: conversation } = ownRoom(chat);
  const call = () => chat.api.call("room_rename", { conversation, name: rest });
  chat.book.put(await inRoom(chat.words, call));
};

/** What its owners alone may change. @throws CommandError */
function ownRoom(chat: Chat): Room {
  const room = privateRoom(chat);
  mustOwn(room, chat.words);
  return room;
}

/** Everyone has no owners and no invitations. @throws CommandError */
function privateRoom(chat: Chat): Room {
  const room = roomOf(chat);
  if (!room.everyone) return room;
  throw new CommandError(chat.words("rooms.is_everyone", { room: roomTitle(room.name) }));
}
