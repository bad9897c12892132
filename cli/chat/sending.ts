/** Sending and changing texts: what it costs is asked first, and what could not be sent stays in the line (LIM-3, LIM-4). */
import type { Message, PeerKey } from "../../ui/api.ts";
import { errorCode } from "../explain.ts";
import { isRoom } from "../partner.ts";
import { notInRoom } from "../rooms_refusal.ts";
import { type Chat, partnerOf } from "./chat.ts";
import { answerFirst } from "./key_warning.ts";

export interface Saying {
  readonly conversation: PeerKey;
  readonly text: string;
  /** Does it. */
  readonly send: () => Promise<Message>;
  /** Gives the text back to the person when it could not be sent. */
  readonly putBack?: () => void;
}

/** A text to whom one talks with. @param again what the line is for when the text is back in it; without it, to be sent */
export async function say(chat: Chat, text: string, reply?: Message, again?: () => void): Promise<void> {
  if (text.trim() === "") return;
  const conversation = partnerOf(chat).key;
  const about = reply === undefined ? {} : { reply_to: reply.id };
  const send = () => chat.api.call("send", { conversation, text, ...about });
  await spend(chat, { conversation, text, send, putBack: () => putBack(chat, text, again) });
}

/** Into the line, to go on with it. */
export function putBack({ screen }: Chat, text: string, again?: () => void): void {
  again?.();
  screen.setLine(text);
}

/** Asks when it costs more than one packet; in a room nothing costs. */
export async function spend(chat: Chat, saying: Saying): Promise<void> {
  const { book, words } = chat;
  const partner = book.find(saying.conversation);
  if (partner !== undefined && isRoom(partner)) {
    const refusal = notInRoom(partner, words);
    if (refusal === undefined) return await go(chat, saying, 0);
    saying.putBack?.();
    throw refusal;
  }
  const contact = book.contact(saying.conversation);
  if (contact?.key_changed) {
    saying.putBack?.();
    return await answerFirst(chat, contact);
  }
  const cost = await costOf(saying.text);
  const left = contact?.messages_left ?? null;
  if (left !== null && left < cost) return refused(chat, saying, cost, left);
  if (cost < 2) return await go(chat, saying, cost);
  const about = { cost, left: left ?? words("limits.unlimited") };
  await chat.ask({
    text: words("chat.cost", about),
    yes: () => go(chat, saying, cost),
    no: saying.putBack,
  });
}

/** Packets of a text. Most are short: what counts them need not be loaded for these. */
async function costOf(text: string): Promise<number> {
  if (text.length < SURELY_ONE) return 1;
  const { packetsOf } = await import("../../chat/mod.ts");
  return packetsOf(text);
}

/** UTF-16 units that fit one packet of 1 KiB whatever they are: each takes at most three bytes. */
const SURELY_ONE = 341;

async function go(chat: Chat, saying: Saying, cost: number): Promise<void> {
  const { book, view } = chat;
  let message: Message;
  try {
    message = await saying.send();
  } catch (error) {
    saying.putBack?.();
    const contact = book.contact(saying.conversation);
    const code = errorCode(error);
    if (code === "limit-exhausted") {
      const [row] = await chat.api.call("limits", { conversation: saying.conversation });
      return refused(chat, undefined, cost, row?.messages ?? 0);
    }
    if (code === "key-changed" && contact !== undefined) return await answerFirst(chat, contact);
    throw error;
  }
  // It may have been told by an event already, and shown then.
  if (message.conversation !== book.open) return;
  if (book.shown(message.id) === undefined) view.message(message);
  else view.changed(message);
}

function refused({ view, words }: Chat, saying: Saying | undefined, cost: number, left: number): void {
  view.tell(words("send.exhausted", { cost, left }), view.styles.bad);
  view.notice(words("hint.grant"));
  saying?.putBack?.();
}
