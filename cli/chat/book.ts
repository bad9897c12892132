/** What the conversation screen knows: people and rooms, the open conversation and its messages, kept up to date by events. */
import type { ApiEvent, Contact, Message, MessageStatus } from "../../ui/api.ts";
import { isRoom, type Partner } from "../partner.ts";
import { isAway, listOf } from "./contact_list.ts";

const ORDER: readonly MessageStatus[] = ["queued", "sent", "delivered", "read"];
/** Messages that were shown and may still change; as many as a screen can show. */
const MAX_SHOWN = 200;

export class Book {
  #partners: Partner[] = [];
  #open: string | undefined;
  /** Shown ones, by id, as they are now. */
  readonly #shown = new Map<string, Message>();
  /** Cursors of the newest message we were told of, by conversation. */
  readonly #newest = new Map<string, number>();
  /** Keys in the order in which the list was shown; numbers are places in it. */
  #listed: string[] = [];

  /** In the order of the program, people first, newcomers below. */
  get partners(): readonly Partner[] {
    return this.#partners;
  }

  get contacts(): readonly Contact[] {
    return this.#partners.filter((partner) => !isRoom(partner));
  }

  /** Key of the conversation that is open. */
  get open(): string | undefined {
    return this.#open;
  }

  set open(key: string | undefined) {
    if (key !== this.#open) this.#shown.clear();
    this.#open = key;
  }

  get partner(): Partner | undefined {
    return this.#open === undefined ? undefined : this.find(this.#open);
  }

  get requests(): readonly Contact[] {
    return this.contacts.filter(({ state }) => state === "request");
  }

  /** As shown last. */
  get listed(): readonly Partner[] {
    return this.#listed.flatMap((key) => this.find(key) ?? []);
  }

  list(partners: readonly Partner[]): void {
    this.#listed = partners.map(({ key }) => key);
  }

  find(key: string): Partner | undefined {
    return this.#partners.find((partner) => partner.key === key);
  }

  /** A person; undefined for a room. */
  contact(key: string): Contact | undefined {
    const partner = this.find(key);
    return partner === undefined || isRoom(partner) ? undefined : partner;
  }

  put(partner: Partner): void {
    const at = this.#partners.findIndex(({ key }) => key === partner.key);
    if (at < 0) this.#partners = [...this.#partners, partner];
    else this.#partners = this.#partners.with(at, partner);
    // Newcomers go below: the numbers that were shown stay what they are.
    const listed = this.#listed.includes(partner.key) || partner.state === "request" || isAway(partner);
    if (!listed) this.#listed.push(partner.key);
  }

  /** A message that was shown. */
  show(message: Message): void {
    this.heard(message);
    this.#shown.set(message.id, message);
    const oldest = this.#shown.keys().next();
    if (this.#shown.size > MAX_SHOWN && !oldest.done) this.#shown.delete(oldest.value);
  }

  shown(id: string): Message | undefined {
    return this.#shown.get(id);
  }

  /** Shown ones that quote it. */
  answersTo(id: string): Message[] {
    return [...this.#shown.values()].filter(({ reply }) => reply?.id === id);
  }

  /** @returns what was shown and is gone */
  forget(ids: readonly string[]): Message[] {
    const gone = ids.flatMap((id) => this.#shown.get(id) ?? []);
    for (const { id } of gone) this.#shown.delete(id);
    return gone;
  }

  forgetAll(): void {
    this.#shown.clear();
  }

  /** The newest of them that fits. */
  last(fits: (message: Message) => boolean): Message | undefined {
    const open = [...this.#shown.values()].filter((message) => message.conversation === this.#open && fits(message));
    return open.sort((one, two) => one.cursor - two.cursor).at(-1);
  }

  /** Cursor of the newest message of a conversation that we were told of. */
  newest(conversation: string): number | undefined {
    return this.#newest.get(conversation);
  }

  /** @returns true when it is new, false when it is one of before that has changed */
  heard({ conversation, cursor }: Message): boolean {
    const isNew = cursor > (this.#newest.get(conversation) ?? -1);
    if (isNew) this.#newest.set(conversation, cursor);
    return isNew;
  }

  /** @returns our messages whose state this event changed, as they are now */
  advance(event: Extract<ApiEvent, { type: "receipt" }>): Message[] {
    const moved: Message[] = [];
    for (const [id, message] of this.#shown) {
      const concerned = message.conversation === event.conversation && message.cursor <= event.cursor;
      const behind = message.direction === "out" ? ORDER.indexOf(message.status) : -1;
      if (!concerned || behind < 0 || behind >= ORDER.indexOf(event.status)) continue;
      const now = { ...message, status: event.status };
      this.#shown.set(id, now);
      moved.push(now);
    }
    return moved;
  }

  snapshot(partners: readonly Partner[]): void {
    this.#partners = [...partners];
    if (this.#listed.length === 0) this.list(listOf(partners, false));
    for (const { last } of partners) if (last !== null) this.heard(last);
    if (this.#open !== undefined && this.partner === undefined) this.open = undefined;
  }

  remove(key: string): void {
    this.#partners = this.#partners.filter((partner) => partner.key !== key);
    if (this.#open === key) this.open = undefined;
  }
}
