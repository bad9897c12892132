/**
 * The questions the program asks of its history, and the answers. SQL stays behind this; `chat/` sees only these.
 *
 * Every change is visible at once; its `saved` promise resolves when it is on disk and rejects with `StorageError` when
 * the disk refused (then it is gone from memory too). Times are milliseconds since the epoch.
 */

import type { ContactRow, CrlRow, InviteRow, PendingInviteRow, RootRow } from "./people_types.ts";
import type { RoomHistory } from "./room_types.ts";
import type { OfferRow, TransferQuery, TransferRow } from "./transfer_types.ts";

export * from "./limits_types.ts";
export * from "./people_types.ts";
export type * from "./room_types.ts";
export type * from "./transfer_types.ts";

export interface Saved {
  /** Resolves when durable. */
  readonly saved: Promise<void>;
}

/** The two streams of a direct conversation; `docs/specs/wire-v1.md` section 6. */
export interface StreamState {
  readonly out_stream: string;
  /** Largest sequence number given out. */
  readonly out_seq: number;
  /** Largest number the reader acknowledged as durable. */
  readonly out_received: number;
  /** Largest number the reader has seen. */
  readonly out_read: number;
  /** Author's newest stream, "" before the first message. */
  readonly in_stream: string;
  readonly in_received: number;
  /** Largest incoming number our user has seen. */
  readonly in_read: number;
}

export interface MessageRow {
  /** Order within this database; rises. In a room: its place there (`RoomHistory`). */
  readonly cursor: number;
  readonly id: string;
  readonly conversation: string;
  readonly direction: "in" | "out" | "event";
  /** In a room: peer key of who wrote it (also our own); else null. */
  readonly author: string | null;
  readonly kind: string;
  readonly text: string;
  /** JSON object, or null. */
  readonly args: string | null;
  /** Number in its stream; 0 for events. */
  readonly seq: number;
  readonly sent_at: number;
  /** In: stored here. Out: acknowledged by the reader (in a room by anybody), or null. */
  readonly received_at: number | null;
  /** Out: seen by the reader, or null. In, in a room: seen by our user, or null. */
  readonly read_at: number | null;
  /** Why it will not be sent, or null. */
  readonly error: string | null;
  /** Id of the message it answers, or (an amendment) speaks of; null. */
  readonly about: string | null;
  readonly forwarded: boolean;
  /** Author's clock of the edit that counts, or null. */
  readonly edited_at: number | null;
  /** Deleted for everyone: `text` is "". */
  readonly deleted: boolean;
  /** Seconds it lives, counted from `received_at` (out) or from being seen (in); null is for ever. */
  readonly ttl: number | null;
  /** When it goes; null while nothing counts. */
  readonly expires_at: number | null;
  readonly reactions: readonly ReactionRow[];
  /** Of a `file`, while it is not deleted. */
  readonly file: TransferRow | null;
}

export interface ReactionRow {
  readonly direction: "in" | "out";
  /** In a room: peer key; else absent. */
  readonly author?: string;
  readonly emoji: string;
  readonly at: number;
}

/** Kinds that are not shown but change what is: `docs/specs/wire-v1.md` section 6a. */
export const AMENDMENTS: ReadonlySet<string> = new Set(["edit", "delete", "reaction", "timer", "file-state"]);

export interface NewItem {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly sent_at: number;
  readonly about?: string;
  readonly forwarded?: boolean;
  readonly ttl?: number;
  /** Of a `file`. */
  readonly file?: OfferRow;
  /** Of an outgoing `file`: where it lies, and a folder's manifest. Never sent as they are. */
  readonly path?: string;
  readonly manifest?: Uint8Array;
}

/** What a call added and what it changed. */
export interface Stored extends Saved {
  /**
   * Every row that was new, amendments among them, in order. Incoming ones (and all of a room) as they are now; outgoing ones
   * as they were said, which is what goes on the wire.
   */
  readonly rows: MessageRow[];
  /** Shown messages that look different from what was known of them (before, or in `rows`), each once, as they are now. */
  readonly changed: MessageRow[];
}

/** A text a message had. */
export interface Version {
  readonly text: string;
  readonly at: number;
}

/** Disappearing messages: seconds, 0 is off. */
export interface TimerRow {
  readonly agreed: number;
  /** The newest proposal of each side that is not answered by an acceptance nor overtaken by a later agreement. */
  readonly mine: { readonly id: string; readonly seconds: number } | null;
  readonly theirs: { readonly id: string; readonly seconds: number } | null;
  /** Id of the acceptance that counts, "" without one: what is to replace it must be larger. */
  readonly acceptance: string;
}

