/** Keys that have changed, and the safety number (ID-10): what is shown, and what the answer is bound to. */
import type { Contact, Safety } from "../../ui/api.ts";
import { DIGITS, grouped, readDigits } from "../contacts_verify.ts";
import { CommandError } from "../errors.ts";
import { errorCode } from "../explain.ts";
import { qrLines } from "../qr.ts";
import { type Chat, contactOf, type Handler } from "./chat.ts";
import { nothingMore } from "./commands.ts";

/** Loud, with the digits to compare; nothing is sent before the answer. */
export async function warnOfKeys(chat: Chat, { key, name }: Contact): Promise<void> {
  const { api, view, words, seenKeys } = chat;
  const { changed } = await api.call("safety", { conversation: key });
  if (changed === null) return;
  view.tell(words("chat.keys_changed", { name }), view.styles.bad);
  showDigits(chat, changed.digits);
  view.notice(words("chat.keys_answer"));
  seenKeys.set(key, changed.digits);
}

/** Something was to be sent: all of it once, then only what is missing. */
export async function answerFirst(chat: Chat, contact: Contact): Promise<void> {
  const { view, words, seenKeys } = chat;
  if (!seenKeys.has(contact.key)) return await warnOfKeys(chat, contact);
  view.tell(`${words("chat.keys_first")} ${words("chat.keys_answer")}`, view.styles.bad);
}

/** `/trust`: go by the keys whose digits were shown. */
export const trust: Handler = async (chat, rest) => {
  nothingMore(rest);
  const contact = contactOf(chat);
  const { key, name } = contact;
  if (!contact.key_changed) throw new CommandError(chat.words("chat.keys_same", { name }));
  const digits = chat.seenKeys.get(key);
  if (digits === undefined) return await warnOfKeys(chat, contact);
  try {
    chat.book.put(await chat.api.call("key_answer", { conversation: key, accept: true, digits }));
  } catch (error) {
    // Others were shown since: another question.
    if (errorCode(error) === "key-changed") return await warnOfKeys(chat, contact);
    throw error;
  }
  chat.seenKeys.delete(key);
  chat.view.notice(chat.words("chat.trusted", { name }));
};

/** `/verify`, `/verify DIGITS`, `/verify off`. */
export const verify: Handler = async (chat, rest) => {
  const { api, view, words } = chat;
  const contact = contactOf(chat);
  const conversation = contact.key;
  const safety = await api.call("safety", { conversation });
  if (rest === "off") {
    chat.book.put(await api.call("contact_verify", { conversation, verified: false }));
    return view.notice(words("contacts.unverified"));
  }
  if (safety.changed !== null) return await warnOfKeys(chat, contact);
  if (rest !== "") return await mark(chat, conversation, safety, readDigits(rest));
  showDigits(chat, safety.digits);
  showCode(chat, safety);
  if (safety.verified) return view.notice(words("contacts.verified"));
  if (!chat.screen.interactive) return view.notice(words("chat.compare"));
  await chat.ask({
    text: words("chat.compare"),
    // What was compared must be what is marked.
    yes: async () => await mark(chat, conversation, await api.call("safety", { conversation }), safety.digits),
  });
};

async function mark({ api, book, view, words }: Chat, conversation: string, safety: Safety, compared: string) {
  if (safety.changed !== null || safety.digits !== compared) {
    throw new CommandError(`${words("contacts.digits_differ")}. ${words("hint.digits_differ")}`);
  }
  book.put(await api.call("contact_verify", { conversation, verified: true }));
  view.notice(words("contacts.verified"));
}

function showDigits({ screen, view }: Chat, digits: string): void {
  if (digits.length === DIGITS) screen.print(grouped(digits).map((line) => view.styles.strong(`  ${line}`)));
}

function showCode({ screen }: Chat, { qr }: Safety): void {
  if (screen.color && qr.length > 0 && qr[0].length < screen.columns) screen.print(qrLines(qr));
}
