/** `parley rooms …`: the rooms there are, who is in them, and what we do with them (ROOM-1, ROOM-2). */
import type { PeerKey, Room } from "../ui/api.ts";
import { type Api, withApi } from "./api.ts";
import { type Arguments, noMoreWords, readArguments } from "./arguments.ts";
import { readOption } from "./contacts_set.ts";
import type { CliContext } from "./context.ts";
import { CommandError, EXIT_DONE, UsageError } from "./errors.ts";
import { table } from "./format.ts";
import { type Words, wordsOf } from "./language.ts";
import { memberJson, memberRow, newsWord, roomJson, roomTitle, roomWord } from "./partner.ts";
import { contactKeyOf } from "./peers.ts";
import { memberOf, roomOf } from "./rooms_find.ts";
import { leaveRoom } from "./rooms_leave.ts";
import { inRoom, mustOwn } from "./rooms_refusal.ts";
import { neutralise, safeJson } from "./safe_text.ts";

interface Action {
  /** Words after the action: how many it needs, and whether there may be more. */
  readonly needs: number;
  readonly more?: boolean;
  /** `words` are those after the action. */
  readonly run: (api: Api, words: readonly string[], context: CliContext) => Promise<void>;
}

const ACTIONS: Record<string, Action> = {
  list: { needs: 0, run: list },
  create: { needs: 1, more: true, run: create },
  invite: { needs: 2, more: true, run: invite },
  join: { needs: 1, run: join },
  leave: { needs: 1, run: leave },
  members: { needs: 1, run: members },
  remove: { needs: 2, run: remove },
  rename: { needs: 2, more: true, run: rename },
  role: { needs: 3, run: role },
  set: { needs: 3, more: true, run: set },
  forget: { needs: 1, run: forget },
};

export async function rooms(args: string[], context: CliContext): Promise<number> {
  const given: Arguments = readArguments(args);
  const [name = "list", ...words] = given.words;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new UsageError("usage.no_action", { action: name, verb: "rooms" });
  if (words.length < action.needs) throw new UsageError("rooms.word_missing", { action: name });
  if (!action.more) noMoreWords(words, action.needs);
  await withApi(context, (api) => inRoom(wordsOf(context.lang), () => action.run(api, words, context)));
  return EXIT_DONE;
}

async function list(api: Api, _words: readonly string[], context: CliContext): Promise<void> {
  const all = await api.call("rooms", {});
  const words = wordsOf(context.lang);
  if (context.json) { for (const room of all) printJson(roomJson(room), context); }
  else if (all.length === 0) context.stderr(words("rooms.none"));
  else for (const line of table(all.map((room) => row(room, words)))) context.stdout(line);
}

function row(room: Room, words: Words): string[] {
  const { name, everyone, state } = room;
  const about = everyone ? words("rooms.everyone") : state === "joined" ? words(`rooms.role.${room.role}`) : "";
  return [roomTitle(name), about, roomWord(room, words), newsWord(room, words), choicesOf(room, words)];
}

/** What our user has chosen for it. */
function choicesOf({ options }: Room, words: Words): string {
  const chosen = (["pinned", "archived", "closed", "muted"] as const).filter((name) => options[name]);
  const folder = options.folder === null ? [] : [words("rooms.folder", { folder: options.folder })];
  return [...chosen.map((name) => words(`rooms.${name}`)), ...folder].join(", ");
}

async function create(api: Api, [name, ...people]: readonly string[], context: CliContext): Promise<void> {
  // Nobody wants a room with half of those they named: everybody is found first.
  const members = await keysOf(api, people, context);
  tell(await api.call("room_create", { name, ...(members.length === 0 ? {} : { members }) }), context);
}

async function invite(api: Api, [room, ...people]: readonly string[], context: CliContext): Promise<void> {
  const { key: conversation } = await ownRoom(api, room, context);
  tell(await api.call("room_add", { conversation, members: await keysOf(api, people, context) }), context);
}

