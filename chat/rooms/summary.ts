/** What a node has of a room, in a few bytes, and where two differ. `docs/specs/rooms-v1.md`, section 7. */
import { bucketHash } from "../../crypto/mod.ts";
import { MAX_ROOM_HAVES, MAX_ROOM_STREAMS } from "../../net/limits.ts";
import type { EventId, Have, StreamHead, StreamName } from "./types.ts";

const BUCKETS = 64;
const HASH_DIGITS = 8;
const HEAD_DIGITS = 16;
const EMPTY = "0".repeat(HASH_DIGITS);
/** The digest of who has nothing. */
export const NOTHING = EMPTY.repeat(BUCKETS);
const SEVEN = "7".charCodeAt(0);

export const ALL_BUCKETS: readonly number[] = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

type Heads = Iterable<Pick<StreamHead, "stream" | "seq" | "hash">>;

/** The first 6 bits of the last byte: the first of all says what a stream is for. */
export function bucketOf(stream: StreamName): number {
  return parseInt(stream.slice(-2), 16) >> 2;
}

/** 64 hashes of 4 bytes, hex. */
export function digestOf(heads: Heads): string {
  const lines: string[][] = ALL_BUCKETS.map(() => []);
  for (const { stream, seq, hash } of heads) {
    lines[bucketOf(stream)].push(`${stream}:${seq}:${headOfHash(hash)}\n`);
  }
  return lines.map((bucket) => bucket.length === 0 ? EMPTY : bucketHash(bucket.sort().join(""))).join("");
}

/** Buckets in which two digests differ. */
export function differing(mine: string, theirs: string): number[] {
  const hash = (digest: string, bucket: number) => digest.slice(bucket * HASH_DIGITS, (bucket + 1) * HASH_DIGITS);
  return ALL_BUCKETS.filter((bucket) => hash(mine, bucket) !== hash(theirs, bucket));
}

/** All streams of these buckets, in as many contents as it takes. */
export function havesOf(heads: Heads, buckets: readonly number[], ask: boolean): Have[] {
  const wanted = new Map(buckets.map((bucket): [number, Have["streams"][number][]] => [bucket, []]));
  for (const { stream, seq, hash } of heads) {
    wanted.get(bucketOf(stream))?.push({ stream, seq, head: headOfHash(hash) });
  }
  const haves: { buckets: number[]; streams: Have["streams"][number][]; ask: boolean }[] = [];
  for (const [bucket, streams] of wanted) {
    const last = haves.at(-1);
    if (last !== undefined && last.streams.length + streams.length <= MAX_ROOM_STREAMS) {
      last.buckets.push(bucket);
      last.streams.push(...streams);
    } else {
      haves.push({ buckets: [bucket], streams: streams.slice(0, MAX_ROOM_STREAMS), ask });
    }
  }
  // What is left out differs again the next time.
  return haves.slice(0, MAX_ROOM_HAVES);
}

/** The first 8 bytes of the hash of an event. */
export function headOfHash(hash: string): string {
  return hash.slice(0, HEAD_DIGITS);
}

/** The same, which its id has in it. */
export function headOfId(id: EventId): string {
  const digits = id.replaceAll("-", "");
  if (digits.charCodeAt(12) !== SEVEN) return "";
  const low = BigInt.asUintN(62, BigInt(`0x${digits.slice(16)}`)) >> 10n;
  return digits.slice(13, 16) + low.toString(16).padStart(13, "0");
}
