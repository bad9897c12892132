/** What the history keeps of rooms: `docs/specs/rooms-v1.md`; its tables: `docs/specs/history-v1.md`, section 8. */
import type { ContactOptions, MessageRow, Saved, Stored } from "./history_types.ts";

export interface RoomRow {
  /** 64 hex digits; the key of its conversation is `#` and this. */
  readonly id: string;
  /** Fingerprint of the root whose Everyone it is, or null. */
  readonly everyone: string | null;
  readonly state: "invited" | "joined" | "left" | "removed";
  /** As it is called now. */
  readonly name: string;
  readonly added_at: number;
  /** `keep_history`, `read_receipts` and `typing` have no meaning here. */
  readonly options: ContactOptions;
  /** Our own streams here, "" before the first event. */
  readonly control_stream: string;
  readonly said_stream: string;
}

/** An event as it travels, and where it stands. */
export interface RoomEventRow {
  /** 32 hex digits. */
  readonly stream: string;
  readonly seq: number;
  /** UUIDv7. */
  readonly id: string;
  /** Peer key. */
  readonly author: string;
  readonly body: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** What an event says to people: a row of the conversation. */
export interface RoomItemRow {
  /** "event": a notice; `text` is a locale key then. */
  readonly direction: "in" | "out" | "event";
  readonly kind: string;
  readonly text: string;
  readonly args?: Record<string, string>;
  readonly sent_at: number;
  /** Id of an event. */
  readonly about?: string;
  readonly forwarded?: boolean;
}

export interface NewRoomEvent extends RoomEventRow {
  /** SHA-256 of its signed bytes, hex. */
  readonly hash: string;
  readonly clock: number;
  /** Ours: the id under which a window wrote it. */
  readonly client?: string;
  /** Absent where nothing is shown, or not yet: {@link RoomHistory.showRoomEvents}. */
  readonly item?: RoomItemRow;
}

/** Newest event of a stream. */
export interface RoomHeadRow {
  readonly stream: string;
  readonly author: string;
  readonly seq: number;
  readonly hash: string;
  readonly clock: number;
}

export interface RoomReceiptRow {
  /** Peer key. */
  readonly member: string;
  /** One of ours. */
  readonly stream: string;
  readonly seq: number;
}

/**
 * Messages of a room stand in the order of their ids (which begin with the clock), not in that of their arrival: their
 * `cursor`, here and in every answer, is a number in that order, unique in its conversation. Every question of `History` about a
 * conversation takes the key `#` and the id.
 */
export interface RoomHistory {
  rooms(): RoomRow[];
  room(id: string): RoomRow | undefined;
  /** Insert or replace. */
  putRoom(row: RoomRow): Saved;
  /** Everything of it: events, messages, draft. */
  removeRoom(id: string): Saved;

  roomHeads(room: string): RoomHeadRow[];
  /** From number `from` on, in order, at most so many and about so many bytes of bodies (at least one). */
  roomEvents(room: string, stream: string, from: number, limit: { count: number; bytes: number }): RoomEventRow[];
  /** Of all control streams (first bit 1), in the order of their ids. */
  roomControl(room: string): RoomEventRow[];
  roomEvent(room: string, id: string): RoomEventRow | undefined;
  /** Id of our event that was written under this id by a window. */
  roomEventOfClient(room: string, client: string): string | undefined;
  /**
   * Store events, each the next of its stream, and what they say, all or none. Rows have `author` set; `received_at` of
   * what comes in is the time given, ours have null until somebody has it.
   */
  addRoomEvents(room: string, events: readonly NewRoomEvent[], received_at: number): Stored;
  /** What events say that were stored without. */
  showRoomEvents(
    room: string,
    items: readonly { readonly id: string; readonly item: RoomItemRow }[],
    received_at: number,
  ): Stored;
  /**
   * Take back what control events were noted as: {@link showRoomEvents} may note them anew. What our user deleted is not touched.
   * @returns ids of those that went
   */
  hideRoomNotices(room: string, ids: readonly string[]): Saved & { readonly removed: string[] };
  /**
   * `said` events that say nothing yet, oldest first: their key was not here, or {@link cutRoom} asks for them again. Fewer than
   * `limit` where they are large.
   * @param after id of the last one that was looked at
   */
  unshownRoomEvents(room: string, limit: number, after?: string): RoomEventRow[];
  /**
   * Take out what stands behind these numbers (0: the whole stream), and what it said and amended. The text of a message
   * whose deletion goes is not here any more: the message and what was said about it go as well, and are among
   * {@link unshownRoomEvents} from then on. @returns ids of the shown ones that went, and those that look different, as they
   * are now
   */
  cutRoom(room: string, cuts: readonly { readonly stream: string; readonly seq: number }[]): Saved & {
    readonly removed: string[];
    readonly changed: MessageRow[];
  };

  roomReceipts(room: string): RoomReceiptRow[];
  /**
   * Relaxed. Numbers only rise. Our messages that nobody had before get `at` as `received_at`.
   * @returns the rows that changed so, as they are now
   */
  putRoomReceipts(room: string, receipts: readonly RoomReceiptRow[], at: number): Saved & {
    readonly changed: MessageRow[];
  };
}
