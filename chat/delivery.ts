/**
 * Carrying a conversation over one link: exactly once, in order. `docs/specs/wire-v1.md`, section 6.
 *
 * The author keeps every item on disk until the reader says that it is on the reader's disk; after each new link
 * the reader first says what it has (`sync`). Nothing is sent again on a timer: a link is reliable or it is gone.
 */
import {
  encodeMessages,
  encodeReceipt,
  encodeSync,
  KIND,
  type MessageItem,
  parseMessages,
  parseReceipt,
  parseSync,
  type SyncContent,
} from "../net/mod.ts";
import { LinkError } from "../net/errors.ts";
import { BATCH_TARGET_BYTES, MAX_BATCH_ITEMS, MAX_SEQ_AHEAD } from "../net/limits.ts";
import type { Link } from "../net/types.ts";
import { Repeater } from "./repeater.ts";
import type { History, MessageRow, StreamState } from "../store/history_types.ts";

/** Items in one `messages` content of ours; many small ones share its seal. */
const BATCH_ITEMS = Math.min(MAX_BATCH_ITEMS, 512);
/** Bytes of an item beside its text, and of an offer; about. */
const ITEM_BYTES = 128;
const OFFER_BYTES = 256;
/** Items kept in memory for a link that is slower than the writer. */
const MAX_FRESH = 4_096;
/** Bytes received and not yet durable before the link is read slower. */
const UNSAVED_HIGH_WATER = 1024 * 1024;

export interface DeliveryEvents {
  /** New incoming rows, amendments among them, are on disk, and with them what they changed. */
  received(rows: readonly MessageRow[], changed: readonly MessageRow[]): void;
  /** Outgoing rows were handed to the link; up to this number. */
  sent(row: MessageRow): void;
  /** The reader has everything up to this cursor (or has seen it). */
  acknowledged(cursor: number, status: "delivered" | "read", at: number): void;
  /** The reader has nothing any more of what it had. */
  forgotten(): void;
  /** The disk refused. */
  storageFailed(error: unknown): void;
}

export interface DeliveryParts {
  readonly link: Link;
  readonly conversation: string;
  readonly history: History;
  readonly now: () => number;
  readonly newStream: () => string;
  readonly events: DeliveryEvents;
  /** Whether the author may know what our user has seen. */
  readonly tellsRead?: () => boolean;
  /** Everything up to this number of this stream is on its way; said before it is. */
  readonly handing?: (stream: string, seq: number) => void;
  /** Items up to this number go one at a time: one of them may be what the reader does not stand. */
  readonly oneByOne?: number;
}

export class Delivery {
  readonly #parts: DeliveryParts;
  /** Largest number handed to this link; undefined until the reader's `sync`. */
  #sent: number | undefined;
  #durable = 0;
  /** Largest number acknowledged on this link. */
  #acknowledged = 0;
  /** Durable items that come next on this link and need not be read back. */
  #fresh: MessageRow[] = [];
  #unsaved = 0;
  #started = false;
  /** Something was acknowledged before this link. */
  #wasHeard = false;
  /** What the reader's side of us may acknowledge: durable items, and what our user has seen. */
  #ack = { stream: "", received: 0, read: 0 };
  /** Newest item taken into memory from this link. */
  #taken: { readonly stream: string; readonly received: number } | undefined;
  readonly #pump = new Repeater(() => this.#sendAll());
  readonly #acknowledge = new Repeater(() => this.#sendReceipt());

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** The `sync` that comes before everything else is on its way. */
  get started(): boolean {
    return this.#started;
  }

  get sent(): number {
    return this.#sent ?? 0;
  }

