/** `parley chat`: between what the person types, what the api tells, and what the screen shows. */
import type { ApiEvent, Contact, Draft, Me, Message } from "../../ui/api.ts";
import type { Api } from "../api.ts";
import { explain } from "../explain.ts";
import { isWaitingForUs } from "../files_text.ts";
import type { Words } from "../language.ts";
import { isRoom, isRoomKey, type Partner, titleOf } from "../partner.ts";
import { presenceWord } from "../presence.ts";
import { neutralise } from "../safe_text.ts";
import { cutTo } from "../width.ts";
import { Book } from "./book.ts";
import { complete } from "./completion.ts";
import type { Chat, Next, Question } from "./chat.ts";
import { ChatEvents, markSeen } from "./events.ts";
import { type Command, COMMANDS, readCommand, WrongUse } from "./commands.ts";
import { choose, isAway, listOf } from "./contact_list.ts";
import { OPENING } from "./finding_commands.ts";
import { HANDLERS } from "./handlers.ts";
import { warnOfKeys } from "./key_warning.ts";
import { expectReply } from "./message_commands.ts";
import { tellTimer } from "./people_commands.ts";
import { namesFor, tellRoom } from "./room_commands.ts";
import type { Screen } from "./screen.ts";
import { say } from "./sending.ts";
import { Transfers } from "./transfers.ts";
import { TypingSigns } from "./typing_signs.ts";
import { ChatView } from "./view.ts";

/** Columns of a partner's name in front of the line being typed. */
const MAX_PROMPT_NAME = 20;
const YES = ["y", "yes", "д", "да"];
const NO = ["", "n", "no", "н", "нет"];

export interface ConversationParts {
  readonly api: Api;
  readonly screen: Screen;
  readonly words: Words;
  readonly now: () => number;
}

export class Conversation implements Chat {
  readonly api: Api;
  readonly screen: Screen;
  readonly words: Words;
  readonly now: () => number;
  readonly book = new Book();
  readonly view: ChatView;
  readonly seenKeys = new Map<string, string>();
  readonly transfers = new Transfers();
  dropped = false;
  readonly #typing: TypingSigns;
  readonly #events: ChatEvents;
  #next: Next | undefined;
  /** One thing at a time: what comes in while a page is read must not be shown before and in it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ api, screen, words, now }: ConversationParts) {
    [this.api, this.screen, this.words, this.now] = [api, screen, words, now];
    this.view = new ChatView(this);
    this.#typing = new TypingSigns({ api, now, changed: () => this.#prompt() });
    this.#events = new ChatEvents(this, this.#typing);
  }

  /** Show the list, or go right to somebody. */
  async begin(me: Me, partners: readonly Partner[], open?: string): Promise<void> {
    this.book.snapshot(partners);
    const partner = open === undefined ? undefined : this.book.find(open);
    if (partner === undefined) this.showList();
    else await this.openConversation(partner);
    this.#events.certificate(me);
    this.#prompt();
  }

  /** The line has changed and is not sent yet. */
  async editing(line: string): Promise<void> {
    const { open } = this.book;
    const isForThem = this.#next === undefined && !isCommand(line);
    // In a room nobody is told.
    const whom = open === undefined || isRoomKey(open) ? undefined : open;
    await this.#typing.editing(whom, isForThem ? line : "");
  }

