/** Methods about what is said: `ui/api.ts`. */
import { checkDraft } from "../outgoing.ts";
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
  | "timer_set";

export function conversationMethods(core: Core): Methods<ConversationMethod> {
  const { parts: { history, clock }, contacts, sessions, outgoing, amendments, expiry, typing } = core;
  const { storing } = core;
  return {
    ...readingMethods(core),
    send: ({ conversation, text, ...options }) => {
      typing.wrote(conversation);
      return storing(() => outgoing.send(conversation, text, options));
    },
    wait: ({ conversation, id, timeout_ms }) =>
      outgoing.wait(conversation, id, timeout_ms, (ms, run) => clock.after(ms, run)),
    mark_read: async ({ conversation, cursor }) => {
      await history.markRead(conversation, cursor, clock.now()).saved;
      expiry.touch();
      sessions.seen(conversation, history.streams(conversation).in_read);
      contacts.publish(conversation);
      return null;
    },
    message_edit: ({ conversation, id, text }) => storing(() => amendments.edit(conversation, id, text)),
    message_delete: async ({ conversation, id, for: whom }) => {
      const gone = () =>
        whom === "me" ? amendments.deleteForMe(conversation, id) : amendments.deleteForEveryone(conversation, id);
      await storing(gone);
      return null;
    },
    message_react: ({ conversation, id, emoji }) => storing(() => amendments.react(conversation, id, emoji)),
    message_cancel: async ({ conversation, id }) => (await storing(() => amendments.cancel(conversation, id)), null),
    message_retry: ({ conversation, id }) => storing(() => amendments.retry(conversation, id)),
    message_discard: async ({ conversation, id }) => (await storing(() => amendments.discard(conversation, id)), null),
    message_versions: ({ conversation, id }) => amendments.versions(conversation, id),
    typing: ({ conversation, typing: isTyping }) => (typing.tell(conversation, isTyping), null),
    draft_set: async ({ conversation, text, reply_to }) => {
      contacts.row(conversation);
      const draft = text === "" ? undefined : { text: checkDraft(text), reply_to };
      await storing(() => history.putDraft(conversation, draft).saved);
      contacts.publish(conversation);
      return null;
    },
    timer_set: ({ conversation, seconds, accept }) => storing(() => amendments.timer(conversation, seconds, accept)),
  };
}
