/** Commands about one message (TXT-4): answer, change, delete, react, pass on, try again. */
import type { Message } from "../../ui/api.ts";
import { CommandError } from "../errors.ts";
import { isRoomKey, titleOf } from "../partner.ts";
import { type Chat, type Handler, isOurs, isOurText, isTheirs, isUnsent, partnerOf, pick } from "./chat.ts";
import { readEmoji, readNumber, WrongUse } from "./commands.ts";
import { choose } from "./contact_list.ts";
import { passOn } from "./file_commands.ts";
import { putBack, say, spend } from "./sending.ts";

/** `/reply [N] [TEXT]`: without a text, the next line is the answer. */
export const reply: Handler = async (chat, rest) => {
  const { number, after } = readNumber(rest);
  const message = pick(chat, number, isTheirs);
  if (after === "") return expectReply(chat, message);
  await say(chat, after, message);
};

/** The next line answers it. */
export function expectReply(chat: Chat, message: Message): void {
  const { view, words } = chat;
  view.notice(words("chat.replying", { text: view.gist(message) }));
  const again = () => chat.expect({ prompt: words("chat.prompt.reply"), take });
  const take = (line: string) => say(chat, line, message, again);
  again();
}

/** `/edit [N] [TEXT]`: without a text, the old one is put into the line. */
export const edit: Handler = async (chat, rest) => {
  const { number, after } = readNumber(rest);
  const message = pick(chat, number, isOurText);
  if (message.direction !== "out") throw new CommandError(chat.words("failure.not-yours"));
  if (message.file !== undefined) throw new CommandError(chat.words("chat.is_file"));
  if (after !== "") return await change(chat, message, after);
  if (!chat.screen.interactive) throw new WrongUse();
  expectEdit(chat, message);
  chat.screen.setLine(message.text);
};

function expectEdit(chat: Chat, message: Message): void {
  const again = () => chat.expect({ prompt: chat.words("chat.prompt.edit"), take });
  const take = async (line: string) => {
    if (line.trim() !== "") await change(chat, message, line, again);
  };
  again();
}

async function change(chat: Chat, { conversation, id }: Message, text: string, again?: () => void): Promise<void> {
  const send = () => chat.api.call("message_edit", { conversation, id, text });
  const back = again === undefined ? undefined : () => putBack(chat, text, again);
  await spend(chat, { conversation, text, send, putBack: back });
}

/** `/delete [N] [me]`: ours for everyone, theirs only here. */
export const remove: Handler = async (chat, rest) => {
  const { api, view, words } = chat;
  const { number, after } = readNumber(rest);
  if (after !== "" && after !== "me" && after !== "здесь") throw new WrongUse();
  const message = pick(chat, number, isOurs);
  const { conversation, id } = message;
  const whom = after === "" && message.direction === "out" ? "everyone" : "me";
  await chat.ask({
    text: words(whom === "everyone" && isRoomKey(conversation) ? "chat.delete_room" : `chat.delete_${whom}`, {
      text: view.gist(message),
    }),
    yes: async () => void await api.call("message_delete", { conversation, id, for: whom }),
  });
};

/** `/react [N] EMOJI|off`. */
export const react: Handler = async (chat, rest) => {
  // "+1" and "-1" are emoji, a number stands before one.
  const { number, after } = readNumber(rest);
  if (after === "" || /\s/.test(after)) throw new WrongUse();
  const { conversation, id } = pick(chat, number, isTheirs);
  const changed = await chat.api.call("message_react", { conversation, id, emoji: readEmoji(after) });
  chat.view.changed(changed);
};

/** `/forward N NAME`. */
export const forward: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  const { number, after } = readNumber(rest);
  if (number === undefined || after === "") throw new WrongUse();
  const message = view.numbers.get(number);
  if (message === undefined) throw new CommandError(words("chat.no_number", { number }));
  const now = book.shown(message.id) ?? message;
  if (now.deleted || (now.kind !== "text" && now.file === undefined)) throw new CommandError(words("failure.deleted"));
  const choice = choose(book, after);
  if (choice.kind !== "found") {
    throw new CommandError(words(choice.kind === "none" ? "chat.no_such" : "chat.ambiguous", { text: after }));
  }
  if (now.file !== undefined) return await passOn(chat, choice.partner, now.file);
  const { key: conversation } = choice.partner;
  const send = async () => {
    const sent = await api.call("send", { conversation, text: now.text, forwarded: true });
    view.notice(words("chat.forwarded_to", { name: titleOf(choice.partner) }));
    return sent;
  };
  await spend(chat, { conversation, text: now.text, send });
};

/** `/retry [N]`: a failed one goes to the end of the queue; of what was done to one, that. */
export const retry: Handler = async (chat, rest) => {
  const { number, after } = readNumber(rest);
  if (after !== "") throw new WrongUse();
  partnerOf(chat);
  const { conversation, id } = pick(chat, number, isUnsent);
  await chat.api.call("message_retry", { conversation, id });
};
