/** What the commands of a chat work with. */
import type { Contact, Message, Room } from "../../ui/api.ts";
import type { Api } from "../api.ts";
import { CommandError } from "../errors.ts";
import type { Words } from "../language.ts";
import { isRoom, type Partner } from "../partner.ts";
import type { Book } from "./book.ts";
import type { Screen } from "./screen.ts";
import type { Transfers } from "./transfers.ts";
import type { ChatView } from "./view.ts";

/** What the next line is for, instead of being sent. */
export interface Next {
  readonly prompt: string;
  take(line: string): Promise<void>;
}

export interface Question {
  readonly text: string;
  readonly yes: () => Promise<void>;
  /** What else is put back in order when the answer is no. */
  readonly no?: () => void;
}

export interface Chat {
  readonly transfers: Transfers;
  /** What was begun (an answer, an edit, a question) was dropped by the command that is being done. */
  readonly dropped: boolean;
  readonly api: Api;
  readonly book: Book;
  readonly view: ChatView;
  readonly screen: Screen;
  readonly words: Words;
  readonly now: () => number;
  expect(next: Next): void;
  /** Where nobody can be asked, what was typed is meant. */
  ask(question: Question): Promise<void>;
  openConversation(partner: Partner): Promise<void>;
  showList(all?: boolean): void;
  /** Digits of changed keys that the person has seen, by conversation: an answer is about these. */
  readonly seenKeys: Map<string, string>;
}

/** @param rest what stands behind the command's name */
export type Handler = (chat: Chat, rest: string) => Promise<void> | void;

/** Whom one talks with. @throws CommandError when nobody is chosen */
export function partnerOf({ book, words }: Chat): Partner {
  if (book.partner !== undefined) return book.partner;
  throw new CommandError(words("chat.choose"));
}

/** The person one talks with. @throws CommandError when it is a room, or nobody */
export function contactOf(chat: Chat): Contact {
  const partner = partnerOf(chat);
  if (!isRoom(partner)) return partner;
  throw new CommandError(chat.words("chat.only_people"));
}

/** The room one talks in. @throws CommandError when it is none */
export function roomOf({ book: { partner }, words }: Chat): Room {
  if (partner !== undefined && isRoom(partner)) return partner;
  throw new CommandError(words("chat.only_rooms"));
}

/**
 * The message that a number means, or without one the newest that fits.
 * @throws CommandError when there is none, or it is of another conversation
 */
export function pick(chat: Chat, number: number | undefined, fits: (message: Message) => boolean): Message {
  const { book, view, words } = chat;
  const { key } = partnerOf(chat);
  if (number === undefined) {
    const last = book.last(fits);
    if (last === undefined) throw new CommandError(words("chat.no_message"));
    return last;
  }
  const message = view.numbers.get(number);
  if (message === undefined) throw new CommandError(words("chat.no_number", { number }));
  if (message.conversation !== key) throw new CommandError(words("chat.other_conversation", { number }));
  return book.shown(message.id) ?? message;
}

/** It has failed, or what was done to it has, and nothing goes by itself. */
export const isUnsent = ({ status, unsent }: Message): boolean => status === "failed" || unsent !== undefined;

/** To be answered and reacted to. */
export const isTheirs = ({ direction, kind, deleted }: Message): boolean =>
  direction === "in" && (kind === "text" || kind === "file") && !deleted;

/** To be changed. */
export const isOurText = ({ direction, kind, deleted }: Message): boolean =>
  direction === "out" && kind === "text" && !deleted;

/** To be deleted. */
export const isOurs = ({ direction, kind, deleted }: Message): boolean =>
  direction === "out" && (kind === "text" || kind === "file") && !deleted;
