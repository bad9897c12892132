/** What a person writes: checked, counted, on disk before it is acknowledged. */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_CONTENT_BYTES, MAX_TEXT_BYTES } from "../net/limits.ts";
import type { History, MessageRow, NewItem } from "../store/history_types.ts";
import type { Message } from "../ui/api.ts";
import type { BudgetKind, Budgets } from "./budgets.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { AmendmentIds } from "./item_ids.ts";
import { refuseWhileHeld } from "./key_changes.ts";
import { Repeater } from "./repeater.ts";
import { isShown, type Known, viewMessage } from "./views.ts";

/** Bytes of text one message packet pays for (LIM-3). */
const PACKET_BYTES = 1024;
/** Room for the members of an item and its seal beside the text. */
const ITEM_OVERHEAD = 1024;

/** Bytes of UTF-8 that one UTF-16 unit becomes at most; of JSON, escaped as \\uXXXX. Short texts need no counting. */
const MAX_UTF8_PER_UNIT = 3;
const MAX_JSON_PER_UNIT = 6;

/** Events after which a message may be further than before, or gone. */
const SETTLING: ReadonlySet<string> = new Set(["receipt", "message", "cleared", "removed"]);

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

/**
 * What is written and not sent: it may be unfinished, but not longer than what can be sent.
 * @throws ChatError "too-long"
 */
export function checkDraft(text: string): string {
  return text.trim() === "" ? text.toWellFormed() : checkText(text);
}

export interface OutgoingParts {
  readonly history: History;
  /** What a message shows beside what it says. */
  readonly known: Known;
  readonly budgets: Budgets;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newId: () => string;
  /** Largest number handed to the link that is up. */
  readonly sentTo: (key: PeerKey) => number;
  /** It is on disk: send it. */
  readonly wake: (key: PeerKey, rows: readonly MessageRow[]) => void;
  /** Items are about to be stored; they were. */
  readonly storing: (key: PeerKey) => void;
  readonly stored: (key: PeerKey, rows: readonly MessageRow[]) => void;
}

/** What a message is beside its text. */
export interface SendOptions {
  readonly id?: string;
  readonly reply_to?: string;
  readonly forwarded?: boolean;
}

/** Something said about a message, or about the conversation: section 6a of the specification of the wire. */
export interface Amendment {
  readonly kind: "edit" | "delete" | "reaction" | "timer" | "file-state";
  readonly text: string;
  readonly about?: string;
}

export interface AmendOptions {
  /** What it costs; nothing without it. */
  readonly packets?: number;
  /** Also while the conversation is on hold: it waits there. */
  readonly evenHeld?: boolean;
  /** An id of somebody else that its own must exceed. */
  readonly floor?: string;
}

