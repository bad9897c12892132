/** What a chat shows: messages with their days and numbers, the list, and what the program itself says. */
import type { Message, PeerKey, Quote, Transfer } from "../../ui/api.ts";
import { endText, isWaitingForUs, nameText } from "../files_text.ts";
import { localDay, localMinute } from "../format.ts";
import type { Words } from "../language.ts";
import { type Partner, titleOf } from "../partner.ts";
import { neutralise, safeLines } from "../safe_text.ts";
import { type Styles, stylesFor } from "../style.ts";
import { cutTo, padTo, wrap } from "../width.ts";
import type { Book } from "./book.ts";
import { partnerLines } from "./contact_list.ts";
import { Numbers } from "./numbers.ts";
import { type Block, MARK_COLUMNS, type Marked, type Screen } from "./screen.ts";
import { eventLines, gist, markOf, transcript, type TranscriptOptions } from "./transcript.ts";

/** Names shown at once. */
const MAX_CHOICES = 30;

export interface ViewParts {
  readonly book: Book;
  readonly screen: Screen;
  readonly words: Words;
  readonly now: () => number;
}

export class ChatView {
  readonly styles: Styles;
  readonly numbers = new Numbers();
  readonly #parts: ViewParts;
  /** Of the message shown last. */
  #day = "";

  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.styles = stylesFor(parts.screen.color);
  }

  /** A quiet line of the program itself. */
  notice(text: string): void {
    this.tell(text, this.styles.quiet);
  }

  tell(text: string, style: (line: string) => string): void {
    const { screen } = this.#parts;
    const rows = safeLines(text).flatMap((line) => wrap(line, screen.columns));
    screen.print(rows.map(style));
  }

  /** Names that a begun one could become. */
  choices(names: readonly string[]): void {
    const shown = names.slice(0, MAX_CHOICES).map(neutralise);
    this.notice([...shown, ...(names.length > MAX_CHOICES ? ["…"] : [])].join("   "));
  }

  /** A line of the log: all of it, broken where the screen ends. */
  log(line: string): void {
    const { screen } = this.#parts;
    screen.print(wrap(line, screen.columns));
  }

  /** Something that happened now, as a line between the messages (TXT-14). */
  event(text: string): void {
    const { screen, now } = this.#parts;
    screen.print(eventLines(now(), text, this.#options("")));
  }

  /** Messages in their order. */
  page(messages: readonly Message[], before: (message: Message) => string | undefined = () => undefined): void {
    this.#day = "";
    for (const message of messages) this.message(message, before(message));
  }

  /** @param before a line of the program in front of it */
  message(message: Message, before?: string): void {
    const { book, screen } = this.#parts;
    const day = localDay(message.sent_at);
    if (day > this.#day) this.notice(`— ${this.#day = day} —`);
    if (before !== undefined) this.notice(before);
    const asks = message.file !== undefined && isWaitingForUs(message.file);
    if ((this.numbers.isOn && message.kind !== "event") || asks) this.numbers.of(message);
    book.show(message);
    screen.print(this.#lines(message), this.#block(message));
  }

  /** A message of before is another now: in its place where it can be seen, else once more. */
  changed(message: Message): void {
    const { book, screen } = this.#parts;
    const before = book.shown(message.id);
    book.show(message);
    if (before !== undefined && sameBody(before, message)) {
      if (before.status !== message.status) screen.update(this.marked(message));
      // How many have it is told where it can be seen, and not once more for each.
      if (!sameDelivery(before, message)) screen.rewrite(this.#lines(message), this.#block(message));
    } else if (!screen.rewrite(this.#lines(message), this.#block(message)) && !sameButFile(before, message)) {
      this.message(message);
    }
    this.#requote(message);
  }

  /** How far a file has come: where it can be seen, and nowhere else. */
  progress(file: Transfer): void {
    const { book, screen } = this.#parts;
    const message = book.shown(file.id);
    if (message?.file === undefined || message.conversation !== file.conversation) return;
    const now = { ...message, file };
    book.show(now);
    screen.rewrite(this.#lines(now), this.#block(now));
  }

  /** How a transfer ended, as a line of its own, and where what has arrived lies. */
  ended(file: Transfer, name?: string): void {
    const { words } = this.#parts;
    const text = `${nameText(file)}: ${endText(file, words)}`;
    const where = file.direction === "in" && file.state === "completed" && file.path !== null ? [file.path] : [];
    const hint = file.state === "failed" ? [words("chat.resume_hint")] : [];
    if (name === undefined) this.event(text);
    else this.notice(words("chat.elsewhere", { name, text }));
    for (const line of [...where, ...hint]) this.notice(`   ${line}`);
  }

  /** Answers quote it as it is now, as far as they can be seen: what was deleted is not left standing there. */
  #requote({ id, text, deleted }: Message): void {
    const { book, screen } = this.#parts;
    for (const answer of book.answersTo(id)) {
      const quote: Quote = { ...answer.reply!, text, ...(deleted ? { deleted } : {}) };
      const now = { ...answer, reply: quote };
      book.show(now);
      screen.rewrite(this.#lines(now), this.#block(now));
    }
  }

  /** A message that is no longer there; what has scrolled away is the terminal's. */
  gone(message: Message): void {
    const { screen, words } = this.#parts;
    screen.rewrite([this.styles.quiet(`   ${words("chat.removed")}`)], { id: message.id });
  }

  marked({ id, status }: Message): Marked {
    const mark = padTo(markOf(status), MARK_COLUMNS);
    const shown = status === "read" ? this.styles.good(mark) : mark;
    return { id, mark: shown, word: this.#parts.words(`chat.status.${status}`) };
  }

  /** `#3  2026-01-02 12:30  Boris: …`, in one row. @param withWhom names whose conversation it is */
  hit(message: Message, withWhom: boolean): void {
    const { screen, words } = this.#parts;
    const name = this.#title(message.conversation);
    const own = message.direction === "out" ? words("chat.me") : message.from?.name ?? name;
    const isElsewhere = message.direction === "out" || message.from !== undefined;
    const who = withWhom && isElsewhere ? `${own} → ${name}` : own;
    const head = `#${this.numbers.of(message)}  ${localMinute(message.sent_at)}  ${neutralise(who)}: `;
    screen.print([cutTo(head + gist(message, words), screen.columns)]);
  }

  /** A message in a few words, for a question. */
  gist(message: Message, columns = 40): string {
    return cutTo(gist(message, this.#parts.words), columns);
  }

  /** Everybody of the list, or a newcomer of it. */
  list(wanted: readonly Partner[]): void {
    for (const { key } of wanted) this.#parts.screen.print(this.#listLine(key), { id: `contact ${key}` });
  }

  /** One of the list has changed; its line, too, while it can be seen. */
  listed({ key }: Partner): void {
    const line = this.#listLine(key);
    if (line.length > 0) this.#parts.screen.rewrite(line, { id: `contact ${key}` });
  }

  #listLine(wanted: PeerKey): string[] {
    const { book, screen, words } = this.#parts;
    const at = book.listed.findIndex(({ key }) => key === wanted);
    return at < 0 ? [] : [partnerLines(book.listed, words, this.styles, screen.columns)[at]];
  }

  #lines(message: Message): string[] {
    const name = this.#title(message.conversation);
    const withoutMark = message.direction === "out" && message.kind !== "event";
    return transcript(message, { ...this.#options(name), withoutMark, number: this.numbers.known(message) });
  }

  #title(conversation: PeerKey): string {
    const partner = this.#parts.book.find(conversation);
    return partner === undefined ? "" : titleOf(partner);
  }

  #options(name: string): TranscriptOptions {
    const { words, screen: { columns } } = this.#parts;
    return { name, words, styles: this.styles, columns };
  }

  #block(message: Message): Block {
    const isOwn = message.direction === "out" && message.kind !== "event";
    return isOwn ? this.marked(message) : { id: message.id };
  }
}

/** But for its state it is shown as before. */
function sameBody(one: Message, two: Message): boolean {
  return sameButFile(one, two) && JSON.stringify(one.file) === JSON.stringify(two.file);
}

function sameDelivery({ delivery: one }: Message, { delivery: two }: Message): boolean {
  return one?.to === two?.to && one?.of === two?.of;
}

/** But for its state, and for how far its file has come, which is told by other lines. */
function sameButFile(one: Message | undefined, two: Message): boolean {
  const body = ({ text, error, unsent, edited_at, deleted, ttl, reply, reactions }: Message) =>
    JSON.stringify([text, error, unsent, edited_at, deleted, ttl, reply, reactions]);
  return one !== undefined && body(one) === body(two);
}
