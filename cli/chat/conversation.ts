/** `parley chat`: between what the person types, what the api tells, and what the screen shows. */
import type { ApiEvent, Contact, Message } from "../../ui/api.ts";
import type { Api } from "../api.ts";
import { explain } from "../explain.ts";
import { localDay, localMinute } from "../format.ts";
import type { Words } from "../language.ts";
import { presenceWord } from "../presence.ts";
import { qrLines } from "../qr.ts";
import { neutralise, safeLines } from "../safe_text.ts";
import { readTextFile } from "../stdin.ts";
import { type Styles, stylesFor } from "../style.ts";
import { cutTo, wrap } from "../width.ts";
import { Book } from "./book.ts";
import { type Command, readCommand } from "./commands.ts";
import { choose, contactLines } from "./contact_list.ts";
import type { Marked, Screen } from "./screen.ts";
import { markOf, transcript } from "./transcript.ts";

/** Messages shown when a conversation is opened. */
const OPENING = 20;
/** Columns of a partner's name in front of the line being typed. */
const MAX_PROMPT_NAME = 20;
/** Bytes; an invite has a few hundred. */
const MAX_INVITE = 64 * 1024;

export interface ConversationParts {
  readonly api: Api;
  readonly screen: Screen;
  readonly words: Words;
}

export class Conversation {
  readonly #book = new Book();
  readonly #api: Api;
  readonly #screen: Screen;
  readonly #words: Words;
  readonly #styles: Styles;

  constructor({ api, screen, words }: ConversationParts) {
    this.#api = api;
    this.#screen = screen;
    this.#words = words;
    this.#styles = stylesFor(screen.color);
  }

  /** Show the list, or go right to somebody. */
  async begin(contacts: readonly Contact[], open?: string): Promise<void> {
    this.#book.snapshot(contacts);
    const partner = open === undefined ? undefined : this.#book.find(open);
    if (partner === undefined) this.#showList();
    else await this.#openConversation(partner);
    this.#prompt();
  }

  /** @returns false when the person wants to end */
  async typed(line: string): Promise<boolean> {
    const command = readCommand(line);
    if (command.kind === "exit") return false;
    try {
      await this.#do(command);
    } catch (error) {
      this.#tell(explain(error, this.#words), this.#styles.bad);
    }
    this.#prompt();
    return true;
  }

  async heard(event: ApiEvent): Promise<void> {
    switch (event.type) {
      case "snapshot":
        this.#book.snapshot(event.snapshot.contacts);
        break;
      case "message":
        await this.#message(event.message);
        break;
      case "receipt":
        for (const message of this.#book.advance(event)) this.#screen.update(this.#marked(message));
        break;
      case "contact":
        this.#contact(event.contact);
        break;
      case "contact_removed":
        this.#book.remove(event.key);
        break;
    }
    this.#prompt();
  }

  async #do(command: Command): Promise<void> {
    switch (command.kind) {
      case "say":
        return await this.#say(command.text);
      case "help":
        return this.#tell(this.#words("chat.help"), (line) => line);
      case "list":
        return this.#showList();
      case "back":
        this.#book.open = undefined;
        return this.#showList();
      case "history":
        return await this.#show({ limit: command.count });
      case "search":
        return await this.#show({ limit: OPENING, search: command.query });
      case "invite":
        return await this.#invite();
      case "accept":
        return await this.#accept(command.invite);
      case "unknown":
        return this.#notice(this.#words("chat.unknown_command", { text: command.word }));
    }
  }

  async #say(text: string): Promise<void> {
    if (text.trim() === "") return;
    const conversation = this.#book.open;
    if (conversation === undefined) return await this.#choose(text);
    const message = await this.#api.call("send", { conversation, text });
    // It may have been told by an event already, and shown then.
    if (this.#book.watched(message.id) === undefined) this.#printOwn(message);
  }

  async #choose(text: string): Promise<void> {
    const choice = choose(this.#book.contacts, text);
    if (choice.kind === "found") return await this.#openConversation(choice.contact);
    if (this.#book.contacts.length === 0) return this.#notice(this.#words("chat.no_contacts"));
    this.#notice(this.#words(choice.kind === "none" ? "chat.no_such" : "chat.ambiguous", { text }));
    this.#notice(this.#words("chat.choose"));
  }

  async #openConversation(contact: Contact): Promise<void> {
    const { key, name, id } = contact;
    this.#book.open = key;
    this.#screen.print([""]);
    await this.#show({ limit: OPENING, quiet: true });
    this.#notice(this.#words("chat.with", { name, id, presence: presenceWord(contact, this.#words) }));
    if (contact.last !== null && contact.unread > 0) await this.#seen(key, contact.last.cursor);
  }

