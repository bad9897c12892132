/** Which room somebody means by what they type. */
import type { Room as RoomView } from "../../ui/api.ts";
import { ChatError } from "../errors.ts";

/**
 * What a person types for a room: `#` and its name, the beginning of one, or the key.
 * @returns the key of its conversation
 * @throws ChatError "not-found", "ambiguous"
 */
export function foundByName(rooms: readonly RoomView[], text: string): string {
  if (rooms.some(({ key }) => key === text)) return text;
  const wanted = text.slice(1).trim().toLocaleLowerCase();
  const named = (fits: (name: string) => boolean) => rooms.filter((room) => namesOf(room).some(fits));
  const exact = named((name) => name === wanted);
  const found = exact.length > 0 || wanted === "" ? exact : named((name) => name.startsWith(wanted));
  if (found.length === 1) return found[0].key;
  if (found.length === 0) throw new ChatError("not-found", `no room "${text}"`);
  throw new ChatError(
    "ambiguous",
    `"${text}" means ${found.length} rooms: ${found.map(({ key }) => key).join(", ")}`,
  );
}

/** As it is typed: Everyone has no name of its own. */
function namesOf({ name, everyone }: RoomView): string[] {
  return (everyone ? [name, "everyone", "все"] : [name]).map((one) => one.toLocaleLowerCase());
}
