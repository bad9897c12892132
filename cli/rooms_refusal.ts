/** Why the program would not do something to a room, in words about rooms. */
import type { Room } from "../ui/api.ts";
import { CommandError } from "./errors.ts";
import { errorCode } from "./explain.ts";
import type { Words } from "./language.ts";
import type { Key } from "./locales/en.ts";
import { roomTitle } from "./partner.ts";

const REFUSALS: Readonly<Record<string, Key>> = {
  "not-yours": "rooms.not_yours",
  "ended": "rooms.no_invitation",
  "never-linked": "rooms.never_linked",
};

/** Why nothing can be said there; undefined for who is in it. */
export function notInRoom({ state, name }: Room, words: Words): CommandError | undefined {
  const room = roomTitle(name);
  if (state === "joined") return undefined;
  if (state === "invited") return new CommandError(words("rooms.join_first", { room }));
  return new CommandError(words("rooms.not_in", { room }));
}

/** Of what owners alone may do: said at once, before anything is asked. @throws CommandError */
export function mustOwn(room: Room, words: Words): void {
  const refusal = notInRoom(room, words);
  if (refusal !== undefined) throw refusal;
  if (room.role !== "owner") throw new CommandError(words("rooms.not_owner"));
}

/** @throws CommandError in the person's language, where the code says which; else as it was */
export async function inRoom<T>(words: Words, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = errorCode(cause) ?? "";
    if (!Object.hasOwn(REFUSALS, code)) throw cause;
    throw new CommandError(words(REFUSALS[code]), undefined, { cause });
  }
}
