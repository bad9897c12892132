/** ROOM-3: hashes and signatures of rooms, against `tests/vectors/rooms-v1.json`, which Python made. */
import { assertEquals, assertNotEquals } from "@std/assert";
import {
  bucketHash,
  everyoneRoomId,
  neighbourRank,
  roomEventHash,
  roomSignedBytes,
  signRoomEvent,
  verifyRoomEvent,
} from "../../crypto/mod.ts";
import { privateKeyFromRaw } from "../support/raw_keys.ts";
import vectors from "../vectors/rooms-v1.json" with { type: "json" };

const hex = (text: string) => Uint8Array.fromHex(text);
const [anna, boris] = vectors.people;

const bytesOf = ({ title, room, body }: typeof vectors.events[number]) =>
  roomSignedBytes(title === "create" ? "" : room, body);

Deno.test("ROOM-3 vectors: hash and signature of every event", () => {
  for (const event of vectors.events) {
    const bytes = bytesOf(event);
    assertEquals(roomEventHash(bytes), event.signed_bytes_sha256, event.title);
    const author = event.sign === anna.sign ? anna : boris;
    assertEquals(
      signRoomEvent(privateKeyFromRaw("Ed25519", author.sign_private), bytes).toHex(),
      event.signature,
      event.title,
    );
    assertEquals(verifyRoomEvent(hex(event.sign), bytes, hex(event.signature)), true, event.title);
  }
});

Deno.test("ROOM-1 vectors: the room of everybody under a root", () => {
  assertEquals(everyoneRoomId(vectors.everyone.fingerprint), vectors.everyone.room);
  assertNotEquals(everyoneRoomId("00".repeat(32)), vectors.everyone.room);
});

Deno.test("ROOM-3 vectors: buckets and ranks", () => {
  assertEquals(bucketHash(vectors.bucket.text), vectors.bucket.hash);
  const { room, me, them, hash } = vectors.rank;
  assertEquals(neighbourRank(room, me, them), hash);
  assertNotEquals(neighbourRank(room, them, me), hash);
});

Deno.test("ROOM-3: of another room, author or body, or with any bit changed, a signature is none", () => {
  const [, event] = vectors.events;
  const signature = hex(event.signature);
  const bytes = bytesOf(event);
  const others: [string, Uint8Array, Uint8Array, Uint8Array][] = [
    ["another room", hex(event.sign), roomSignedBytes(vectors.everyone.room, event.body), signature],
    ["no room", hex(event.sign), roomSignedBytes("", event.body), signature],
    ["another body", hex(event.sign), roomSignedBytes(event.room, `${event.body} `), signature],
    ["another author", hex(boris.sign), bytes, signature],
    ["a first bit", hex(event.sign), bytes, signature.with(0, signature[0] ^ 1)],
    ["a last bit", hex(event.sign), bytes, signature.with(63, signature[63] ^ 0x80)],
    ["cut short", hex(event.sign), bytes, signature.slice(1)],
    ["nothing", hex(event.sign), bytes, new Uint8Array(0)],
    ["no key", hex(event.sign).slice(1), bytes, signature],
    ["a key that is no point", new Uint8Array(32).fill(0xff), bytes, signature],
    ["an empty key", new Uint8Array(0), bytes, signature],
  ];
  for (const [what, key, signed, shown] of others) assertEquals(verifyRoomEvent(key, signed, shown), false, what);
});

Deno.test("ROOM-3: a key of small order, under which one signature fits many texts, is nobody's", () => {
  // y = 1 is the neutral point: with R = A and S = 0 the equation of RFC 8032, 5.1.7 holds for every text
  const neutral = new Uint8Array(32).with(0, 1);
  const signature = new Uint8Array(64).with(0, 1);
  for (const key of [neutral, neutral.with(31, 0x80)]) {
    assertEquals(verifyRoomEvent(key, bytesOf(vectors.events[1]), signature), false);
  }
});
