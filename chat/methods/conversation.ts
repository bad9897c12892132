/** Methods about what is said: `ui/api.ts`. */
import { ChatError } from "../errors.ts";
import { viewMessage } from "../views.ts";
import type { Core, Methods } from "./core.ts";

const PAGE = 50;

export type ConversationMethod =
  | "history"
  | "search"
  | "send"
  | "wait"
  | "mark_read"
  | "clear_history"
  | "history_export"
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
  const { parts: { history, clock }, bus, contacts, sessions, outgoing } = core;
  return {
    history: ({ conversation, before, limit = PAGE, search }) => {
      const rows = search === undefined ? history.page(conversation, { before, limit: limit + 1 }) : history.search({
        text: search,
        conversation,
        after: before === undefined ? undefined : String(before),
        limit: limit + 1,
      }).rows.toReversed();
      const { sent } = contacts.live(conversation);
      const messages = rows.slice(Math.max(0, rows.length - limit)).map((row) => viewMessage(row, sent));
      return { messages, more: rows.length > limit, newer: false };
    },
    search: notBuilt,
    send: ({ conversation, text, id }) => core.storing(() => outgoing.send(conversation, text, id)),
    wait: ({ conversation, id, timeout_ms }) =>
      outgoing.wait(conversation, id, timeout_ms, (ms, run) => clock.after(ms, run)),
    mark_read: async ({ conversation, cursor }) => {
      await history.markRead(conversation, cursor, clock.now()).saved;
      void sessions.seen(conversation, history.streams(conversation).in_read);
      contacts.publish(conversation);
      return null;
    },
    clear_history: async ({ conversation }) => {
      const { removed, saved } = history.clear(conversation);
      await saved;
      bus.publish({ type: "cleared", conversation: conversation ?? null });
      return { removed };
    },
    history_export: notBuilt,
    message_edit: notBuilt,
    message_delete: notBuilt,
    message_react: notBuilt,
    message_cancel: notBuilt,
    message_retry: notBuilt,
    message_discard: notBuilt,
    message_versions: notBuilt,
    typing: notBuilt,
    draft_set: notBuilt,
    timer_set: notBuilt,
  };
}

function notBuilt(): never {
  throw new ChatError("internal", "not built yet");
}
