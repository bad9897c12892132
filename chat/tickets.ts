/**
 * Files on their way to and from a window: what is offered waits under a one-time ticket until it is fetched, what is
 * expected until it is sent. `docs/specs/local-api-v1.md`, "Downloads and uploads".
 */
import type { Clock } from "../net/types.ts";
import type { Download, Ticket, UploadAnswer } from "../ui/api.ts";
import { ChatError } from "./errors.ts";

/** Milliseconds a ticket is good for: a browser fetches at once, a busy machine needs some seconds. */
export const TICKET_TTL = 60_000;
/** Tickets that wait at a time. A person has one or two; a script must not fill the memory with them. */
export const MAX_TICKETS = 64;

export interface Offer {
  readonly file_name: string;
  /** Media type. */
  readonly type: string;
  /** Called when it is fetched, at most once: nothing is made that nobody fetches. */
  readonly body: () => ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>;
  /** It was not fetched in time. */
  readonly expired?: () => void;
}

export interface Expectation {
  readonly file_name: string;
  /** Called at most once. What it throws or answers is told to the sender. */
  readonly take: (ticket: string, body: ReadableStream<Uint8Array>) => Promise<void | UploadAnswer>;
}

type Waiting = (Offer | Expectation) & { readonly cancel: () => void };

export class Tickets {
  readonly #waiting = new Map<string, Waiting>();
  readonly #clock: Clock;
  readonly #randomBytes: (length: number) => Uint8Array;

  constructor({ clock, randomBytes }: { clock: Clock; randomBytes: (length: number) => Uint8Array }) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  /** @throws ChatError "bad-request" when too many wait */
  offer(offer: Offer): Ticket {
    return this.#add(offer);
  }

  /** A file that a window is going to send. @throws ChatError "bad-request" when too many wait */
  expect(expectation: Expectation): Ticket {
    return this.#add(expectation);
  }

  /** @returns undefined when it is unknown, used, old, or for sending */
  async download(ticket: string): Promise<Download | undefined> {
    const offer = this.#take(ticket, "body");
    if (offer === undefined) return undefined;
    return { file_name: offer.file_name, type: offer.type, body: await offer.body() };
  }

  /** @returns false when it is unknown, used, old, or for fetching */
  async upload(ticket: string, body: ReadableStream<Uint8Array>): Promise<boolean | UploadAnswer> {
    const expectation = this.#take(ticket, "take");
    if (expectation === undefined) return false;
    return await expectation.take(ticket, body) ?? true;
  }

  /** Nothing waits any more: the program ends, or somebody else sits before it. */
  clear(): void {
    for (const ticket of [...this.#waiting.keys()]) this.#expire(ticket);
  }

  #add(what: Offer | Expectation): Ticket {
    if (this.#waiting.size >= MAX_TICKETS) throw new ChatError("bad-request", "files: too many wait to be fetched");
    const ticket = base64url(this.#randomBytes(32));
    const cancel = this.#clock.after(TICKET_TTL, () => this.#expire(ticket));
    this.#waiting.set(ticket, { ...what, cancel });
    return { ticket, file_name: what.file_name };
  }

  /** One way only: a ticket for the other way stays as it is. */
  #take<K extends "body" | "take">(ticket: string, way: K): Extract<Waiting, Record<K, unknown>> | undefined {
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined || !(way in waiting)) return undefined;
    this.#waiting.delete(ticket);
    waiting.cancel();
    return waiting as Extract<Waiting, Record<K, unknown>>;
  }

  #expire(ticket: string): void {
    const waiting = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    waiting?.cancel();
    if (waiting !== undefined && "body" in waiting) waiting.expired?.();
  }
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