async function keysOf(api: Api, people: readonly string[], context: CliContext): Promise<PeerKey[]> {
  const keys: PeerKey[] = [];
  for (const person of people) keys.push(await contactKeyOf(api, context, person));
  return keys;
}

async function join(api: Api, [word]: readonly string[], context: CliContext): Promise<void> {
  const { key: conversation } = await roomOf(api, wordsOf(context.lang), word, "invited");
  tell(await api.call("room_join", { conversation }), context);
}

async function leave(api: Api, [word]: readonly string[], context: CliContext): Promise<void> {
  const room = await privateRoom(api, word, context);
  gone(room.key, await leaveRoom(api, room), room.name, context);
}

async function forget(api: Api, [word]: readonly string[], context: CliContext): Promise<void> {
  const { key: conversation, name } = await roomOf(api, wordsOf(context.lang), word, "left");
  await api.call("room_forget", { conversation });
  gone(conversation, "removed", name, context);
}

function gone(key: PeerKey, what: "left" | "declined" | "removed", name: string, context: CliContext): void {
  if (context.json) return printJson({ id: key.slice(1), [what]: true }, context);
  context.stdout(neutralise(wordsOf(context.lang)(`rooms.done.${what}`, { room: roomTitle(name) })));
}

async function members(api: Api, [word]: readonly string[], context: CliContext): Promise<void> {
  const words = wordsOf(context.lang);
  const { key: conversation } = await roomOf(api, words, word);
  const all = await api.call("room_members", { conversation });
  if (context.json) { for (const member of all) printJson(memberJson(member), context); }
  else for (const line of table(all.map((member) => memberRow(member, words)))) context.stdout(line);
}

async function remove(api: Api, [word, person]: readonly string[], context: CliContext): Promise<void> {
  const words = wordsOf(context.lang);
  const { key: conversation } = await ownRoom(api, word, context);
  const { key: member } = await memberOf(api, words, conversation, person);
  tell(await api.call("room_remove", { conversation, member }), context);
}

async function rename(api: Api, [word, ...rest]: readonly string[], context: CliContext): Promise<void> {
  const { key: conversation } = await ownRoom(api, word, context);
  tell(await api.call("room_rename", { conversation, name: rest.join(" ") }), context);
}

async function role(api: Api, [word, person, wanted]: readonly string[], context: CliContext): Promise<void> {
  if (wanted !== "owner" && wanted !== "member") throw new UsageError("rooms.no_role", { role: wanted });
  const words = wordsOf(context.lang);
  const { key: conversation } = await ownRoom(api, word, context);
  const { key: member } = await memberOf(api, words, conversation, person);
  tell(await api.call("room_role", { conversation, member, role: wanted }), context);
}

async function set(api: Api, [word, name, ...rest]: readonly string[], context: CliContext): Promise<void> {
  const options = readOption(name, rest.join(" ").trim(), "room");
  const { key: conversation } = await roomOf(api, wordsOf(context.lang), word);
  tell(await api.call("room_options", { conversation, options }), context);
}

/** Everyone has no owners and no invitations: said before anything is asked. @throws CommandError */
async function privateRoom(api: Api, word: string, context: CliContext): Promise<Room> {
  const words = wordsOf(context.lang);
  const room = await roomOf(api, words, word);
  if (room.everyone) throw new CommandError(words("rooms.is_everyone", { room: roomTitle(room.name) }));
  return room;
}

/** What its owners alone may change. @throws CommandError */
async function ownRoom(api: Api, word: string, context: CliContext): Promise<Room> {
  const room = await privateRoom(api, word, context);
  mustOwn(room, wordsOf(context.lang));
  return room;
}

function tell(room: Room, context: CliContext): void {
  if (context.json) return printJson(roomJson(room), context);
  const [line] = table([row(room, wordsOf(context.lang))]);
  context.stdout(line);
}

/** Names in it are others', and of any signs. */
function printJson(record: Record<string, unknown>, context: CliContext): void {
  context.stdout(safeJson(JSON.stringify(record)));
}
