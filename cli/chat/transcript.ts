/** Messages as lines of a terminal. Everything somebody else wrote is made harmless here. */
import type { Message, MessageStatus } from "../../ui/api.ts";
import { localTime, shortDuration } from "../format.ts";
import type { Words } from "../language.ts";
import { neutralise, safeLines } from "../safe_text.ts";
import type { Styles } from "../style.ts";
import { padTo, textWidth, wrap } from "../width.ts";
import { MARK_COLUMNS } from "./screen.ts";

const MARKS: Record<MessageStatus, string> = {
  queued: "…",
  sent: "✓",
  delivered: "✓✓",
  read: "✓✓",
  failed: "✗",
  received: "",
};
/** A longer beginning of the line leaves too little room beside it. */
const MAX_INDENT = 30;

export interface TranscriptOptions {
  /** Of the other side. */
  readonly name: string;
  readonly words: Words;
  readonly styles: Styles;
  readonly columns: number;
  /** The screen puts the mark in front by itself. */
  readonly withoutMark?: boolean;
}

/** The sign of a state: … ✓ ✓✓ ✗. */
export function markOf(status: MessageStatus): string {
  return MARKS[status];
}

/** `✓✓ 12:34 Name: text`, further rows indented below the text. */
export function transcript(message: Message, options: TranscriptOptions): string[] {
  const { words, styles, columns, withoutMark } = options;
  if (message.kind === "event") {
    return [notice(`   ${localTime(message.sent_at)} ${eventText(message, words)}`, styles)];
  }
  const own = message.direction === "out";
  const mark = padTo(own ? markOf(message.status) : "", MARK_COLUMNS);
  const name = own ? words("chat.me") : neutralise(options.name);
  const time = localTime(message.sent_at);
  const indent = MARK_COLUMNS + 1 + textWidth(time) + 1 + textWidth(name) + 2;
  const beside = indent <= Math.min(MAX_INDENT, columns / 2);
  const left = beside ? indent : MARK_COLUMNS + 1;
  const rows = bodyOf(message, words).flatMap((line) => wrap(line, Math.max(10, columns - left)));
  const head = `${withoutMark ? "" : mark} ${styles.quiet(time)} ${own ? styles.own(name) : styles.peer(name)}:`;
  const pad = " ".repeat(left);
  const lines = beside
    ? [`${head} ${rows[0]}`, ...rows.slice(1).map((row) => pad + row)]
    : [head, ...rows.map((row) => pad + row)];
  if (message.error !== null) lines.push(pad + styles.bad(neutralise(message.error)));
  return lines;
}

/** A line of the program itself, between messages. */
export function notice(text: string, styles: Styles): string {
  return styles.quiet(neutralise(text));
}

function bodyOf(message: Message, words: Words): string[] {
  if (message.kind === "text") return safeLines(message.text);
  return [words("chat.unknown_kind", { kind: neutralise(message.kind) })];
}

function eventText({ text, args = {} }: Message, words: Words): string {
  const name = args.name ?? "";
  const me = args.who === "me" ? "_me" : "";
  const time = shortDuration(Number(args.seconds));
  switch (text) {
    case "event.paired":
    case "event.key_changed":
      return words(`chat.${text}`, { name });
    case "event.timer_proposed":
      return words(args.seconds === "0" ? `chat.event.timer_proposed_off${me}` : `chat.${text}${me}`, { name, time });
    case "event.timer_on":
      return words("chat.event.timer_on", { time });
    case "event.timer_off":
      return words("chat.event.timer_off");
    default:
      return text;
  }
}
