/** From the word a person types to the conversation it means. */
import type { Api } from "./api.ts";
import type { CliContext } from "./context.ts";
import { CommandError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import { wordsOf } from "./language.ts";
import { isRoomKey, roomTitle } from "./partner.ts";
import { roomOf, roomsNamed } from "./rooms_find.ts";
import { notInRoom } from "./rooms_refusal.ts";

/**
 * The request that a word means, by number, name or the name's beginning; undefined when none does.
 * @throws CommandError when several do
 */
export async function requestOf(api: Api, context: CliContext, peer: string): Promise<string | undefined> {
  const requests = (await api.call("contacts", {})).filter(({ state }) => state === "request");
  const wanted = peer.trim().toLocaleLowerCase();
  const named = (fits: (name: string) => boolean) => requests.filter(({ name }) => fits(name.toLocaleLowerCase()));
  const [found = []] = [
    requests.filter(({ key, id }) => key === peer || id === wanted),
    named((name) => name === wanted),
    wanted === "" ? [] : named((name) => name.startsWith(wanted)),
  ].filter((some) => some.length > 0);
  if (found.length <= 1) return found[0]?.key;
  const words = wordsOf(context.lang);
  throw new CommandError(words("error.ambiguous", { peer }), words("hint.use_id"));
}

/** A contact, or somebody who has asked to become one. @throws CommandError in the person's language */
export async function personOf(api: Api, context: CliContext, peer: string): Promise<string> {
  refuseRoom(context, peer);
  try {
    return (await api.call("resolve", { peer })).conversation;
  } catch (cause) {
    const request = errorCode(cause) === "not-found" ? await requestOf(api, context, peer) : undefined;
    return request ?? await conversationOf(api, context, peer);
  }
}

/** A contact, where rooms have no such thing. @throws CommandError in the person's language */
export async function contactKeyOf(api: Api, context: CliContext, peer: string): Promise<string> {
  refuseRoom(context, peer);
  return await conversationOf(api, context, peer);
}

function refuseRoom(context: CliContext, peer: string): void {
  if (isRoomKey(peer)) throw new CommandError(wordsOf(context.lang)("rooms.only_people", { room: peer }));
}

/** Where something is to be said: of a room one must be a member. @throws CommandError in the person's language */
export async function writableKeyOf(api: Api, context: CliContext, peer: string): Promise<string> {
  if (!isRoomKey(peer)) return await conversationOf(api, context, peer);
  const words = wordsOf(context.lang);
  const room = await roomOf(api, words, peer);
  const refusal = notInRoom(room, words);
  if (refusal !== undefined) throw refusal;
  return room.key;
}

/** The conversation with a contact, or of a room: `#name`. @throws CommandError in the person's language */
export async function conversationOf(api: Api, context: CliContext, peer: string): Promise<string> {
  const words = wordsOf(context.lang);
  if (isRoomKey(peer)) return (await roomOf(api, words, peer)).key;
  try {
    return (await api.call("resolve", { peer })).conversation;
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "not-found") {
      if (await requestOf(api, context, peer) !== undefined) {
        throw new CommandError(words("error.is_request", { peer }), words("hint.accept_request"), { cause });
      }
      const { isWhole: isRoom } = roomsNamed(await api.call("rooms", {}), peer);
      const hint = isRoom ? words("hint.is_room", { room: roomTitle(peer) }) : words("hint.contacts");
      throw new CommandError(words("error.no_contact", { peer }), hint, { cause });
    }
    if (code === "ambiguous") {
      throw new CommandError(words("error.ambiguous", { peer }), words("hint.use_id"), { cause });
    }
    throw cause;
  }
}
