/** Bodies of kind `room`: what members tell each other of one room. `docs/specs/rooms-v1.md`, section 7. */
import { MAX_ROOM_BATCH, MAX_ROOM_EVENT_BYTES, MAX_ROOM_STREAMS } from "../../net/limits.ts";
import {
  bytesFromBase64Url,
  encodeJson,
  isJsonObject,
  isText,
  type JsonObject,
  LinkError,
  parseJson,
  toBase64Url,
} from "../../net/mod.ts";
import { isPeerKey } from "../peer_key.ts";
import { isHexName } from "./event_data.ts";
import type { Got, Have, RoomId, RoomMessage, SignedEvent, StreamNumber } from "./types.ts";

/** Groups of streams that a digest tells apart. */
export const ROOM_BUCKETS = 64;
const SIGNATURE_BYTES = 64;
const ROOM = /^[0-9a-f]{64}$/;
const DIGEST = /^[0-9a-f]{512}$/;
const HEAD = /^[0-9a-f]{16}$/;
const NUMBER = /^[1-9][0-9]{0,15}$/;

/** Lists must not be longer than {@link parseRoomMessage} reads: splitting is the caller's. */
export function encodeRoomMessage(room: RoomId, message: RoomMessage): Uint8Array {
  return encodeJson({ room, ...bodyOf(message) });
}

/** @throws LinkError "bad-content" */
export function parseRoomMessage(data: Uint8Array): { room: RoomId; message: RoomMessage } {
  const body = parseJson(data, "bad-content", "reading of a room");
  const { room } = body;
  if (typeof room !== "string" || !ROOM.test(room)) throw bad("room");
  const members = [...readers.keys()].filter((member) => body[member] !== undefined);
  const read = readers.get(members[0]);
  if (read === undefined || members.length > 1) throw bad("room");
  return { room, message: read(body) };
}

function bodyOf(message: RoomMessage): object {
  if ("have" in message) {
    const { buckets, streams, ask } = message.have;
    return { have: { buckets, streams: streams.map(({ stream, seq, head }) => `${stream}:${seq}:${head}`), ask } };
  }
  if ("events" in message) {
    return { events: message.events.map(({ body, signature }) => [body, toBase64Url(signature)]) };
  }
  if ("ihave" in message) return { ihave: message.ihave.map(numberText) };
  if ("want" in message) return { want: message.want.map(numberText) };
  if ("got" in message) return { got: message.got.map((got) => `${got.member}:${numberText(got)}`) };
  return message;
}

const numberText = ({ stream, seq }: StreamNumber): string => `${stream}:${seq}`;

const readers: ReadonlyMap<string, (body: JsonObject) => RoomMessage> = new Map<
  string,
  (body: JsonObject) => RoomMessage
>([
  ["digest", ({ digest }) => ({ digest: readDigest(digest) })],
  ["have", ({ have }) => ({ have: readHave(have) })],
  ["events", ({ events }) => ({ events: readList(events, "events", MAX_ROOM_BATCH, readEvent) })],
  ["ihave", ({ ihave }) => ({ ihave: readList(ihave, "ihave", MAX_ROOM_STREAMS, readNumber) })],
  ["want", ({ want }) => ({ want: readList(want, "want", MAX_ROOM_STREAMS, readNumber) })],
  ["prune", ({ prune }) => ({ prune: readPrune(prune) })],
  ["got", ({ got }) => ({ got: readList(got, "got", MAX_ROOM_STREAMS, readGot) })],
]);

function readDigest(digest: unknown): string {
  if (typeof digest !== "string" || !DIGEST.test(digest)) throw bad("digest");
  return digest;
}

function readHave(have: unknown): Have {
  if (!isJsonObject(have) || typeof have.ask !== "boolean") throw bad("have");
  const buckets = readList(have.buckets, "buckets", ROOM_BUCKETS, readBucket);
  if (new Set(buckets).size < buckets.length) throw bad("buckets");
  const streams = readList(have.streams, "streams", MAX_ROOM_STREAMS, readHead);
  // Each is looked up on the disk: one that is named thousands of times would be cheap only to send.
  if (new Set(streams.map(({ stream }) => stream)).size < streams.length) throw bad("streams");
  return { buckets, streams, ask: have.ask };
}

function readBucket(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < ROOM_BUCKETS ? value : undefined;
}

function readHead(value: unknown): Have["streams"][number] | undefined {
  const [stream, seq, head, more] = parts(value);
  const number = numberOf(stream, seq);
  return number && more === undefined && HEAD.test(head) ? { ...number, head } : undefined;
}

function readEvent(value: unknown): SignedEvent | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [body] = value;
  const signature = bytesFromBase64Url(value[1], SIGNATURE_BYTES);
  return isText(body, MAX_ROOM_EVENT_BYTES) && signature ? { body, signature } : undefined;
}

function readNumber(value: unknown): StreamNumber | undefined {
  const [stream, seq, more] = parts(value);
  return more === undefined ? numberOf(stream, seq) : undefined;
}

function readPrune(prune: unknown): true {
  if (prune !== true) throw bad("prune");
  return prune;
}

function readGot(value: unknown): Got | undefined {
  const [member, stream, seq, more] = parts(value);
  const number = numberOf(stream, seq);
  return number && more === undefined && isPeerKey(member) ? { member, ...number } : undefined;
}

/** What stands between colons. */
function parts(value: unknown): string[] {
  return typeof value === "string" ? value.split(":", 5) : [];
}

function numberOf(stream: unknown, seq: string): StreamNumber | undefined {
  if (!isHexName(stream) || !NUMBER.test(seq)) return undefined;
  const number = Number(seq);
  return Number.isSafeInteger(number) ? { stream, seq: number } : undefined;
}

function readList<T>(list: unknown, name: string, most: number, read: (value: unknown) => T | undefined): T[] {
  if (!Array.isArray(list) || list.length > most) throw bad(name);
  return list.map((each) => {
    const value = read(each);
    if (value === undefined) throw bad(name);
    return value;
  });
}

function bad(member: string): LinkError {
  return new LinkError("bad-content", `reading of a room: "${member}" is missing or not what it must be`);
}
