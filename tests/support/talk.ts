/** Two people of `fake_network.ts` who are friends, and what tests of their conversation keep asking. */
import { assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import type { ApiErrorCode, ApiEvent, Contact, Message } from "../../ui/api.ts";
import { befriend, type FakePerson, fakePerson } from "./fake_network.ts";

export async function friends(): Promise<[FakePerson, FakePerson]> {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  return [anna, boris];
}

export async function leave(...people: FakePerson[]): Promise<void> {
  for (const person of people) {
    await person.messenger.stop();
    await person.history.close();
  }
}

/** One side's part of the API about one conversation. */
export class Side {
  readonly key: string;
  readonly events: ApiEvent[] = [];

  constructor(readonly me: FakePerson, other: FakePerson) {
    this.key = peerKey(other.ref);
    me.messenger.subscribe((event) => void this.events.push(event));
  }

  send(text: string, more: { reply_to?: string; forwarded?: boolean } = {}): Promise<Message> {
    return this.me.messenger.call("send", { conversation: this.key, text, ...more });
  }

  edit(id: string, text: string): Promise<Message> {
    return this.me.messenger.call("message_edit", { conversation: this.key, id, text });
  }

  delete(id: string, whom: "everyone" | "me" = "everyone"): Promise<null> {
    return this.me.messenger.call("message_delete", { conversation: this.key, id, for: whom });
  }

  react(id: string, emoji: string): Promise<Message> {
    return this.me.messenger.call("message_react", { conversation: this.key, id, emoji });
  }

  cancel(id: string): Promise<null> {
    return this.me.messenger.call("message_cancel", { conversation: this.key, id });
  }

  retry(id: string): Promise<Message> {
    return this.me.messenger.call("message_retry", { conversation: this.key, id });
  }

  timer(seconds: number, accept?: string): Promise<Contact> {
    return this.me.messenger.call("timer_set", { conversation: this.key, seconds, accept });
  }

  seen(cursor: number): Promise<null> {
    return this.me.messenger.call("mark_read", { conversation: this.key, cursor });
  }

  /** Everything shown, oldest first, without the program's own notes. */
  async page(): Promise<Message[]> {
    return (await this.all()).filter(({ kind }) => kind !== "event");
  }

  async all(): Promise<Message[]> {
    return (await this.me.messenger.call("history", { conversation: this.key, limit: 500 })).messages;
  }

  async texts(): Promise<string[]> {
    return (await this.page()).map(({ text }) => text);
  }

  async message(id: string): Promise<Message> {
    const found = (await this.page()).find((message) => message.id === id);
    if (found === undefined) throw new Error(`message "${id}" is not shown`);
    return found;
  }

  contact(): Contact {
    return this.me.messenger.contacts.get(this.key);
  }

  /** Events of this kind so far; they are forgotten. */
  told<T extends ApiEvent["type"]>(type: T): Extract<ApiEvent, { type: T }>[] {
    return this.events.splice(0).filter((event): event is Extract<ApiEvent, { type: T }> => event.type === type);
  }
}

export async function refused(code: ApiErrorCode, call: () => Promise<unknown>): Promise<void> {
  const error = await assertRejects(call, ChatError);
  if (error.code !== code) throw new Error(`refused with "${error.code}", not "${code}": ${error.message}`);
}
