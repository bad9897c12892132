/** Commands about files (FILE-1, FILE-2, FILE-8): offer one, answer an offer, stop and go on, see them all. */
import { basename } from "node:path";
import type { Contact, Message, Transfer } from "../../ui/api.ts";
import { sizeText } from "../amounts.ts";
import { CommandError } from "../errors.ts";
import { errorCode } from "../explain.ts";
import { FITS } from "../files_answer.ts";
import { allTransfers } from "../files_find.ts";
import { nameText, stateText } from "../files_text.ts";
import { isRoom, type Partner, titleOf } from "../partner.ts";
import { neutralise } from "../safe_text.ts";
import { lookAt } from "../send_files.ts";
import { type Chat, contactOf, type Handler, isUnsent } from "./chat.ts";
import { nothingMore, readNumber, WrongUse } from "./commands.ts";
import { answerFirst } from "./key_warning.ts";
import { accept as acceptPerson } from "./people_commands.ts";
import { readPaths } from "./typed_paths.ts";

/** Transfers that `/files` shows. */
const SHOWN = 10;

/** `/file PATH`: of any size, without a copy; asks when it costs more than one packet (LIM-3). */
export const offer: Handler = async (chat, rest) => {
  if (rest === "") throw new WrongUse();
  const contact = contactOf(chat);
  if (contact.key_changed) return await answerFirst(chat, contact);
  const { paths } = await lookAt(await readPaths(rest), chat.words);
  await spend(chat, { contact, paths });
};

/** `/forward N NAME` of a file: what is here goes to somebody else, from where it lies. @throws CommandError */
export async function passOn(chat: Chat, partner: Partner, file: Transfer): Promise<void> {
  const { words } = chat;
  if (isRoom(partner)) throw new CommandError(words("rooms.no_files", { room: titleOf(partner) }));
  if (!FITS.show(file)) throw new CommandError(words("files.not_here", { name: nameText(file) }));
  if (partner.key_changed) return await answerFirst(chat, partner);
  const { paths } = await lookAt([file.path!], words);
  await spend(chat, { contact: partner, paths, forwarded: true });
}

interface Offered {
  readonly contact: Contact;
  /** Absolute. */
  readonly paths: string[];
  readonly forwarded?: boolean;
}

/** Asks when it costs more than one packet. */
async function spend(chat: Chat, offered: Offered): Promise<void> {
  const { api, words } = chat;
  const { contact, paths } = offered;
  const { packets: cost, size, files, skipped } = await api.call("files_cost", { paths });
  if (skipped > 0) chat.view.notice(words("send.files_skipped", { count: skipped }));
  const left = contact.files_left;
  if (left !== null && left < cost) return refused(chat, cost, left);
  if (cost < 2) return await go(chat, offered, cost);
  const what = paths.length === 1 ? neutralise(basename(paths[0])) : words("chat.files_count", { count: files });
  const about = { what, size: sizeText(size, words), cost, left: left ?? words("limits.unlimited") };
  await chat.ask({ text: words("chat.file_cost", about), yes: () => go(chat, offered, cost) });
}

async function go(chat: Chat, { contact, paths, forwarded }: Offered, cost: number): Promise<void> {
  const { api, book, view, words } = chat;
  const { key: conversation } = contact;
  let messages: Message[];
  try {
    messages = await api.call("files_send", { conversation, paths, ...(forwarded ? { forwarded } : {}) });
  } catch (error) {
    if (errorCode(error) === "limit-exhausted") {
      const [row] = await api.call("limits", { conversation });
      return refused(chat, cost, row?.files ?? 0);
    }
    if (errorCode(error) === "key-changed") return await answerFirst(chat, contact);
    throw error;
  }
  if (forwarded) view.notice(words("chat.forwarded_to", { name: titleOf(contact) }));
  for (const message of messages) {
    if (message.file !== undefined) chat.transfers.put(message.file);
    if (message.conversation !== book.open) continue;
    // It may have been told by an event already, and shown then.
    if (book.shown(message.id) === undefined) view.message(message);
    else view.changed(message);
  }
}