interface Waiting {
  /** Its turn has come: what it says may depend on what was stored before. @param ttl what is agreed, undefined for ever */
  readonly make: (ttl: () => number | undefined) => readonly NewItem[];
  /** Packets taken for it, and of which budget. */
  readonly packets: number;
  readonly budget: BudgetKind;
  readonly evenHeld: boolean;
  /** Not in one write with what comes after it, which depends on it. */
  readonly alone: boolean;
  /** As many rows as items. */
  readonly resolve: (rows: readonly MessageRow[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Made {
  readonly one: Waiting;
  readonly items: readonly NewItem[];
}

/** A change of what is stored that is no new item. */
type Turn = () => Promise<void>;

/** What is being written to one conversation: while one group goes to the disk, the next one gathers. */
interface Group {
  waiting: (Waiting | Turn)[];
  readonly store: Repeater;
}

export class Outgoing {
  readonly #parts: OutgoingParts;
  readonly #ids: AmendmentIds;
  readonly #groups = new Map<PeerKey, Group>();
  /** What is not stored yet, by contact and id: a repeated call must not pay twice. */
  readonly #coming = new Map<string, Promise<Message>>();

  constructor(parts: OutgoingParts) {
    this.#parts = parts;
    this.#ids = new AmendmentIds(parts.history, parts.newId);
  }

  /** Resolves when the message is on disk. The same `id` again adds nothing. */
  async send(key: PeerKey, text: string, options: SendOptions = {}): Promise<Message> {
    const { id } = options;
    if (id === undefined) return await this.#send(key, text, options);
    if (this.#parts.history.message(key, id) !== undefined) {
      const known = this.view(key, id);
      await this.#parts.history.flush();
      return known;
    }
    const name = `${key} ${id}`;
    const coming = this.#coming.get(name) ?? this.#send(key, text, options);
    this.#coming.set(name, coming);
    try {
      return await coming;
    } finally {
      this.#coming.delete(name);
    }
  }

  async #send(key: PeerKey, text: string, { id, reply_to, forwarded }: SendOptions): Promise<Message> {
    const { known, newId, now } = this.#parts;
    const item = {
      ...{ id: id ?? newId(), kind: "text", text: checkText(text), sent_at: now() },
      ...(reply_to === undefined ? {} : { about: reply_to }),
      ...(forwarded ? { forwarded } : {}),
    };
    const make: Waiting["make"] = (agreed) => [mortal(item, agreed())];
    const packets = packetsOf(item.text);
    const [row] = await this.#write(key, { make, packets, budget: "messages", evenHeld: false, alone: false });
    return viewMessage(row, 0, known);
  }

  /** Offer files, all or none. @param packets of the budget for files */
  async offer(key: PeerKey, items: readonly NewItem[], packets: number): Promise<Message[]> {
    const make: Waiting["make"] = (agreed) => items.map((item) => mortal(item, agreed()));
    const rows = await this.#write(key, { make, packets, budget: "files", evenHeld: false, alone: false });
    return rows.map((row) => viewMessage(row, 0, this.#parts.known));
  }

  /** Resolves when it is on disk, and what it changes is told. */
  async amend(key: PeerKey, amendment: Amendment, options: AmendOptions = {}): Promise<MessageRow> {
    const { packets = 0, evenHeld = false, floor } = options;
    const make = () => [{ ...amendment, id: this.#ids.next(floor), sent_at: this.#parts.now() }];
    const alone = amendment.kind === "timer";
    const [row] = await this.#write(key, { make, packets, budget: "messages", evenHeld, alone });
    return row;
  }

  /** Run when everything asked for before is stored and handed on, and before what is asked for later. */
  async turn<T>(key: PeerKey, run: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    this.#add(key, () => {
      const done = run();
      resolve(done);
      return done.then(() => {}, () => {});
    });
    return await promise;
  }

  /** @throws ChatError "not-found" */
  view(key: PeerKey, id: string): Message {
    const { history, known, sentTo } = this.#parts;
    const row = history.message(key, id);
    if (row === undefined || !isShown(row)) throw new ChatError("not-found", `no message "${id}"`);
    return viewMessage(row, sentTo(key), known);
  }

  #write(key: PeerKey, what: Omit<Waiting, "resolve" | "reject">): Promise<readonly MessageRow[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly MessageRow[]>();
    if (what.packets > 0) this.#parts.budgets.take(key, what.budget, what.packets);
    this.#add(key, { ...what, resolve, reject });
    return promise;
  }

  #add(key: PeerKey, what: Waiting | Turn): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { waiting: [], store: new Repeater(() => this.#next(key)) };
      this.#groups.set(key, group);
    }
    group.waiting.push(what);
    group.store.poke();
  }

  async #next(key: PeerKey): Promise<void> {
    const { waiting, store } = this.#groups.get(key)!;
    const together: Waiting[] = [];
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (typeof first === "function" && together.length > 0) break;
      waiting.shift();
      if (waiting.length > 0) store.poke();
      if (typeof first === "function") return await first();
      together.push(first);
      if (first.alone) break;
    }
    if (together.length > 0) await this.#store(key, together);
  }

  async #store(key: PeerKey, together: readonly Waiting[]): Promise<void> {
    const { history, known, budgets, bus, wake, sentTo, storing, stored } = this.#parts;
    storing(key);
    const making = this.#make(key, together);
    if (making.length === 0) return;
    try {
      const counted = budgets.save(key);
      const { rows, changed, saved } = history.addOutgoing(key, making.flatMap(({ items }) => items));
      await Promise.all([saved, counted]);
      // First of all: what is written for the link goes out as soon as this turn is over.
      wake(key, rows);
      for (const row of rows) {
        if (isShown(row)) bus.publish({ type: "message", message: viewMessage(row, 0, known) });
      }
      let first = 0;
      for (const { one, items } of making) one.resolve(rows.slice(first, first += items.length));
      for (const row of changed) bus.publish({ type: "message", message: viewMessage(row, sentTo(key), known) });
      stored(key, rows);
    } catch (error) {
      for (const { one } of making) this.#refuse(key, one, error);
    }
  }

  /** What may be written now; the others hear why not. */
  #make(key: PeerKey, together: readonly Waiting[]): Made[] {
    const { history } = this.#parts;
    // Once for the group: reading a contact costs as much as storing a message.
    const contact = history.contact(key);
    let agreed: number | undefined;
    const ttl = () => (agreed ??= history.timer(key).agreed) === 0 ? undefined : agreed;
    return together.flatMap((one) => {
      try {
        if (contact === undefined) throw new ChatError("not-found", `no contact "${key}"`);
        if (!one.evenHeld) refuseWhileHeld(contact);
        return [{ one, items: one.make(ttl) }];
      } catch (error) {
        this.#refuse(key, one, error);
        return [];
      }
    });
  }

  #refuse(key: PeerKey, { packets, budget, reject }: Waiting, error: unknown): void {
    if (packets > 0) this.#parts.budgets.giveBack(key, budget, packets);
    reject(error);
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
          const message = this.view(key, id);
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
        if (SETTLING.has(event.type)) settle(false);
      });
      stop = () => (cancelTimer(), unsubscribe());
      settle(false);
    });
  }
}

function mortal(item: NewItem, ttl: number | undefined): NewItem {
  return ttl === undefined ? item : { ...item, ttl };
}
