/** Methods about rooms: `ui/api.ts`. */
import { MAX_ROOM_NAME_LENGTH } from "../../net/limits.ts";
import { cleanName } from "../contacts.ts";
import { ChatError } from "../errors.ts";
import type { Core, Methods } from "./core.ts";

export type RoomMethod =
  | "rooms"
  | "room_create"
  | "room_add"
  | "room_join"
  | "room_leave"
  | "room_forget"
  | "room_remove"
  | "room_role"
  | "room_rename"
  | "room_options"
  | "room_members";

/** What means the common room where a room is named; another one of that name could not be written to. */
const EVERYONE: ReadonlySet<string> = new Set(["everyone", "все"]);

export function roomMethods({ rooms, storing }: Core): Methods<RoomMethod> {
  /** Done, and told how it is now. */
  const then = async (conversation: string, work: () => Promise<void>) => {
    await storing(work);
    return rooms.view(conversation);
  };
  const owning = (conversation: string) => rooms.entry(conversation).owning;
  return {
    rooms: () => rooms.all(),
    room_create: async ({ name, members = [] }) => {
      const created = await storing(() => rooms.create(readName(name), members));
      return rooms.view(created);
    },
    room_add: ({ conversation, members }) => then(conversation, () => owning(conversation).add(members)),
    room_join: ({ conversation }) => then(conversation, () => owning(conversation).join()),
    room_leave: async ({ conversation }) => {
      const { room } = rooms.entry(conversation);
      if (room.row.everyone !== null) throw new ChatError("bad-request", "nobody leaves Everyone; it can be muted");
      await storing(() => owning(conversation).leave());
      await room.settled();
      return null;
    },
    room_forget: async ({ conversation }) => (await storing(() => rooms.forget(conversation)), null),
    room_remove: ({ conversation, member }) => then(conversation, () => owning(conversation).remove(member)),
    room_role: ({ conversation, member, role }) => then(conversation, () => owning(conversation).role(member, role)),
    room_rename: ({ conversation, name }) => then(conversation, () => owning(conversation).rename(readName(name))),
    room_options: ({ conversation, options }) =>
      then(conversation, async () => {
        const { room } = rooms.entry(conversation);
        await room.update({ options: { ...room.row.options, ...options } });
        rooms.publish(room.id);
      }),
    room_members: ({ conversation }) => rooms.members(conversation),
  };
}

/** @throws ChatError "bad-request" */
function readName(name: string): string {
  const clean = cleanName(name, "").slice(0, MAX_ROOM_NAME_LENGTH);
  if (clean === "") throw new ChatError("bad-request", "the name of a room: it is empty");
  if (EVERYONE.has(clean.replace(/^#+/, "").toLocaleLowerCase())) {
    throw new ChatError("bad-request", "the name of a room: that is what the common room is called");
  }
  return clean;
}