  async #show({ limit, search, quiet }: { limit: number; search?: string; quiet?: boolean }): Promise<void> {
    const conversation = this.#book.open;
    if (conversation === undefined) return this.#notice(this.#words("chat.choose"));
    const { messages } = await this.#api.call("history", { conversation, limit, ...(search ? { search } : {}) });
    if (messages.length === 0 && !quiet) this.#notice(this.#words("chat.nothing_found"));
    let day = "";
    for (const message of messages) {
      if (localDay(message.sent_at) !== day) this.#notice(`— ${day = localDay(message.sent_at)} —`);
      this.#print(message);
    }
  }

  async #message(message: Message): Promise<void> {
    const { conversation, direction, id } = message;
    if (direction === "out") {
      const known = this.#book.watched(id);
      // Written in the window or by `parley send` while we are here.
      if (known === undefined) return conversation === this.#book.open ? this.#printOwn(message) : undefined;
      this.#book.watch(message);
      if (known.status !== message.status) this.#screen.update(this.#marked(message));
      return;
    }
    if (conversation === this.#book.open) {
      this.#print(message);
      return await this.#seen(conversation, message.cursor);
    }
    if (message.kind === "event") return;
    const name = this.#book.find(conversation)?.name ?? "";
    this.#notice(this.#words("chat.elsewhere", { name, text: message.text.split("\n", 1)[0] }));
  }

  #contact(contact: Contact): void {
    const before = this.#book.find(contact.key);
    this.#book.put(contact);
    const changed = before?.presence !== contact.presence || before?.blocked !== contact.blocked;
    if (changed && (contact.key === this.#book.open || before === undefined)) {
      const presence = presenceWord(contact, this.#words);
      this.#notice(this.#words("chat.presence", { name: contact.name, presence }));
    }
  }

  async #invite(): Promise<void> {
    const made = await this.#api.call("invite_create", {});
    const fits = this.#screen.color && made.qr.length > 0 && made.qr[0].length < this.#screen.columns;
    if (fits) this.#screen.print(qrLines(made.qr));
    this.#screen.printWhole(made.text);
    this.#notice(this.#words("invite.until", { until: localMinute(made.expires_at) }));
  }

  async #accept(text: string): Promise<void> {
    const invite = text.includes("parley:") ? text : await readTextFile(text.trim(), MAX_INVITE, this.#words);
    const contact = await this.#api.call("invite_accept", { invite });
    this.#book.put(contact);
    const presence = presenceWord(contact, this.#words);
    this.#notice(this.#words("accept.done", { name: contact.name, id: contact.id, presence }));
  }

  async #seen(conversation: string, cursor: number): Promise<void> {
    await this.#api.call("mark_read", { conversation, cursor });
  }

  #showList(): void {
    const { contacts } = this.#book;
    if (contacts.length === 0) return this.#notice(this.#words("chat.no_contacts"));
    const lines = contactLines(contacts, this.#words, this.#styles);
    this.#screen.print(["", ...lines]);
    this.#notice(this.#words("chat.title"));
  }

  #print(message: Message): void {
    if (message.direction === "out") return this.#printOwn(message);
    this.#screen.print(this.#lines(message));
  }

  #printOwn(message: Message): void {
    this.#book.watch(message);
    this.#screen.print(this.#lines(message), this.#marked(message));
  }

  #lines(message: Message): string[] {
    const name = this.#book.find(message.conversation)?.name ?? "";
    const columns = this.#screen.columns;
    const withoutMark = message.direction === "out";
    return transcript(message, { name, words: this.#words, styles: this.#styles, columns, withoutMark });
  }

  #marked({ id, status }: Message): Marked {
    return { id, mark: markOf(status), word: this.#words(`chat.status.${status}`) };
  }

  #notice(text: string): void {
    this.#tell(text, this.#styles.quiet);
  }

  #tell(text: string, style: (line: string) => string): void {
    const rows = safeLines(text).flatMap((line) => wrap(line, this.#screen.columns));
    this.#screen.print(rows.map(style));
  }

  #prompt(): void {
    const name = this.#book.partner?.name;
    this.#screen.setPrompt(name === undefined ? "> " : `${cutTo(neutralise(name), MAX_PROMPT_NAME)}> `);
  }
}
