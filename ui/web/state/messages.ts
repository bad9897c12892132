/** Lists of messages by cursor: merging pages, single messages and receipts. Pure. */
import type { Message, MessageStatus, Millis, Page } from "../../api.ts";
import type { Conversation } from "./model.ts";

/** How far an outgoing message has come; a receipt never takes one back. */
const PROGRESS: Record<MessageStatus, number> = { queued: 0, sent: 1, delivered: 2, read: 3, failed: 4, received: 4 };

/** Add or replace one message; an echo of it is done with. */
export function mergeMessage(conversation: Conversation, message: Message): Conversation {
  return {
    ...conversation,
    messages: insert(conversation.messages, message),
    echoes: withoutEchoes(conversation.echoes, [message]),
  };
}

/** The usual message is the newest: look from the end. */
function insert(messages: readonly Message[], message: Message): readonly Message[] {
  let at = messages.length;
  while (at > 0 && messages[at - 1].cursor >= message.cursor) at--;
  const known = messages[at]?.cursor === message.cursor;
  return [...messages.slice(0, at), message, ...messages.slice(at + (known ? 1 : 0))];
}

/**
 * A page of history. An older one goes in front. The newest one replaces what was there (statuses may have changed while
 * the program was out of reach), but for messages that are newer than its end.
 */
export function mergePage(conversation: Conversation, page: Page, before: number | null): Conversation {
  const echoes = withoutEchoes(conversation.echoes, page.messages);
  if (before !== null) {
    const older = page.messages.filter(({ cursor }) => cursor < before);
    const rest = conversation.messages.filter(({ cursor }) => cursor >= before);
    return { ...conversation, echoes, messages: [...older, ...rest], more: page.more };
  }
  const end = page.messages.at(-1)?.cursor ?? -1;
  const newer = conversation.messages.filter(({ cursor }) => cursor > end);
  return { ...conversation, echoes, messages: [...page.messages, ...newer], more: page.more };
}

function withoutEchoes(echoes: readonly Message[], stored: readonly Message[]): readonly Message[] {
  if (echoes.length === 0) return echoes;
  const ids = new Set(stored.map(({ id }) => id));
  return echoes.filter(({ id }) => !ids.has(id));
}

export interface Receipt {
  readonly cursor: number;
  readonly status: "sent" | "delivered" | "read";
  readonly at: Millis;
}

/** Every outgoing message up to the receipt's cursor that is not further yet; untouched ones keep their identity. */
export function receiptUpTo(messages: readonly Message[], receipt: Receipt): readonly Message[] {
  const behind = (message: Message) =>
    message.direction === "out" && message.kind !== "event" && message.cursor <= receipt.cursor &&
    PROGRESS[message.status] < PROGRESS[receipt.status];
  if (!messages.some(behind)) return messages;
  return messages.map((message) => behind(message) ? withReceipt(message, receipt) : message);
}

function withReceipt(message: Message, { status, at }: Receipt): Message {
  return { ...message, status, received_at: status === "sent" ? message.received_at : message.received_at ?? at };
}
