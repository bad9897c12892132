/** Lists of messages by cursor: merging pages, single messages and receipts. Pure. */
import type { Message, MessageStatus, Millis, Page, Quote } from "../../api.ts";
import type { Conversation } from "./model.ts";
import { SLACK, withoutBeginning, withoutEnd } from "./view_window.ts";

/** How far an outgoing message has come; a receipt never takes one back. */
const PROGRESS: Record<MessageStatus, number> = { queued: 0, sent: 1, delivered: 2, read: 3, failed: 4, received: 4 };

/** UTF-16 units of a quoted text, as the program cuts it. */
const QUOTED = 200;

/** Which page was asked for: the newest, one around a message, or the neighbours of what is here. */
export type PagePlace = "newest" | "around" | "before" | "after";

/**
 * Add or replace one message; an echo of it is done with. One that does not follow what is here is only counted (`missed`).
 * In a room it may belong in the middle, and what was known of it may have stood elsewhere.
 */
export function mergeMessage(before: Conversation, message: Message): Conversation {
  const conversation = withoutFormer(before, message);
  const { messages, newer, fresh } = conversation;
  const echoes = withoutEchoes(conversation.echoes, [message]);
  const at = placeOf(messages, message.cursor);
  if (messages[at]?.cursor === message.cursor) {
    const changed = messages.with(at, message);
    return { ...conversation, messages: requote(changed, messages[at], message), echoes };
  }
  const missed = conversation.missed + 1; // a page on its way may not have it
  if (at === 0 && messages.length > 0 && conversation.more) return { ...conversation, echoes, missed }; // older than what is here
  if (at < messages.length) return { ...conversation, messages: messages.toSpliced(at, 0, message), echoes, missed };
  if (!fresh || newer || messages.length >= SLACK) return { ...conversation, echoes, missed, newer: fresh };
  return { ...conversation, messages: [...messages, message], echoes, missed };
}

/** Its place has changed: it was taken away from where it stood, and stays after all. */
function withoutFormer(conversation: Conversation, { id, cursor }: Message): Conversation {
  const { messages, leaving } = conversation;
  const isFormer = (known: Message) => known.id === id && known.cursor !== cursor;
  if (!leaving.has(id) && !messages.some(isFormer)) return conversation;
  return {
    ...conversation,
    messages: messages.filter((known) => !isFormer(known)),
    leaving: leaving.difference(new Set([id])),
  };
}

/** Where this cursor stands or would stand; the usual message is the newest, so look from the end. */
function placeOf(messages: readonly Message[], cursor: number): number {
  let at = messages.length;
  while (at > 0 && messages[at - 1].cursor >= cursor) at--;
  return at;
}

/** Whoever quotes a message that was edited or deleted quotes it as it is now. */
function requote(messages: readonly Message[], before: Message, now: Message): readonly Message[] {
  if (before.text === now.text && before.deleted === now.deleted) return messages;
  const quote = quoteOf(now);
  return messages.map((message) => message.reply?.id === now.id ? { ...message, reply: quote } : message);
}

export function quoteOf({ id, cursor, direction, from, text, deleted, file }: Message): Quote {
  return {
    id,
    cursor,
    direction,
    ...(from === undefined ? {} : { from }),
    text: text.slice(0, QUOTED),
    ...(deleted ? { deleted } : {}),
    ...(file === undefined ? {} : { file: true }),
  };
}

/**
 * A page of history. `missed`: that count of the conversation when the page was asked for; if it has risen meanwhile, the
 * page may be older than what was told of, and there is something newer.
 */
export function mergePage(conversation: Conversation, page: Page, place: PagePlace, missed: number): Conversation {
  const echoes = withoutEchoes(conversation.echoes, page.messages);
  const { messages } = conversation;
  const newer = page.newer || conversation.missed !== missed;
  if (place === "before") {
    const first = messages[0]?.cursor ?? Infinity;
    const older = page.messages.filter(({ cursor }) => cursor < first);
    const part = { messages: [...older, ...messages], more: page.more, newer: conversation.newer };
    return { ...conversation, echoes, ...withoutEnd(part) };
  }
  if (place === "after") {
    const last = messages.at(-1)?.cursor ?? -1;
    const later = page.messages.filter(({ cursor }) => cursor > last);
    const part = { messages: [...messages, ...later], more: conversation.more, newer };
    return { ...conversation, echoes, ...withoutBeginning(part) };
  }
  return { ...conversation, echoes, messages: page.messages, more: page.more, newer, fresh: true };
}

function withoutEchoes(echoes: readonly Message[], stored: readonly Message[]): readonly Message[] {
  if (echoes.length === 0) return echoes;
  const ids = new Set(stored.flatMap(({ id, client }) => client === undefined ? [id] : [id, client]));
  return echoes.filter(({ id }) => !ids.has(id));
}

/** Without these messages; quotes of them say that there is nothing to jump to. */
export function withoutMessages(messages: readonly Message[], gone: ReadonlySet<string>): readonly Message[] {
  const lost = (message: Message) => message.reply !== undefined && gone.has(message.reply.id);
  return messages.filter(({ id }) => !gone.has(id))
    .map((message) => lost(message) ? { ...message, reply: { id: message.reply!.id } } : message);
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
  return {
    ...message,
    status,
    received_at: status === "sent" ? message.received_at : message.received_at ?? at,
    ...(status === "read" ? { read_at: at } : {}),
  };
}
