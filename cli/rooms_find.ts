/** Which room, and which member of it, a word means. */
import type { PeerKey, Room, RoomMember } from "../ui/api.ts";
import type { Api } from "./api.ts";
import { CommandError } from "./errors.ts";
import { table } from "./format.ts";
import type { Words } from "./language.ts";
import { roomTitle, roomWord } from "./partner.ts";

/** Mean the common room, whatever it and others are called. */
const EVERYONE: readonly string[] = ["everyone", "все"];

/** A key's beginning from here on is taken for one: six digits, which few names are. */
const KEY_BEGINNING = /^[0-9a-f]{6,}$/;
/** `#` and as many digits as lists show of a key, where they tell rooms apart. */
const SHORT_KEY = 9;

/**
 * Those a word can mean, `#` or not: by key, as Everyone, by name or the key's beginning, by the name's beginning. The first of
 * these that fits any counts: a room that somebody called "everyone" does not take the place of the common one. Keys and names
 * are made by others: neither hides the other.
 */
export function roomsNamed(rooms: readonly Room[], word: string): NamedRooms {
  const wanted = plain(word);
  const tiers: ((room: Room) => boolean)[] = [
    ({ key }) => key === `#${wanted}`,
    ({ everyone }) => everyone && EVERYONE.includes(wanted),
    ({ key, name }) => plain(name) === wanted || (KEY_BEGINNING.test(wanted) && key.startsWith(`#${wanted}`)),
    ({ name }) => plain(name).startsWith(wanted),
  ];
  const found = tiers.map((fits) => wanted === "" ? [] : rooms.filter(fits));
  const at = found.findIndex(({ length }) => length > 0);
  return { rooms: found[at] ?? [], isWhole: at >= 0 && at < tiers.length - 1 };
}

export interface NamedRooms {
  readonly rooms: readonly Room[];
  /** All of a name was given, not its beginning. */
  readonly isWhole: boolean;
}

/**
 * @param state of the rooms that are meant when the word alone does not tell: whoever invites us cannot make a name unclear
 * @throws CommandError in the person's language
 */
export async function roomOf(
  api: Api,
  words: Words,
  word: string,
  state: Room["state"] = "joined",
): Promise<Room> {
  const all = await api.call("rooms", {});
  const { rooms: found } = roomsNamed(all, word);
  const likely = found.filter((room) => room.state === state);
  const chosen = likely.length > 0 ? likely : found;
  if (chosen.length === 1) return chosen[0];
  const room = roomTitle(word);
  if (chosen.length === 0) throw new CommandError(words("rooms.no_such", { room }), words("hint.rooms"));
  const list = table(chosen.map((one) => [shortKey(one, all), roomTitle(one.name), roomWord(one, words)])).join("\n");
  throw new CommandError(words("rooms.ambiguous", { room }), `${words("hint.room_key")}\n${list}`);
}

/** What is enough of its key to name it. */
function shortKey({ key }: Room, all: readonly Room[]): string {
  const short = key.slice(0, SHORT_KEY);
  return roomsNamed(all, short).rooms.length === 1 ? short : key;
}

/** A member by number (id), name or the name's beginning, one of our contacts or not. @throws CommandError */
export async function memberOf(api: Api, words: Words, conversation: PeerKey, word: string): Promise<RoomMember> {
  const all = await api.call("room_members", { conversation });
  const wanted = word.trim().replace(/^@/, "").toLocaleLowerCase();
  const named = (fits: (name: string) => boolean) => all.filter(({ name }) => fits(name.toLocaleLowerCase()));
  const [found = []] = [
    all.filter(({ key, id }) => key === word || id === wanted),
    named((name) => name === wanted),
    wanted === "" ? [] : named((name) => name.startsWith(wanted)),
  ].filter((some) => some.length > 0);
  if (found.length === 1) return found[0];
  throw new CommandError(words(found.length === 0 ? "rooms.no_member" : "rooms.ambiguous_member", { name: word }));
}

function plain(name: string): string {
  return name.trim().replace(/^#/, "").toLocaleLowerCase();
}
