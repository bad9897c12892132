/** What the user does with rooms, as calls to the program, and what they may do. What becomes of it comes back as events. */
import type { PeerKey, Room, RoomMember } from "../../api.ts";
import { openConversation } from "./actions.ts";
import { errorCode } from "./errors.ts";
import { attempt } from "./people_actions.ts";
import { call } from "./program.ts";

/** Names, people and roles are theirs to change. */
export function isManager({ state, role, everyone }: Room): boolean {
  return state === "joined" && role === "owner" && !everyone;
}

/** Nothing is written there any more. */
export function isOver({ state }: Room): boolean {
  return state === "left" || state === "removed";
}

export async function createRoom(name: string, members: PeerKey[]): Promise<void> {
  const { key } = await call("room_create", { name: name.trim(), members });
  openConversation(key);
}

export function addMembers(conversation: PeerKey, members: PeerKey[]): Promise<unknown> {
  return call("room_add", { conversation, members });
}

/** An invitation: take it, and go there. */
export async function joinRoom(conversation: PeerKey): Promise<void> {
  if (await attempt(call("room_join", { conversation }))) openConversation(conversation);
}

/** An invitation that is not wanted leaves nothing in the list; mostly the program has taken it off by then. */
export async function declineRoom(conversation: PeerKey): Promise<void> {
  if (!await attempt(call("room_leave", { conversation }))) return;
  const forgotten = call("room_forget", { conversation }).catch((error) => {
    if (errorCode(error) !== "not-found") throw error;
  });
  await attempt(forgotten);
}

export function setRole(conversation: PeerKey, { key }: RoomMember, role: RoomMember["role"]): Promise<boolean> {
  return attempt(call("room_role", { conversation, member: key, role }));
}