  /** Tab: as far as it is clear what was begun, else what it could become. */
  complete(line: string): Promise<void> {
    return this.#inTurn(async () => {
      const { line: completed, choices } = await complete(line, (use) => namesFor(this, use)) ?? { line, choices: [] };
      // Somebody who types on while a folder is read means what they type.
      if (this.screen.line !== line) return;
      if (completed !== line) this.screen.setLine(completed);
      else if (choices.length > 0) this.view.choices(choices);
    });
  }

  /** @returns false when the person wants to end */
  typed(line: string): Promise<boolean> {
    return this.#inTurn(() => this.#typed(line));
  }

  heard(event: ApiEvent): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#events.hear(event);
      } catch (error) {
        // What could not be asked about an event does not end the conversation.
        this.view.tell(explain(error, this.words), this.view.styles.bad);
      }
      this.#prompt();
    });
  }

  /** No event and no line will come any more. What was being written is kept (TXT-6). */
  async close(): Promise<void> {
    this.#typing.close();
    const { book: { partner }, screen: { line: text } } = this;
    if (partner === undefined || this.#next !== undefined || text.trim() === "" || isCommand(text)) return;
    // A program that has ended cannot keep it; there is nobody left to tell.
    await this.api.call("draft_set", { conversation: partner.key, text, reply_to: null }).catch(() => {});
  }

  expect(next: Next): void {
    this.#next = next;
  }

  async ask({ text, yes, no }: Question): Promise<void> {
    if (!this.screen.interactive) return await yes();
    const notDone = () => {
      this.view.notice(this.words("chat.not_done"));
      no?.();
    };
    this.view.tell(text, this.view.styles.strong);
    this.expect({
      prompt: this.words("chat.prompt.question"),
      take: async (line) => {
        const answer = line.trim().toLocaleLowerCase();
        if (YES.includes(answer)) return await yes();
        notDone();
        // It was meant for somebody: let it not be lost.
        if (!NO.includes(answer) && no === undefined) this.screen.setLine(line);
      },
    });
  }

  showList(all = false): void {
    const { partners, requests } = this.book;
    const shown = listOf(partners, all);
    this.book.list(shown);
    if (shown.length === 0 && requests.length === 0) this.view.notice(this.words("chat.no_contacts"));
    else this.screen.print([""]);
    this.view.list(shown);
    if (shown.length > 0) this.view.notice(this.words("chat.title"));
    const away = partners.filter((partner) => partner.state !== "request" && isAway(partner)).length;
    if (!all && away > 0) this.view.notice(this.words("chat.put_away", { count: away }));
    if (requests.length > 0) this.view.notice(this.words("chat.requests", { count: requests.length }));
  }

  async openConversation(partner: Partner): Promise<void> {
    const { key, last, unread, draft } = partner;
    this.book.open = key;
    this.screen.print([""]);
    const { messages } = await this.api.call("history", { conversation: key, limit: OPENING });
    const fresh = firstUnread(messages, unread);
    this.view.page(messages, (message) => message === fresh ? `— ${this.words("chat.unread")} —` : undefined);
    if (isRoom(partner)) tellRoom(this, partner);
    else await this.#tellContact(partner, messages);
    if (draft !== null) await this.#goOn(draft, key);
    if (last !== null && unread > 0) await markSeen(this, key, last.cursor);
  }

  async #tellContact(contact: Contact, messages: readonly Message[]): Promise<void> {
    const { name, id, messages_left: left } = contact;
    for (const { file } of messages) if (file !== undefined) this.transfers.put(file);
    const waiting = messages.filter(({ file }) => file !== undefined && isWaitingForUs(file)).length;
    if (waiting > 0) this.view.notice(this.words("chat.files_waiting", { count: waiting }));
    this.view.notice(this.words("chat.with", { name, id, presence: presenceWord(contact, this.words) }));
    if (left !== null) this.view.notice(`${this.words("limits.messages")}: ${left}`);
    const { agreed, mine, theirs } = contact.timer;
    if (agreed !== 0 || mine !== null || theirs !== null && !theirs.put_off) tellTimer(this, contact);
    if (contact.key_changed) await warnOfKeys(this, contact);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #typed(line: string): Promise<boolean> {
    const command = readCommand(line);
    const next = this.#next;
    this.#next = undefined;
    this.dropped = next !== undefined;
    if (command.kind === "do" && command.name === "exit" && command.rest === "") return false;
    try {
      if (next !== undefined && command.kind === "say") await next.take(command.text);
      else await this.#do(command);
    } catch (error) {
      this.view.tell(explain(error, this.words), this.view.styles.bad);
    }
    this.#prompt();
    return true;
  }

  /** What was written before and not sent is in the line again, and a draft no more. */
  async #goOn({ text, reply_to }: Draft, conversation: string): Promise<void> {
    if (!this.screen.interactive || this.screen.line !== "") return;
    const answered = reply_to === null ? undefined : this.book.shown(reply_to);
    if (answered !== undefined) expectReply(this, answered);
    this.screen.setLine(text);
    await this.api.call("draft_set", { conversation, text: "", reply_to: null });
  }

  async #do(command: Command): Promise<void> {
    if (command.kind === "say") return await this.#say(command.text);
    if (command.kind === "unknown") return this.#unknown(command);
    const { name, rest } = command;
    if (name === "exit") return this.#wrongUse(name);
    try {
      await HANDLERS[name](this, rest);
    } catch (error) {
      if (!(error instanceof WrongUse)) throw error;
      this.#wrongUse(name);
    }
  }

  #wrongUse(name: keyof typeof COMMANDS): void {
    this.view.notice(this.words("chat.usage", { usage: `/${name} ${COMMANDS[name]}`.trim() }));
  }

  #unknown({ word: text, meant }: Extract<Command, { kind: "unknown" }>): void {
    if (meant === undefined) return this.view.notice(this.words("chat.unknown_command", { text }));
    this.view.notice(this.words("chat.did_you_mean", { text, meant: `/${meant}` }));
  }

  async #say(text: string): Promise<void> {
    if (text.trim() === "") return;
    if (this.book.open !== undefined) return await say(this, text);
    const choice = choose(this.book, text);
    if (choice.kind === "found") return await this.openConversation(choice.partner);
    if (this.book.partners.length === 0) return this.view.notice(this.words("chat.no_contacts"));
    this.view.notice(this.words(choice.kind === "none" ? "chat.no_such" : "chat.ambiguous", { text }));
    this.view.notice(this.words("chat.choose"));
  }

  #prompt(): void {
    const { partner } = this.book;
    if (this.#next !== undefined) return this.screen.setPrompt(this.#next.prompt);
    if (partner === undefined) return this.screen.setPrompt("> ");
    // Same width: what is being typed does not move when they begin to type.
    const sign = this.#typing.isTyping(partner.key) ? "…" : ">";
    const percent = this.transfers.percent(partner.key);
    const progress = percent === undefined ? "" : ` ${String(percent).padStart(2)}%`;
    this.screen.setPrompt(`${cutTo(neutralise(titleOf(partner)), MAX_PROMPT_NAME)}${progress}${sign} `);
  }
}

/** `/word`, but not `//text`. */
function isCommand(line: string): boolean {
  return /^\/(?!\/)/.test(line);
}

/** The first of the newest `count` that came in. */
function firstUnread(messages: readonly Message[], count: number): Message | undefined {
  const incoming = messages.filter(({ direction, kind }) => direction === "in" && kind !== "event");
  return count > 0 ? incoming[Math.max(0, incoming.length - count)] : undefined;
}