export interface Draft {
  readonly text: string;
  /** Id of the message it will answer, or null. */
  readonly reply_to: string | null;
}

export interface SearchQuery {
  /** Every word must occur, as it is or as the beginning of a longer one; "" finds by the other members alone. */
  readonly text: string;
  /** All conversations without it. */
  readonly conversation?: string;
  readonly direction?: "in" | "out";
  /** "link": with an address of a page in it. "file": an offer, by its name. */
  readonly kind?: "text" | "link" | "file";
  /** By the time shown: stored here (in), written (out). */
  readonly since?: number;
  readonly until?: number;
  /** Where the last answer ended: its `next`; in one conversation also the cursor of a message, in decimal. */
  readonly after?: string;
  readonly limit: number;
}

export interface Found {
  /** Newest first. */
  readonly rows: MessageRow[];
  /** There are more, from here; null is the end. */
  readonly next: string | null;
}

export interface IncomingItem extends NewItem {
  readonly seq: number;
}

export interface History extends RoomHistory {
  contacts(): ContactRow[];
  contact(key: string): ContactRow | undefined;
  /** Insert or replace. */
  putContact(row: ContactRow): Saved;
  /** The contact, its messages, its streams and its pending invite. */
  removeContact(key: string): Saved;

  /** Zero state with a fresh `out_stream` (given by `newStream`) is made on first use. */
  streams(conversation: string): StreamState;
  /** Give out numbers and store. Ids already there are skipped (a repeated call), their rows are returned as they are. */
  addOutgoing(conversation: string, items: readonly NewItem[]): Stored;
  /**
   * Store what is new, in order: from another stream than `in_stream` everything counts as new but known ids; from the same
   * stream only numbers above `in_received`. Sets `in_stream` and `in_received`.
   * @returns only the rows that were new
   */
  addIncoming(
    conversation: string,
    stream: string,
    items: readonly IncomingItem[],
    received_at: number,
  ): Stored;
  addEvent(
    conversation: string,
    event: { id: string; text: string; args?: Record<string, string>; at: number },
  ): Saved & { readonly rows: MessageRow[] };
  /**
   * Outgoing, not failed, number above `after` and not acknowledged; in order. As they go on the wire: the text of an edited
   * message is its first one, the edits are items of their own; a deleted one has none.
   */
  unacknowledged(conversation: string, after: number, limit: number): MessageRow[];
  /** Id of the outgoing item with this number; undefined when there is none, or no longer. */
  outgoingId(conversation: string, seq: number): string | undefined;
  /** Id of the newest incoming item, if it is the one numbered `in_received`. */
  newestReceivedId(conversation: string): string | undefined;
  /**
   * Reader's acknowledgement. Numbers that do not rise change nothing. `at` becomes `received_at` / `read_at`.
   * @returns the largest cursors of outgoing messages with a number up to `received` and up to `read`, 0 without any
   */
  acknowledge(
    conversation: string,
    received: number,
    read: number,
    at: number,
  ): Saved & { readonly cursor: number; readonly read_cursor: number };
  /** New stream name; `out_seq` becomes at least `at_least`; unacknowledged items are numbered anew above it, in order. */
  restream(conversation: string, stream: string, at_least: number): Saved;
  /**
   * Incoming up to this cursor were seen at `at`; sets `in_read` and begins the time of those that disappear. What comes to
   * stand there later, in a room, was not.
   */
  markRead(conversation: string, cursor: number, at: number): Saved;
  /** It will not be sent; an outgoing one that is waiting. */
  markFailed(conversation: string, id: string, error: string): Saved;
  /**
   * A failed one waits again, under a new number and a new cursor: it moves to the end, where its reader will have it, too.
   * @returns the row, undefined when there is no such failed message
   */
  retry(conversation: string, id: string): Saved & { readonly row: MessageRow | undefined };
  /** Edits, reactions and deletions of ours that failed and have not been replaced since, in the order of their ids. */
  failedAmendments(conversation: string): MessageRow[];
  /** One of them is taken back, with what it made of its message; a deletion brings nothing back. @returns what looks different */
  discardAmendment(conversation: string, id: string): Saved & { readonly changed: MessageRow[] };
  /**
   * Take one shown message out of this history, wherever it stands; nobody else hears of it. What its reader does not have yet
   * still goes to them: the message, what we said about it, and the file it offers. @returns whether it was there
   */
  remove(conversation: string, id: string): Saved & { readonly removed: boolean };
  /** The same of one of ours that certainly never left: its reader gets nothing of it. */
  withdraw(conversation: string, id: string): Saved & { readonly removed: boolean };

