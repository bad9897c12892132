/** Kinds of content and the two flags beside them. `docs/specs/wire-v1.md`, sections 2 and 3. */
import {
  CHUNK_BYTES,
  MAX_CLOSE_BYTES,
  MAX_CONTENT_BYTES,
  MAX_HELLO_BYTES,
  MAX_PAIR_BYTES,
  MAX_PEERS_BYTES,
  MAX_READY_BYTES,
  MAX_REQUEST_BYTES,
  MAX_ROOM_BYTES,
  MAX_SIGNAL_BYTES,
  MAX_TOLD_CRL_BYTES,
} from "./limits.ts";

export const KIND = {
  hello: 0x0001,
  ready: 0x0002,
  close: 0x0003,
  ping: 0x0004,
  pong: 0x0005,
  pairRequest: 0x0010,
  pairReply: 0x0011,
  messages: 0x0100,
  receipt: 0x0101,
  sync: 0x0102,
  signal: 0x0103,
  peers: 0x0104,
  crl: 0x0105,
  room: 0x0106,
  request: 0x0200,
  chunk: 0x0201,
  root: 0x0202,
  hashes: 0x0203,
  stop: 0x0204,
} as const;

/** Type bit 15: a receiver that does not know the kind drops the content instead of closing. */
export const OPTIONAL = 0x8000;
/** Type bit 14: another packet of this content follows. */
export const MORE = 0x4000;
/** Type bits 0–13. */
export const KIND_MASK = 0x3fff;

/** Sealed kinds begin here, `ready` aside. */
const FIRST_SEALED_KIND = 0x0100;

const known: ReadonlySet<number> = new Set(Object.values(KIND));

/** Kinds that fit one packet, with the bytes they may have there. */
const onePacketKinds: ReadonlyMap<number, number> = new Map([
  [KIND.hello, MAX_HELLO_BYTES],
  [KIND.ready, MAX_READY_BYTES],
  [KIND.close, MAX_CLOSE_BYTES],
  [KIND.ping, 0],
  [KIND.pong, 0],
  [KIND.pairRequest, MAX_PAIR_BYTES],
  [KIND.pairReply, MAX_PAIR_BYTES],
  [KIND.signal, MAX_SIGNAL_BYTES],
  [KIND.peers, MAX_PEERS_BYTES],
  [KIND.request, MAX_REQUEST_BYTES],
  [KIND.root, MAX_REQUEST_BYTES],
  [KIND.stop, MAX_REQUEST_BYTES],
]);

/** Kinds of several packets that have less than others, with the bytes they may have. */
const smallerKinds: ReadonlyMap<number, number> = new Map([
  [KIND.crl, MAX_TOLD_CRL_BYTES],
  [KIND.room, MAX_ROOM_BYTES],
]);

/** Sent as `OPTIONAL`: older programs do without them. */
const optionalKinds: ReadonlySet<number> = new Set([KIND.signal, KIND.peers, KIND.crl, KIND.room]);

/** Beside `close`, `ping` and `pong`. */
const bulkKinds: ReadonlySet<number> = new Set([KIND.request, KIND.chunk, KIND.root, KIND.hashes, KIND.stop]);
const liveKinds: ReadonlySet<number> = new Set([KIND.close, KIND.ping, KIND.pong]);
/** Kinds that belong to the beginning of a connection, or to another protocol. */
const beginningKinds: ReadonlySet<number> = new Set([KIND.hello, KIND.ready, KIND.pairRequest, KIND.pairReply]);

/** Whether an open link carries this kind; an unknown one is a later version's. */
export function isLinkKind(kind: number): boolean {
  return !beginningKinds.has(kind) && !bulkKinds.has(kind);
}

/** Whether an open bulk connection carries this kind: these alone (`docs/specs/files-v1.md`, section 4). */
export function isBulkKind(kind: number): boolean {
  return bulkKinds.has(kind) || liveKinds.has(kind);
}

export function isKnownKind(kind: number): boolean {
  return known.has(kind);
}

/** Whether the session seals it: a chunk is sealed already, under the key of its file. */
export function isSealedKind(kind: number): boolean {
  return (kind >= FIRST_SEALED_KIND && kind !== KIND.chunk) || kind === KIND.ready;
}

export function isOnePacketKind(kind: number): boolean {
  return onePacketKinds.has(kind);
}

/** Bytes on the wire that one content of this kind may have. */
export function maxContentBytes(kind: number): number {
  return onePacketKinds.get(kind) ?? smallerKinds.get(kind) ?? MAX_CONTENT_BYTES;
}

/** The type to send a kind as. */
export function typeOf(kind: number): number {
  return optionalKinds.has(kind) ? kind | OPTIONAL : kind;
}

/** A chunk with its number and tag. */
const USUAL_CHUNK_BYTES = CHUNK_BYTES + 64;

/** Bytes to make room for when a content of several packets begins; 0 where nothing is usual. */
export function usualContentBytes(kind: number): number {
  return kind === KIND.chunk ? USUAL_CHUNK_BYTES : 0;
}
