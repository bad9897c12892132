/** What a person writes: checked, counted, on disk before it is acknowledged. */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_CONTENT_BYTES, MAX_TEXT_BYTES } from "../net/limits.ts";
import type { History, MessageRow, NewItem } from "../store/history_types.ts";
import type { Message } from "../ui/api.ts";
import type { Budgets } from "./budgets.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { Repeater } from "./repeater.ts";
import { viewMessage } from "./views.ts";

/** Bytes of text one message packet pays for (LIM-3). */
const PACKET_BYTES = 1024;
/** Room for the members of an item and its seal beside the text. */
const ITEM_OVERHEAD = 1024;

/** Bytes of UTF-8 that one UTF-16 unit becomes at most; of JSON, escaped as \\uXXXX. Short texts need no counting. */
const MAX_UTF8_PER_UNIT = 3;
const MAX_JSON_PER_UNIT = 6;

const utf8 = new TextEncoder();

/** Message packets a text costs: one per KiB begun. */
export function packetsOf(text: string): number {
  if (text.length * MAX_UTF8_PER_UNIT <= PACKET_BYTES) return 1;
  return Math.max(1, Math.ceil(utf8.encode(text).length / PACKET_BYTES));
}

/**
 * A text that can be sent, with lone surrogates replaced: UTF-8 cannot carry them.
 * @throws ChatError "empty" or "too-long"
 */
export function checkText(text: string): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.trim() === "") throw new ChatError("empty", "message: it is empty");
  if (wellFormed.length * MAX_JSON_PER_UNIT <= MAX_TEXT_BYTES) return wellFormed;
  // JSON escapes may make it longer than the text limit allows for; both must hold or it would wait in the outbox forever.
  const bytes = utf8.encode(wellFormed).length;
  const escaped = utf8.encode(JSON.stringify(wellFormed)).length;
  if (bytes > MAX_TEXT_BYTES || escaped > MAX_CONTENT_BYTES - ITEM_OVERHEAD) {
    throw new ChatError("too-long", `message of ${bytes} bytes: at most ${MAX_TEXT_BYTES}; send it as a file`);
  }
  return wellFormed;
}

export interface OutgoingParts {
  readonly history: History;
  readonly budgets: Budgets;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newId: () => string;
  /** Largest number handed to the link that is up. */
  readonly sentTo: (key: PeerKey) => number;
  /** It is on disk: send it. */
  readonly wake: (key: PeerKey, rows: readonly MessageRow[]) => void;
}

interface Waiting {
  readonly item: NewItem;
  /** Packets taken for it. */
  readonly packets: number;
  readonly resolve: (message: Message) => void;
  readonly reject: (error: unknown) => void;
}

/** What is being written to one conversation: while one group goes to the disk, the next one gathers. */
interface Group {
  waiting: Waiting[];
  readonly store: Repeater;
}

export class Outgoing {
  readonly #parts: OutgoingParts;
  readonly #groups = new Map<PeerKey, Group>();
  /** What is not stored yet, by contact and id: a repeated call must not pay twice. */
  readonly #coming = new Map<string, Promise<Message>>();

  constructor(parts: OutgoingParts) {
    this.#parts = parts;
  }

  /** Resolves when the message is on disk. The same `id` again adds nothing. */
  async send(key: PeerKey, text: string, id?: string): Promise<Message> {
    if (id !== undefined && this.#parts.history.message(key, id) !== undefined) {
      const known = this.#view(key, id);
      await this.#parts.history.flush();
      return known;
    }
    const name = `${key} ${id}`;
    const coming = this.#coming.get(name);
    if (id !== undefined && coming !== undefined) return await coming;
    const item = { id: id ?? this.#parts.newId(), kind: "text", text: checkText(text), sent_at: this.#parts.now() };
    const packets = packetsOf(item.text);
    this.#parts.budgets.take(key, "messages", packets);
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const group = this.#group(key);
    group.waiting.push({ item, packets, resolve, reject });
    group.store.poke();
    if (id === undefined) return await promise;
    this.#coming.set(name, promise);
    try {
      return await promise;
    } finally {
      this.#coming.delete(name);
    }
  }

  #group(key: PeerKey): Group {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { waiting: [], store: new Repeater(() => this.#store(key)) };
      this.#groups.set(key, group);
    }
    return group;
  }

  async #store(key: PeerKey): Promise<void> {
    const { history, budgets, bus, wake } = this.#parts;
    const waiting = this.#group(key).waiting.splice(0);
    try {
      // Once for the group: reading a contact costs as much as storing a message.
      if (history.contact(key) === undefined) throw new ChatError("not-found", `no contact "${key}"`);
      const counted = budgets.save(key);
      const { rows, saved } = history.addOutgoing(key, waiting.map(({ item }) => item));
      await Promise.all([saved, counted]);
      rows.forEach((row, index) => {
        const message = viewMessage(row, 0);
        bus.publish({ type: "message", message });
        waiting[index].resolve(message);
      });
      wake(key, rows);
    } catch (error) {
      budgets.giveBack(key, "messages", waiting.reduce((sum, { packets }) => sum + packets, 0));
      for (const { reject } of waiting) reject(error);
    }
  }

  /** Answers when the message is delivered or failed, or when the time is over, with what is so then. */
  wait(
    key: PeerKey,
    id: string,
    timeoutMs: number,
    after: (ms: number, run: () => void) => () => void,
  ): Promise<Message> {
    const { bus } = this.#parts;
    return new Promise((resolve, reject) => {
      let stop = () => {};
      const settle = (timeIsOver: boolean) => {
        try {
          const message = this.#view(key, id);
          if (!timeIsOver && (message.status === "queued" || message.status === "sent")) return;
          stop();
          resolve(message);
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const cancelTimer = after(timeoutMs, () => settle(true));
      const unsubscribe = bus.subscribe((event) => {
        if (event.type === "receipt" || event.type === "message" || event.type === "cleared") settle(false);
      });
      stop = () => (cancelTimer(), unsubscribe());
      settle(false);
    });
  }

  #view(key: PeerKey, id: string): Message {
    const row = this.#parts.history.message(key, id);
    if (row === undefined) throw new ChatError("not-found", `no message "${id}"`);
    return viewMessage(row, this.#parts.sentTo(key));
  }
}
