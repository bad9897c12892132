/** Messages as lines of a terminal. Everything somebody else wrote is made harmless here. */
import type { Message, MessageStatus, Quote, Reaction, Unsent } from "../../ui/api.ts";
import { transferRow } from "../files_text.ts";
import { localTime, shortDuration } from "../format.ts";
import type { Words } from "../language.ts";
import { neutralise, safeLines } from "../safe_text.ts";
import type { Styles } from "../style.ts";
import { cutTo, padTo, textWidth, wrap } from "../width.ts";
import { eventText } from "./event_text.ts";
import { MARK_COLUMNS } from "./screen.ts";

const MARKS: Record<MessageStatus, string> = {
  queued: "…",
  sent: "✓",
  delivered: "✓✓",
  read: "✓✓",
  failed: "✗",
  received: "",
};
/** In front of what names our user. */
export const MENTION = "@";
/** A longer beginning of the line leaves too little room beside it. */
const MAX_INDENT = 30;

export interface TranscriptOptions {
  /** Of the other side; in a room each message tells its author. */
  readonly name: string;
  readonly words: Words;
  readonly styles: Styles;
  readonly columns: number;
  /** The screen puts the mark in front by itself. */
  readonly withoutMark?: boolean;
  /** By which commands name it. */
  readonly number?: number;
}

/** The sign of a state: … ✓ ✓✓ ✗. */
export function markOf(status: MessageStatus): string {
  return MARKS[status];
}

/** `✓✓ 12:34 #3 Name: text`, further rows indented below the text. */
export function transcript(message: Message, options: TranscriptOptions): string[] {
  const { words, styles, columns, withoutMark, number } = options;
  if (message.kind === "event") return eventLines(message.sent_at, eventText(message, words), options);
  const own = message.direction === "out";
  const mark = padTo(own ? markOf(message.status) : message.mention ? MENTION : "", MARK_COLUMNS);
  const name = own ? words("chat.me") : neutralise(message.from?.name ?? options.name);
  const time = localTime(message.sent_at) + (number === undefined ? "" : ` #${number}`);
  const indent = MARK_COLUMNS + 1 + textWidth(time) + 1 + textWidth(name) + 2;
  const beside = indent <= Math.min(MAX_INDENT, columns / 2);
  const left = beside ? indent : MARK_COLUMNS + 1;
  const room = Math.max(10, columns - left);
  const rows = bodyOf(message, options, room);
  const head = `${withoutMark ? "" : message.mention ? styles.strong(mark) : mark} ${styles.quiet(time)} ${
    own ? styles.own(name) : styles.peer(name)
  }:`;
  const pad = " ".repeat(left);
  const lines = beside
    ? [`${head} ${rows[0]}`, ...rows.slice(1).map((row) => pad + row)]
    : [head, ...rows.map((row) => pad + row)];
  if (message.error !== null) lines.push(pad + styles.bad(neutralise(message.error)));
  else if (message.unsent !== undefined) {
    lines.push(...unsentRows(message.unsent, options, room).map((row) => pad + row));
  }
  return lines;
}

function unsentRows({ kind, error }: Unsent, { words, styles }: TranscriptOptions, room: number): string[] {
  const text = words(`chat.unsent_${kind}`, { error: neutralise(error) });
  return wrap(text, room).map(styles.bad);
}

/** `   12:34 what happened`, between messages. */
export function eventLines(time: number, text: string, { styles, columns }: TranscriptOptions): string[] {
  const pad = " ".repeat(MARK_COLUMNS + 1);
  const head = `${pad}${localTime(time)} `;
  const rows = wrap(neutralise(text), Math.max(10, columns - textWidth(head)));
  return rows.map((row, index) => styles.quiet((index === 0 ? head : " ".repeat(textWidth(head))) + row));
}

/** One row of what a message says, for a list or a question. */
export function gist(
  { text, deleted, kind, file }: Pick<Message, "text" | "deleted" | "kind" | "file">,
  words: Words,
): string {
  if (deleted) return words("chat.deleted");
  if (file !== undefined) return transferRow(file, words);
  if (kind !== "text") return words("chat.unknown_kind", { kind: neutralise(kind) });
  return neutralise(text.trim().replace(/\s+/g, " "));
}

/** A line of the program itself, between messages. */
export function notice(text: string, styles: Styles): string {
  return styles.quiet(neutralise(text));
}

/** Quote, text, and what became of it since; none wider than the room. */
function bodyOf(message: Message, { name, words, styles }: TranscriptOptions, room: number): string[] {
  const quote = message.reply === undefined ? [] : [styles.quiet(cutTo(quoteText(message.reply, name, words), room))];
  const forwarded = message.forwarded ? [styles.quiet(cutTo(words("chat.forwarded"), room))] : [];
  const text = textOf(message, words, room).flatMap((line) => wrap(line, room));
  const shown = message.deleted ? text.map(styles.quiet) : text;
  const notes = cutTo(notesOf(message, name, words), room);
  if (notes === "") return [...quote, ...forwarded, ...shown];
  const fits = textWidth(text.at(-1)!) + 2 + textWidth(notes) <= room;
  const last = fits ? [`${shown.at(-1)!}  ${styles.quiet(notes)}`] : [shown.at(-1)!, styles.quiet(notes)];
  return [...quote, ...forwarded, ...shown.slice(0, -1), ...last];
}

function textOf(message: Message, words: Words, room: number): string[] {
  if (message.deleted) return [words("chat.deleted")];
  // One row whatever its state, so that it can change in its place.
  if (message.file !== undefined) return [transferRow(message.file, words, room)];
  if (message.kind === "text") return safeLines(message.text);
  return [words("chat.unknown_kind", { kind: neutralise(message.kind) })];
}

function quoteText({ direction, text, deleted, from }: Quote, name: string, words: Words): string {
  if (deleted) return `┃ ${words("chat.deleted")}`;
  if (text === undefined) return `┃ ${words("chat.quote_gone")}`;
  const who = direction === "out" ? words("chat.me") : neutralise(from?.name ?? name);
  return `┃ ${who}: ${gist({ text, kind: "text" }, words)}`;
}

/** `(edited) ◷ 1d  2 of 5  👍 Boris`. */
function notesOf(
  { edited_at, deleted, ttl, delivery, reactions = [] }: Message,
  name: string,
  words: Words,
): string {
  if (deleted) return "";
  const who = ({ mine, from }: Reaction) => mine ? words("chat.me") : neutralise(from?.name ?? name);
  // Nobody, and everybody, is said by the mark.
  const some = delivery !== undefined && delivery.to > 0 && delivery.to < delivery.of;
  return [
    edited_at === undefined ? "" : words("chat.edited"),
    ttl === undefined ? "" : `◷ ${shortDuration(ttl)}`,
    some ? words("chat.delivered_to", delivery) : "",
    ...reactions.map((reaction) => `${neutralise(reaction.emoji)} ${who(reaction)}`),
  ].filter((note) => note !== "").join("  ");
}