function refused({ view, words }: Chat, cost: number, left: number): void {
  view.tell(words("send.files_exhausted", { cost, left }), view.styles.bad);
  view.notice(words("hint.grant_files"));
}

/** `/files`: the newest, with numbers, of this conversation or of all. */
export const files: Handler = async (chat, rest) => {
  const { api, book, view, words } = chat;
  nothingMore(rest);
  const where = book.open === undefined ? {} : { conversation: book.open };
  const { transfers } = await api.call("files", { ...where, limit: SHOWN });
  if (transfers.length === 0) return view.notice(words("files.none"));
  view.numbers.begin(view.numbers.isOn);
  for (const transfer of transfers.toReversed()) view.hit(messageOf(transfer), book.open === undefined);
  view.notice(words("chat.files_hint"));
};

/** As far as numbers need it. */
function messageOf(file: Transfer): Message {
  const { id, conversation, cursor, direction, name: text, offered_at: sent_at } = file;
  const status = direction === "in" ? "received" : "sent";
  return {
    ...{ id, conversation, cursor, direction, text, sent_at, status, file },
    ...{ kind: "file", received_at: null, error: null },
  };
}

/** `/accept [N]`: an offer of theirs; what is no file is somebody who asks to come in, or an invite. */
export const accept: Handler = async (chat, rest) => {
  const { number, after } = readNumber(rest);
  const isFile = number !== undefined && after === "" && chat.view.numbers.meansFile(number);
  if (rest !== "" && !isFile) return await acceptPerson(chat, rest);
  await answer(chat, "accept", number);
};

/** `/decline [N]`. */
export const decline: Handler = async (chat, rest) => await answer(chat, "decline", only(rest));

/** `/resume [N]`: after it failed; what is here already does not come again. */
export const resume: Handler = async (chat, rest) => await answer(chat, "resume", only(rest));

/**
 * `/cancel` drops what was begun; when nothing was, or with a number, it stops a transfer. A message that failed is thrown away, and
 * what was done to one and failed is taken back.
 */
export const cancel: Handler = async (chat, rest) => {
  const number = only(rest);
  if (number === undefined && chat.dropped) return;
  if (number !== undefined) {
    const numbered = chat.view.numbers.get(number);
    const message = numbered && (chat.book.shown(numbered.id) ?? numbered);
    if (message !== undefined && isUnsent(message)) {
      const { conversation, id } = message;
      return void await chat.api.call("message_discard", { conversation, id });
    }
  }
  const transfer = await pickTransfer(chat, "cancel", number);
  const yes = () => carryOut(chat, "cancel", transfer);
  await chat.ask({ text: chat.words("chat.cancel_file", { name: nameText(transfer) }), yes });
};

function only(rest: string): number | undefined {
  const { number, after } = readNumber(rest);
  if (after !== "") throw new WrongUse();
  return number;
}

type Answer = "accept" | "decline" | "cancel" | "resume";

async function answer(chat: Chat, action: Answer, number: number | undefined): Promise<void> {
  const transfer = await pickTransfer(chat, action, number);
  await carryOut(chat, action, transfer);
}

async function carryOut({ api, transfers, view, words }: Chat, action: Answer, which: Transfer): Promise<void> {
  const { conversation, id } = which;
  const now = await api.call(`file_${action}`, { conversation, id });
  // Told here, so the event of it need not.
  transfers.put(now);
  view.notice(`${nameText(now)}: ${stateText(now, words)}`);
}

/** The file a number means, or without one the newest that fits. @throws CommandError */
async function pickTransfer(
  chat: Chat,
  action: Answer,
  number: number | undefined,
): Promise<Transfer> {
  const { api, book, view, words } = chat;
  if (number !== undefined) {
    const message = view.numbers.get(number);
    if (message === undefined) throw new CommandError(words("chat.no_number", { number }));
    if (message.file === undefined) throw new CommandError(words("chat.not_file", { number }));
    return message.file;
  }
  const where = book.open === undefined ? {} : { conversation: book.open };
  for await (const transfer of allTransfers(api, { ...where, state: "open" })) {
    if (FITS[action](transfer)) return transfer;
  }
  throw new CommandError(words(`chat.nothing_to_${action}`));
}
