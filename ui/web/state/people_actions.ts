/** What the user does with people, as calls to the program. What becomes of it comes back as events. */
import type { ContactOptions, PeerKey } from "../../api.ts";
import { openConversation } from "./actions.ts";
import { tellFailure } from "./failures.ts";
import { isRoomKey } from "./partner.ts";
import { call } from "./program.ts";

/** @returns false when it did not work; then the user was told */
export async function attempt(action: Promise<unknown>): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** Of a person or a room. */
export function changeOptions(conversation: PeerKey, options: Partial<ContactOptions>): Promise<boolean> {
  return attempt(call(isRoomKey(conversation) ? "room_options" : "contact_options", { conversation, options }));
}

/** A person for ourselves, a room for everybody in it. */
export function rename(conversation: PeerKey, name: string): Promise<boolean> {
  return attempt(call(isRoomKey(conversation) ? "room_rename" : "contact_rename", { conversation, name: name.trim() }));
}

export function block(conversation: PeerKey, blocked: boolean): Promise<boolean> {
  return attempt(call("contact_block", { conversation, blocked }));
}

/** A request: let them in, and go to the conversation. */
export async function acceptRequest(conversation: PeerKey): Promise<void> {
  if (await attempt(call("contact_accept", { conversation }))) openConversation(conversation);
}

/** A request: keep them away, and out of sight. */
export async function blockRequest(conversation: PeerKey): Promise<void> {
  if (await block(conversation, true)) await changeOptions(conversation, { closed: true });
}

/** A request: forget it. They may ask again. */
export function ignoreRequest(conversation: PeerKey): Promise<boolean> {
  return attempt(call("contact_remove", { conversation }));
}

/** @param digits the safety number the user saw: should yet another key have come, the program refuses */
export function answerKey(conversation: PeerKey, accept: boolean, digits?: string): Promise<boolean> {
  return attempt(call("key_answer", { conversation, accept, digits }));
}

export function verify(conversation: PeerKey, verified: boolean): Promise<boolean> {
  return attempt(call("contact_verify", { conversation, verified }));
}
