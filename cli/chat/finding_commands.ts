/** Commands that go back in what was said (TXT-7, TXT-8): older messages, numbers, search, the place of a hit, a file. */
import { exportFile } from "../history_export.ts";
import { findAll } from "../message_pages.ts";
import { titleOf } from "../partner.ts";
import { type Chat, type Handler, partnerOf } from "./chat.ts";
import { nothingMore, readNumber, WrongUse } from "./commands.ts";
import { CommandError } from "../errors.ts";

/** Messages shown when a conversation is opened, and hits of a search. */
export const OPENING = 20;
/** Messages that `/numbers` numbers. */
const NUMBERED = 10;
/** Messages around a hit. */
const AROUND = 11;
const MAX_COUNT = 500;

function readCount(rest: string, usual: number): number {
  if (rest === "") return usual;
  if (!/^\d{1,6}$/.test(rest)) throw new WrongUse();
  return Math.min(MAX_COUNT, Math.max(1, Number(rest)));
}

/** `/history [N]`. */
export const history: Handler = async (chat, rest) => await show(chat, readCount(rest, OPENING));

async function show(chat: Chat, limit: number): Promise<void> {
  const { api, view, words } = chat;
  const { key: conversation } = partnerOf(chat);
  const { messages } = await api.call("history", { conversation, limit });
  if (messages.length === 0) return view.notice(words("chat.nothing_found"));
  view.page(messages);
}

/** `/numbers [N]`: messages with numbers, also those to come. `/numbers off` ends it. */
export const numbers: Handler = async (chat, rest) => {
  if (rest === "off") return chat.view.numbers.begin(false);
  const count = readCount(rest, NUMBERED);
  partnerOf(chat);
  chat.view.numbers.begin(true);
  await show(chat, count);
};

/** `/search WORDS`: here, or everywhere while nobody is chosen. */
export const search: Handler = async (chat, rest) => await find(chat, rest, chat.book.open);

/** `/find WORDS`: everywhere. */
export const findEverywhere: Handler = async (chat, rest) => await find(chat, rest, undefined);

async function find(chat: Chat, text: string, conversation: string | undefined): Promise<void> {
  const { api, view, words } = chat;
  if (text === "") throw new WrongUse();
  const messages = await findAll(api, { text, ...(conversation === undefined ? {} : { conversation }) }, OPENING);
  if (messages.length === 0) return view.notice(words("chat.nothing_found"));
  view.numbers.begin(false);
  for (const message of messages) view.hit(message, conversation === undefined);
  const all = messages.length < OPENING;
  view.notice(words(all ? "chat.found" : "chat.found_newest", { count: messages.length }));
}

/** `/open N`: what was said around it. */
export const open: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  const { number, after } = readNumber(rest);
  if (number === undefined || after !== "") throw new WrongUse();
  const hit = view.numbers.get(number);
  if (hit === undefined) throw new CommandError(words("chat.no_number", { number }));
  const { conversation, cursor, id } = hit;
  const { messages, newer } = await api.call("history", { conversation, around: cursor, limit: AROUND });
  book.open = conversation;
  view.numbers.begin(true);
  view.page(messages, (message) => message.id === id ? words("chat.found_here") : undefined);
  if (newer) view.notice(words("chat.newer"));
};

/** `/export [FILE]`: HTML to read, or JSON by the name of the file. */
export const exportConversation: Handler = async (chat, rest) => {
  const { api, view, words, now } = chat;
  const { key } = partnerOf(chat);
  const file = await exportFile(api, { conversation: key, path: rest === "" ? undefined : rest, words, now });
  view.notice(words("invite.file", { file }));
};

/** `/clear`: everything said with them, here. */
export const clear: Handler = async (chat, rest) => {
  nothingMore(rest);
  const { api, view, words } = chat;
  const partner = partnerOf(chat);
  const conversation = partner.key;
  await chat.ask({
    text: words("chat.clear", { name: titleOf(partner) }),
    yes: async () => {
      const { removed } = await api.call("clear_history", { conversation });
      view.notice(words("history.cleared", { removed }));
    },
  });
};
