/** What the composer is about, beside its text: the message it answers, or the one it changes. */
import { signal } from "@preact/signals";
import type { Message, PeerKey, Quote } from "../../api.ts";
import { keepDraft, wholeDraftOf } from "./drafts.ts";
import { quoteOf } from "./messages.ts";
import { conversationOf } from "./pages.ts";

/** The message that is being changed; its new text is no draft. */
export const editing = signal<Message | null>(null);

let field: HTMLTextAreaElement | null = null;

/** The field of the open conversation. @returns what ends that */
export function useAsComposer(element: HTMLTextAreaElement): () => void {
  field = element;
  return () => {
    if (field === element) field = null;
  };
}

/** At once, so that a key that is being pressed lands in it. */
export function focusComposer(): void {
  field?.focus();
}

/** What was chosen to be answered: the part of the conversation that is here may be another one by now. */
const quotes = new Map<string, Quote>();

export function reply(message: Message): void {
  quotes.set(message.id, quoteOf(message));
  editing.value = null;
  keepDraft(message.conversation, { reply_to: message.id });
  focusComposer();
}

export function dropReply(key: PeerKey): void {
  keepDraft(key, { reply_to: null });
}

/** What the draft answers; subscribes. Without text when only the program knows the message. */
export function replyOf(key: PeerKey): Quote | undefined {
  const { reply_to } = wholeDraftOf(key);
  if (reply_to === null) return undefined;
  const message = conversationOf(key).messages.find(({ id }) => id === reply_to);
  return message === undefined ? quotes.get(reply_to) ?? { id: reply_to } : quoteOf(message);
}

export function beginEdit(message: Message): void {
  editing.value = message;
  focusComposer();
}

export function endEdit(): void {
  if (editing.peek() === null) return;
  editing.value = null;
  focusComposer();
}

/** Own text messages that are still there can be changed. */
export function canEdit({ direction, kind, deleted, status, forwarded }: Message): boolean {
  return direction === "out" && kind === "text" && !deleted && !forwarded && status !== "failed";
}

/** The newest of one's own that can be changed, for the arrow up in an empty field. */
export function lastEditable(key: PeerKey): Message | undefined {
  const { messages, echoes, newer } = conversationOf(key);
  // What was just sent is meant, and the program does not have it yet: not what was said before it.
  return newer || echoes.some(canEdit) ? undefined : messages.findLast(canEdit);
}
