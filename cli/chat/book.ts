/** What the conversation screen knows: contacts and the open conversation, kept up to date by events. */
import type { ApiEvent, Contact, Message, MessageStatus } from "../../ui/api.ts";

const ORDER: readonly MessageStatus[] = ["queued", "sent", "delivered", "read"];
/** Messages of ours whose state is watched; as many as a screen can show. */
const MAX_WATCHED = 200;

export class Book {
  #contacts: Contact[] = [];
  /** Key of the conversation that is open. */
  open: string | undefined;
  /** Ours, by id: last state told. */
  readonly #watched = new Map<string, Message>();

  /** In the order of the list: as the program gave them at first, newcomers below. */
  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  get partner(): Contact | undefined {
    return this.#contacts.find(({ key }) => key === this.open);
  }

  find(key: string): Contact | undefined {
    return this.#contacts.find((contact) => contact.key === key);
  }

  put(contact: Contact): void {
    const at = this.#contacts.findIndex(({ key }) => key === contact.key);
    if (at < 0) this.#contacts = [...this.#contacts, contact];
    else this.#contacts = this.#contacts.with(at, contact);
  }

  watch(message: Message): void {
    this.#watched.set(message.id, message);
    const oldest = this.#watched.keys().next();
    if (this.#watched.size > MAX_WATCHED && !oldest.done) this.#watched.delete(oldest.value);
  }

  watched(id: string): Message | undefined {
    return this.#watched.get(id);
  }

  /** @returns our messages whose state this event changed, as they are now */
  advance(event: Extract<ApiEvent, { type: "receipt" }>): Message[] {
    const moved: Message[] = [];
    for (const [id, message] of this.#watched) {
      const concerned = message.conversation === event.conversation && message.cursor <= event.cursor;
      const behind = ORDER.indexOf(message.status);
      if (!concerned || behind < 0 || behind >= ORDER.indexOf(event.status)) continue;
      const now = { ...message, status: event.status };
      this.#watched.set(id, now);
      moved.push(now);
    }
    return moved;
  }

  snapshot(contacts: readonly Contact[]): void {
    this.#contacts = [...contacts];
    if (this.open !== undefined && this.partner === undefined) this.open = undefined;
  }

  remove(key: string): void {
    this.#contacts = this.#contacts.filter((contact) => contact.key !== key);
    if (this.open === key) this.open = undefined;
  }
}
