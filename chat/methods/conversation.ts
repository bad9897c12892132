/** Methods about what is said: `ui/api.ts`. */
import { ChatError } from "../errors.ts";
import { checkDraft } from "../outgoing.ts";
import { isRoomKey } from "../rooms/room_parts.ts";
import { putOff } from "../timers.ts";
import type { Core, Methods } from "./core.ts";
import { type ReadingMethod, readingMethods } from "./reading.ts";

export type ConversationMethod =
  | ReadingMethod
  | "send"
  | "wait"
  | "mark_read"
  | "message_edit"
  | "message_delete"
  | "message_react"
  | "message_cancel"
  | "message_retry"
  | "message_discard"
  | "message_versions"
  | "typing"
  | "draft_set"
  | "timer_set"
  | "timer_put_off";

export function conversationMethods(core: Core): Methods<ConversationMethod> {
  const { parts: { history, clock }, contacts, sessions, outgoing, amendments, expiry, typing, rooms, talking } = core;
  const { storing } = core;
  const saidIn = (conversation: string) => isRoomKey(conversation) ? talking : amendments;
  return {
    ...readingMethods(core),
    send: ({ conversation, text, ...options }) => {
      if (isRoomKey(conversation)) return storing(() => talking.send(conversation, text, options));
      typing.wrote(conversation);
      return storing(() => outgoing.send(conversation, text, options));
    },
    wait: ({ conversation, id, timeout_ms }) =>
      outgoing.wait(conversation, id, timeout_ms, (ms, run) => clock.after(ms, run)),
    mark_read: async ({ conversation, cursor }) => {
      await history.markRead(conversation, cursor, clock.now()).saved;
      if (isRoomKey(conversation)) return (rooms.seen(conversation), null);
      expiry.touch();
      sessions.seen(conversation, history.streams(conversation).in_read);
      contacts.publish(conversation);
      return null;
    },
    message_edit: ({ conversation, id, text }) => storing(() => saidIn(conversation).edit(conversation, id, text)),
    message_delete: async ({ conversation, id, for: whom }) => {
      const said = saidIn(conversation);
      const gone = () => whom === "me" ? said.deleteForMe(conversation, id) : said.deleteForEveryone(conversation, id);
      await storing(gone);
      return null;
    },
    message_react: ({ conversation, id, emoji }) => storing(() => saidIn(conversation).react(conversation, id, emoji)),
    message_cancel: async ({ conversation, id }) => {
      refuseInRooms(conversation);
      await storing(() => amendments.cancel(conversation, id));
      return null;
    },
    message_retry: ({ conversation, id }) => storing(() => amendments.retry(conversation, id)),
    message_discard: async ({ conversation, id }) => (await storing(() => amendments.discard(conversation, id)), null),
    message_versions: ({ conversation, id }) => amendments.versions(conversation, id),
    typing: ({ conversation, typing: isTyping }) => {
      if (!isRoomKey(conversation)) typing.tell(conversation, isTyping);
      return null;
    },
    draft_set: async ({ conversation, text, reply_to }) => {
      const inRoom = isRoomKey(conversation);
      if (inRoom) rooms.entry(conversation);
      else contacts.row(conversation);
      const draft = text === "" ? undefined : { text: checkDraft(text), reply_to };
      await storing(() => history.putDraft(conversation, draft).saved);
      if (inRoom) rooms.publish(rooms.entry(conversation).room.id);
      else contacts.publish(conversation);
      return null;
    },
    timer_set: ({ conversation, seconds, accept }) => storing(() => amendments.timer(conversation, seconds, accept)),
    timer_put_off: ({ conversation, id }) => storing(() => putOff(core, conversation, id)),
  };
}

/** What is signed for a room may be with others at once. @throws ChatError "already-sent" */
function refuseInRooms(conversation: string): void {
  if (!isRoomKey(conversation)) return;
  throw new ChatError("already-sent", "cancelling: what is said in a room can only be deleted for everyone");
}
