/** Events of rooms: made, and read as strictly by everybody. `docs/specs/rooms-v1.md`, section 2. */
import { everyoneRoomId, roomEventHash, roomSignedBytes } from "../../crypto/mod.ts";
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_EVENT_BYTES, MIN_ROOM_CLOCK } from "../../net/limits.ts";
import { isItemKind, isJsonObject, isText, isUuid, type JsonObject, LinkError, parseJsonText } from "../../net/mod.ts";
import { isPeerKey, peerRef } from "../peer_key.ts";
import { eventDataJson, isControlKind, isHexName, isWhole, type KnownEventData, readEventData } from "./event_data.ts";
import { type EventId, isControlStream, type RoomEvent, type RoomId, type SignedEvent } from "./types.ts";

const VERSION = 1;
const SIGNATURE_BYTES = 64;
const HASH = /^[0-9a-f]{64}$/;
/** Largest Unix time a UUIDv7 can carry (RFC 9562, section 5.7: 48 bits). */
const MAX_UUID_TIME = 0xffff_ffff_ffff;

/** What the author of an event decides. */
export interface EventFields extends Pick<RoomEvent, "author" | "stream" | "seq" | "prev" | "clock" | "under"> {
  readonly data: KnownEventData;
}

/**
 * Write and sign an event.
 * @param room "" for a `create`: its hash is the id of the room
 * @throws LinkError "bad-content" when others would refuse it
 */
export function makeEvent(
  sign: (bytes: Uint8Array) => Uint8Array,
  room: RoomId | "",
  { author, stream, seq, prev, clock, under, data }: EventFields,
): RoomEvent {
  const { kind } = data;
  const body = JSON.stringify({
    ...{ v: VERSION, author, stream, seq, prev, clock, under, kind },
    data: eventDataJson(data),
  });
  const bytes = roomSignedBytes(room, body);
  return parseEvent(room === "" ? roomEventHash(bytes) : room, { body, signature: sign(bytes) });
}

/**
 * Read an event that has the shape of sections 2 and 3; whether it may come in, the log of the room decides. The signature is
 * not verified here: whose key it is, the room knows.
 * @throws LinkError "bad-content"
 */
export function parseEvent(room: RoomId, { body, signature }: SignedEvent): RoomEvent {
  if (!isText(body, MAX_ROOM_EVENT_BYTES)) throw bad("body");
  if (signature.length !== SIGNATURE_BYTES) throw bad("signature");
  const event = parseJsonText(body, "bad-content", "reading an event");
  const { v, author, stream, seq, prev, clock, kind } = event;
  if (v !== VERSION) throw bad("v");
  if (!isPeerKey(author)) throw bad("author");
  if (!isHexName(stream)) throw bad("stream");
  if (!isWhole(seq, 1)) throw bad("seq");
  if (typeof prev !== "string" || (seq === 1 ? prev !== "" : !HASH.test(prev))) throw bad("prev");
  if (!isWhole(clock, MIN_ROOM_CLOCK) || clock > MAX_UUID_TIME) throw bad("clock");
  if (!isItemKind(kind)) throw bad("kind");
  const control = isControlKind(kind);
  if (control !== undefined && control !== isControlStream(stream)) throw bad("stream");
  const under = readUnder(event, kind, author, room);
  if (kind === "create" && seq !== 1) throw bad("seq");
  if (!isJsonObject(event.data)) throw bad("data");
  const data = readEventData(kind, event.data);
  if (data === undefined) throw bad("data");
  const hash = hashOf(room, kind, body);
  return { body, signature, id: eventId(clock, hash), hash, author, stream, seq, prev, clock, under, kind, data };
}

/** What the author has signed. */
export function signedBytesOf(room: RoomId, { kind, body }: Pick<RoomEvent, "kind" | "body">): Uint8Array {
  return roomSignedBytes(kind === "create" ? "" : room, body);
}

/** UUIDv7 (RFC 9562, section 5.7) with `clock` as its time and the first 74 bits of the hash as its random ones. */
export function eventId(clock: number, hash: string): EventId {
  const time = clock.toString(16).padStart(12, "0");
  const bits = BigInt(`0x${hash.slice(0, 19)}`) >> 2n; // 76 bits, of which 74
  const randomA = (bits >> 62n).toString(16).padStart(3, "0");
  const randomB = ((2n << 62n) | BigInt.asUintN(62, bits)).toString(16); // the variant's bits are 10
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomA}-${randomB.slice(0, 4)}-${randomB.slice(4)}`;
}

/** The clock of an event, which is the time of its id. */
export function clockOf(id: EventId): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function readUnder({ under }: JsonObject, kind: string, author: PeerKey, room: RoomId): EventId | "" {
  const begins = kind === "create" || (kind === "join" && everyoneRoomId(peerRef(author).root) === room);
  if (begins ? under === "" : isUuid(under)) return under as EventId;
  throw bad("under");
}

function hashOf(room: RoomId, kind: string, body: string): string {
  const hash = roomEventHash(signedBytesOf(room, { kind, body }));
  if (kind === "create" && hash !== room) throw bad("room");
  return hash;
}

function bad(member: string): LinkError {
  return new LinkError("bad-content", `reading an event: "${member}" is missing or not what it must be`);
}
