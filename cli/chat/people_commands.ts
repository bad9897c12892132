/** Commands about whom one talks with: who may come in, what is agreed, what is kept. */
import type { Contact } from "../../ui/api.ts";
import { CommandError } from "../errors.ts";
import { localMinute, readDuration, shortDuration } from "../format.ts";
import { presenceWord } from "../presence.ts";
import { qrLines } from "../qr.ts";
import { neutralise } from "../safe_text.ts";
import { readTextFile } from "../stdin.ts";
import { type Chat, contactOf, type Handler } from "./chat.ts";
import { nothingMore, WrongUse } from "./commands.ts";

/** Bytes; an invite has a few hundred. */
const MAX_INVITE = 64 * 1024;

/** `/requests`: who asks to reach us, with numbers. */
export const requests: Handler = ({ book, screen, view, words }, rest) => {
  nothingMore(rest);
  if (book.requests.length === 0) return view.notice(words("chat.no_requests"));
  const lines = book.requests.map(({ name, id }, index) => `  ${index + 1}  ${neutralise(name)} (${id})`);
  screen.print(lines);
  view.numbers.requestsWereShown();
  view.notice(words("chat.requests_hint"));
};

function requestAt({ book, words }: Chat, number: string): Contact {
  const found = book.requests[Number(number) - 1];
  if (found === undefined) throw new CommandError(words("chat.no_request", { number }));
  return found;
}

/** `/accept N` lets somebody in who asks; anything else is an invite. */
export const accept: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  if (rest === "") throw new WrongUse();
  let contact: Contact;
  if (/^\d{1,4}$/.test(rest)) {
    contact = await api.call("contact_accept", { conversation: requestAt(chat, rest).key });
  } else {
    const invite = rest.includes("parley:") ? rest : await readTextFile(rest, MAX_INVITE, words);
    contact = await api.call("invite_accept", { invite });
  }
  book.put(contact);
  const presence = presenceWord(contact, words);
  view.notice(words("accept.done", { name: contact.name, id: contact.id, presence }));
};

/** `/block N` keeps away who asks, `/block` whom one talks with; new keys are refused by it, too. */
export const block: Handler = async (chat, rest) => {
  if (rest !== "" && !/^\d{1,4}$/.test(rest)) throw new WrongUse();
  const contact = rest === "" ? contactOf(chat) : requestAt(chat, rest);
  const { key: conversation, name } = contact;
  await chat.ask({
    text: chat.words("chat.block", { name }),
    yes: async () => {
      const { api, book, view, words, seenKeys } = chat;
      const blocked = contact.key_changed
        ? await api.call("key_answer", { conversation, accept: false, ...bound(seenKeys.get(conversation)) })
        : await api.call("contact_block", { conversation, blocked: true });
      book.put(blocked);
      view.notice(words("chat.presence", { name, presence: presenceWord(blocked, words) }));
    },
  });
};

function bound(digits: string | undefined): { digits?: string } {
  return digits === undefined ? {} : { digits };
}

export const unblock: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { key: conversation, name } = contactOf(chat);
  const contact = await chat.api.call("contact_block", { conversation, blocked: false });
  chat.book.put(contact);
  chat.view.notice(chat.words("chat.presence", { name, presence: presenceWord(contact, chat.words) }));
};

const LATER: ReadonlySet<string> = new Set(["later", "позже"]);

/** `/timer` says what is agreed, `/timer 1d` and `/timer off` propose (TXT-9). */
export const timer: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  const contact = contactOf(chat);
  if (rest === "") return tellTimer(chat, contact);
  const seconds = readTimer(rest);
  if (seconds === undefined) throw new WrongUse();
  const before = contact.timer;
  const after = await api.call("timer_set", { conversation: contact.key, seconds });
  book.put(after);
  // The conversation tells of a new proposal by itself.
  if (JSON.stringify(before) === JSON.stringify(after.timer)) view.notice(words("chat.timer_same"));
};

/** Seconds; 0 is off. */
export function readTimer(text: string): number | undefined {
  if (text === "off" || text === "нет") return 0;
  const ms = readDuration(text);
  return ms === undefined ? undefined : ms / 1000;
}

export function tellTimer({ view, words }: Chat, { timer: { agreed, mine, theirs }, name }: Contact): void {
  view.notice(agreed === 0 ? words("chat.timer_off") : words("chat.timer_on", { time: shortDuration(agreed) }));
  const say = (key: "mine" | "theirs", seconds: number) => {
    const time = seconds === 0 ? words("chat.timer_none") : shortDuration(seconds);
    view.notice(words(`chat.timer_${key}`, { name, time }));
  };
  if (mine !== null) say("mine", mine.seconds);
  if (theirs !== null) say("theirs", theirs.seconds);
}

/** `/agree`: to what they propose; `/agree later` puts it off here and in the windows. */
export const agree: Handler = async (chat, rest) => {
  if (rest !== "" && !LATER.has(rest)) throw new WrongUse();
  const { key: conversation, name, timer: { theirs } } = contactOf(chat);
  if (theirs === null) throw new CommandError(chat.words("chat.nothing_proposed", { name }));
  const { id: accept, seconds } = theirs;
  if (rest !== "") {
    chat.book.put(await chat.api.call("timer_put_off", { conversation, id: accept }));
    return chat.view.notice(chat.words("chat.put_off", { name }));
  }
  chat.book.put(await chat.api.call("timer_set", { conversation, seconds, accept }));
};

/** `/keep on|off`: whether anything said is written to disk (TXT-8). */
export const keep: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  const { key: conversation, options } = contactOf(chat);
  if (rest === "") return view.notice(words(`chat.keep_${options.keep_history ? "on" : "off"}`));
  if (rest !== "on" && rest !== "off") throw new WrongUse();
  const set = async () => {
    const change = { keep_history: rest === "on" };
    book.put(await api.call("contact_options", { conversation, options: change }));
    view.notice(words(`chat.keep_${rest}`));
  };
  if (rest === "on") await set();
  else await chat.ask({ text: words("chat.keep_ask"), yes: set });
};

/** `/limits`: what is left. */
export const limits: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { api, view, words } = chat;
  const [row] = await api.call("limits", { conversation: contactOf(chat).key });
  const left = (amount: number | null) => amount ?? words("limits.unlimited");
  view.notice(`${words("limits.messages")}: ${left(row.messages)}, ${words("limits.files")}: ${left(row.files)}`);
};

export const invite: Handler = async ({ api, screen, view, words }, rest) => {
  nothingMore(rest);
  const made = await api.call("invite_create", {});
  const fits = screen.color && made.qr.length > 0 && made.qr[0].length < screen.columns;
  if (fits) screen.print(qrLines(made.qr));
  screen.printWhole(made.text);
  view.notice(words("invite.until", { until: localMinute(made.expires_at) }));
};