  /** Shown or not, in this conversation; not what was taken out of it and is still to be delivered. */
  message(conversation: string, id: string): MessageRow | undefined;
  /** Texts it had before the one it has, oldest first: the first and the newest 200; empty when never edited or deleted. */
  versions(conversation: string, id: string): Version[];
  /**
   * Shown messages, oldest first: the newest `limit` before the cursor, the oldest `limit` after it, or the newest.
   * Amendments are never among them.
   */
  page(conversation: string, options: { before?: number; after?: number; limit: number }): MessageRow[];
  search(query: SearchQuery): Found;
  /** The newest shown message. */
  last(conversation: string): MessageRow | undefined;
  /** Incoming, shown and not seen; counting stops at 1,000. */
  unread(conversation: string): number;
  /** Outgoing not acknowledged and not failed, in all conversations or one. */
  outbox(conversation?: string): number;
  /** Conversations that have something for their reader. */
  conversationsWithOutbox(): string[];
  /**
   * Delete messages. Outgoing ones that are not delivered stay, and so do files on their way: offered by us or answered, and
   * not at their end. In rooms their `said` events lose their bodies, too. @returns how many shown ones went
   */
  clear(conversation?: string): Saved & { readonly removed: number };

  /** An offer that is still shown, and not deleted. */
  transfer(conversation: string, id: string): TransferRow | undefined;
  /** Newest first. */
  transfers(query: TransferQuery): { readonly rows: TransferRow[]; readonly next: string | null };
  /** How many incoming ones have neither a final state nor one of ours. */
  unansweredOffers(conversation: string): number;
  /**
   * What is known of it beside what was said; nothing when it is not there. Relaxed when only `done` and `moving_ms` change. A
   * manifest is not kept beyond the end of the transfer.
   */
  putTransfer(
    conversation: string,
    id: string,
    change: {
      readonly path?: string;
      readonly done?: number;
      readonly moving_ms?: number;
      readonly manifest?: Uint8Array;
    },
  ): Saved;
  /** Of a folder: given with the offer, or with {@link putTransfer}; undefined before, and when the transfer has ended. */
  manifest(conversation: string, id: string): Uint8Array | undefined;

  timer(conversation: string): TimerRow;
  /**
   * Remove what had its time at `now`, the oldest first, at most 1,000 at once: the next are due at once then.
   * @returns the ids of the shown ones, by conversation
   */
  expire(now: number): Saved & { readonly gone: ReadonlyMap<string, readonly string[]> };
  /** When the next message goes; undefined when none does. */
  nextExpiry(): number | undefined;

  /**
   * Whether this conversation is written to disk, its transfers among it. Turning it off takes everything said off the disk and keeps it in memory
   * until the process ends; turning it on writes what is in memory. Cursors are new then. Timers stay on disk: they are a
   * setting, not something said.
   */
  keep(conversation: string, kept: boolean): Saved;
  draft(conversation: string): Draft | undefined;
  /** Undefined forgets it. Relaxed: kept in memory only where history is. */
  putDraft(conversation: string, draft: Draft | undefined): Saved;

  /**
   * Put back from a copy: every outgoing stream gets a new name, so that no number means two items; in rooms none, until one
   * is begun.
   */
  restreamAll(newStream: () => string): Saved;

  roots(): RootRow[];
  putRoot(row: RootRow): Saved;
  removeRoot(fingerprint: string): Saved;
  crls(): CrlRow[];
  /** Ignored when its number is not larger than the stored one. */
  putCrl(row: CrlRow): Saved;

  invites(): InviteRow[];
  invite(id: string): InviteRow | undefined;
  putInvite(row: InviteRow): Saved;
  /** Forget invites that expired before `now`. */
  dropExpiredInvites(now: number): Saved;
  pendingInvites(): PendingInviteRow[];
  putPendingInvite(row: PendingInviteRow): Saved;
  removePendingInvite(key: string): Saved;

  setting(key: string): string | undefined;
  putSetting(key: string, value: string): Saved;

  /** Everything written so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
