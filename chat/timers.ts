/** Disappearing messages, agreed by both: what changed is said in the conversation. `docs/specs/wire-v1.md`, section 6a. */
import type { PeerKey } from "../crypto/types.ts";
import type { History, MessageRow } from "../store/history_types.ts";
import type { Contact, Timer } from "../ui/api.ts";
import type { Contacts } from "./contacts.ts";
import { ChatError } from "./errors.ts";
import type { EventBus } from "./events.ts";
import { openTimer, putOffSetting, viewMessage } from "./views.ts";

export interface TimersParts {
  readonly history: History;
  readonly contacts: Contacts;
  readonly bus: EventBus;
  readonly now: () => number;
  readonly newId: () => string;
  readonly storageFailed: (error: unknown) => void;
}

type Who = "me" | "them";

/**
 * Our user says "not now" to a proposal; it stays open. The program remembers the newest of each contact, for all windows.
 * @throws ChatError "not-found"
 */
export async function putOff(
  { parts: { history }, contacts }: { readonly parts: { readonly history: History }; readonly contacts: Contacts },
  key: PeerKey,
  id: string,
): Promise<Contact> {
  contacts.row(key);
  if (openTimer(history.timer(key)).theirs?.id !== id) {
    throw new ChatError("not-found", `no proposal "${id}": it may have been replaced`);
  }
  await history.putSetting(putOffSetting(key), id).saved;
  contacts.publish(key);
  return contacts.get(key);
}

export class Timers {
  readonly #parts: TimersParts;
  /** As our user last heard. */
  readonly #known = new Map<PeerKey, Timer>();

  constructor(parts: TimersParts) {
    this.#parts = parts;
  }

  /** Items may come or go from here on. */
  remember(key: PeerKey): void {
    if (!this.#known.has(key)) this.#known.set(key, this.#now(key));
  }

  /** Nothing more is expected: the contact may be forgotten. */
  forget(key: PeerKey): void {
    this.#known.delete(key);
  }

  /** These new items are on disk; {@link remember} was called before they came. */
  noticed(key: PeerKey, rows: readonly MessageRow[]): void {
    if (!rows.some(({ kind }) => kind === "timer")) return;
    const before = this.#known.get(key);
    const timer = this.#now(key);
    this.#known.set(key, timer);
    if (before === undefined) return;
    for (const who of ["me", "them"] as const) {
      const [open, known] = who === "me" ? [timer.mine, before.mine] : [timer.theirs, before.theirs];
      if (open !== null && open.id !== known?.id) this.#say(key, "event.timer_proposed", who, open.seconds);
    }
    if (timer.agreed !== before.agreed) {
      const who = rows.findLast(({ kind }) => kind === "timer")?.direction === "out" ? "me" : "them";
      this.#say(key, timer.agreed === 0 ? "event.timer_off" : "event.timer_on", who, timer.agreed);
    }
    this.#parts.contacts.publish(key);
  }

  #name(key: PeerKey): string {
    const row = this.#parts.history.contact(key);
    return row?.alias ?? row?.own_name ?? "";
  }

  #now(key: PeerKey): Timer {
    return openTimer(this.#parts.history.timer(key));
  }

  #say(key: PeerKey, text: string, who: Who, seconds: number): void {
    const { history, bus, now, newId, storageFailed } = this.#parts;
    const event = { id: newId(), text, args: { who, name: this.#name(key), seconds: String(seconds) }, at: now() };
    const { rows, saved } = history.addEvent(key, event);
    saved.catch(storageFailed);
    for (const row of rows) bus.publish({ type: "message", message: viewMessage(row, 0) });
  }
}
