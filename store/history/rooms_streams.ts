/** Streams of a room: who writes them, and how far they reach. */

import type { Database } from "../types.ts";
import { unpackId } from "./packing.ts";
import { type Conversation, conversation, findConversation } from "./streams.ts";

/** A stream as stored; `number` is what events point to. */
export interface RoomStream {
  readonly number: number;
  readonly author: number;
  /** Of its newest event. */
  readonly seq: number;
}

/** First byte of streams for control: those whose first bit is 1. */
export const CONTROL = "x'80'";

export function findRoom(db: Database, room: string): Conversation | undefined {
  return findConversation(db, `#${room}`);
}

/** The conversation of the room, made on first use. */
export function conversationOfRoom(db: Database, room: string): Conversation {
  return conversation(db, `#${room}`, () => "");
}

/** @param conversation its number */
export function findStream(db: Database, conversation: number, stream: string): RoomStream | undefined {
  return db.get<RoomStream>("SELECT number, author, seq FROM room_streams WHERE conversation = ? AND stream = ?", [
    ...[conversation, packStream(stream)],
  ]);
}

/** Largest number of it that somebody else has. */
export function deliveredUpTo(db: Database, stream: number): number {
  return db.get<{ seq: number }>("SELECT ifnull(max(seq), 0) AS seq FROM room_receipts WHERE stream = ?", [stream])!
    .seq;
}

export function packStream(stream: string): Uint8Array {
  return Uint8Array.fromHex(stream);
}

export function unpackStream(stored: Uint8Array): string {
  return stored.toHex();
}

export function isControl(stream: string): boolean {
  return stream >= "8";
}

/** The clock that the id begins with. */
export function clockOf(id: Uint8Array | string): number {
  return parseInt(unpackId(id).replace("-", "").slice(0, 12), 16);
}