  /** Say what we have. Call once, right after the link opened. */
  async start(): Promise<void> {
    const { history, conversation, link } = this.#parts;
    // Read first: what comes in while the disk is at work is not on it yet, and must not be claimed.
    const state = history.streams(conversation);
    this.#wasHeard = state.out_received > 0;
    const last = history.newestReceivedId(conversation);
    await history.flush();
    // Also what was seen meanwhile.
    const read = this.#tellsRead() ? Math.min(history.streams(conversation).in_read, state.in_received) : 0;
    this.#ack = { stream: state.in_stream, received: state.in_received, read };
    // Something may have been woken meanwhile.
    this.#durable = Math.max(this.#durable, state.out_seq);
    this.#started = true;
    await link.send(KIND.sync, encodeSync({ ...this.#ack, last }));
  }

  async onContent(kind: number, data: Uint8Array): Promise<void> {
    if (kind === KIND.messages) return await this.#onMessages(data);
    if (kind === KIND.receipt) return this.#onReceipt(data);
    if (kind === KIND.sync) return await this.#onSync(parseSync(data));
  }

  /** These outgoing items are on disk: send them. */
  wake(rows: readonly MessageRow[]): void {
    const added = rows.filter(({ seq }) => seq > this.#durable);
    if (added.length === 0) return;
    const last = this.#fresh.at(-1)?.seq ?? this.#sent;
    // Only what follows without a gap; otherwise, or when the link is slower than the writer, the history is read.
    const follows = last === this.#durable && this.#fresh.length + added.length <= MAX_FRESH;
    if (follows) this.#fresh.push(...added);
    else this.#fresh = [];
    this.#durable = added[added.length - 1].seq;
    this.#pump.poke();
  }

  /** Something that was not sent yet is gone or has changed: what comes next is read from the history. */
  reread(): void {
    this.#fresh = [];
    this.#pump.poke();
  }

  /** Our user has seen incoming items up to this number. */
  seen(seq: number): void {
    if (seq <= this.#ack.read || !this.#tellsRead()) return;
    this.#ack.read = Math.min(seq, this.#ack.received);
    this.#acknowledge.poke();
  }

  // -- as the author ------------------------------------------------------------------------------------------------

  async #onSync(sync: SyncContent): Promise<void> {
    if (this.#sent !== undefined) throw new LinkError("bad-content", "a second sync on one link");
    const { history, conversation, newStream } = this.#parts;
    const state = history.streams(conversation);
    if (sync.received > state.out_seq + MAX_SEQ_AHEAD) {
      throw new LinkError("bad-content", `sync acknowledges "${sync.received}": ${state.out_seq} were sent`);
    }
    if (sync.stream === state.out_stream && this.#isOurs(sync, state)) {
      this.#sent = sync.received;
      this.#applyReceipt(sync.received, sync.read);
    } else if (sync.stream === "") {
      this.#sent = 0;
      // Of two links that were made at once, the other may have brought them what this `sync` does not know of yet.
      if (this.#wasHeard) this.#parts.events.forgotten();
    } else {
      await history.restream(conversation, newStream(), Math.max(sync.received, state.out_seq)).saved;
      const { out_stream, out_seq } = history.streams(conversation);
      // Any of them may have gone out under its old number.
      this.#parts.handing?.(out_stream, out_seq);
      this.#durable = out_seq;
      this.#fresh = [];
      this.#sent = 0;
    }
    this.#pump.poke();
  }

  /**
   * The reader speaks of the items we know by these numbers. It does not when this profile was put back from an old copy:
   * then we may have given numbers out again that the reader knows as other items.
   */
  #isOurs({ received, last }: SyncContent, { out_seq, out_received }: StreamState): boolean {
    if (received <= out_received) return true;
    if (received > out_seq) return false;
    return last === undefined || this.#parts.history.outgoingId(this.#parts.conversation, received) === last;
  }

  /** A rejected `send` means that the link is closed: what is left stays on disk for the next one. */
  async #sendAll(): Promise<void> {
    const { history, conversation, link, events } = this.#parts;
    if (this.#sent === undefined) return;
    for (let rows = this.#nextBatch(); rows.length > 0; rows = this.#nextBatch()) {
      const stream = history.streams(conversation).out_stream;
      const last = rows[rows.length - 1];
      this.#sent = last.seq;
      this.#parts.handing?.(stream, last.seq);
      const items = rows.map(itemOf);
      await link.send(KIND.messages, encodeMessages({ stream, items }));
      events.sent(last);
    }
  }

  #nextBatch(): MessageRow[] {
    const { history, conversation, oneByOne = 0 } = this.#parts;
    if (this.sent >= this.#durable) return [];
    const alone = this.sent < oneByOne;
    if (alone && this.sent > this.#acknowledged) return [];
    const limit = alone ? 1 : BATCH_ITEMS;
    const fresh = this.#fresh.length > 0;
    const rows = fresh ? this.#fresh : history.unacknowledged(conversation, this.#sent ?? 0, BATCH_ITEMS);
    let bytes = 0;
    let count = 0;
    for (const row of rows) {
      if (row.seq > this.#durable || count === limit) break;
      bytes += row.text.length * 2 + ITEM_BYTES + (row.file === null ? 0 : OFFER_BYTES);
      if (count > 0 && bytes > BATCH_TARGET_BYTES) break;
      count++;
    }
    return fresh ? this.#fresh.splice(0, count) : rows.slice(0, count);
  }

  #onReceipt(data: Uint8Array): void {
    const receipt = parseReceipt(data);
    const { history, conversation } = this.#parts;
    // A receipt for a stream we have left says nothing about the numbers given out since.
    if (receipt.stream !== history.streams(conversation).out_stream) return;
    if (receipt.received > this.sent) {
      throw new LinkError("bad-content", `receipt for "${receipt.received}": ${this.sent} were sent`);
    }
    this.#applyReceipt(receipt.received, receipt.read);
  }

  #applyReceipt(received: number, read: number): void {
    const { history, conversation, events, now } = this.#parts;
    if (received > this.#acknowledged) {
      this.#acknowledged = received;
      this.#pump.poke();
    }
    const before = history.streams(conversation);
    const seen = Math.min(read, received);
    if (received <= before.out_received && seen <= before.out_read) return;
    const at = now();
    const { cursor, read_cursor, saved } = history.acknowledge(conversation, received, seen, at);
    saved.catch(events.storageFailed);
    // Shown before it is on disk: were it lost, the reader's next `sync` says it again.
    if (received > before.out_received) events.acknowledged(cursor, "delivered", at);
    if (seen > before.out_read) events.acknowledged(read_cursor, "read", at);
  }

  // -- as the reader ------------------------------------------------------------------------------------------------

  async #onMessages(data: Uint8Array): Promise<void> {
    const { history, conversation, events, now } = this.#parts;
    const { stream, items } = parseMessages(data);
    this.#checkTaken();
    const incoming = items.map(({ seq, id, kind, text, at, about, forwarded, ttl, file }) => (
      { seq, id, kind, text, sent_at: at, about, forwarded, ttl, file }
    ));
    const { rows, changed, saved } = history.addIncoming(conversation, stream, incoming, now());
    const received = history.streams(conversation).in_received;
    this.#taken = { stream, received };
    this.#unsaved += data.length;
    // Nothing new may still mean that the first copy is on its way to the disk: acknowledge only after that, too.
    const durable = (rows.length > 0 ? saved : history.flush()).then(() => {
      this.#unsaved -= data.length;
      if (this.#ack.stream !== stream) this.#ack = { stream, received: 0, read: 0 };
      this.#ack.received = Math.max(this.#ack.received, received);
      this.#acknowledge.poke();
    });
    // A turn later: the author waits for the receipt, and telling our windows costs as much as storing the message.
    const told = durable.then(() => rows.length > 0 && events.received(rows, changed));
    const handled = told.then(() => {}, (error) => {
      events.storageFailed(error);
      this.#parts.link.close("internal", "the message could not be stored");
    });
    if (this.#unsaved > UNSAVED_HIGH_WATER) await handled;
  }

  /** A refused write puts memory back: what follows would leave a gap, and be acknowledged over it. */
  #checkTaken(): void {
    if (this.#taken === undefined) return;
    const { in_stream, in_received } = this.#parts.history.streams(this.#parts.conversation);
    if (in_stream === this.#taken.stream && in_received >= this.#taken.received) return;
    throw new LinkError("internal", "an earlier message was not stored");
  }

  /** The newest acknowledgement; those that came while one was on its way collapse into it. */
  async #sendReceipt(): Promise<void> {
    if (this.#ack.stream !== "") await this.#parts.link.send(KIND.receipt, encodeReceipt(this.#ack));
  }

  #tellsRead(): boolean {
    return this.#parts.tellsRead?.() ?? true;
  }
}

function itemOf({ seq, id, kind, text, sent_at, about, forwarded, ttl, file }: MessageRow): MessageItem {
  return {
    seq,
    id,
    kind,
    text,
    at: sent_at,
    about: about ?? undefined,
    forwarded: forwarded ? true : undefined,
    ttl: ttl ?? undefined,
    file: file?.offer,
  };
}
