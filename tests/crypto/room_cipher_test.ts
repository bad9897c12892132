/** ROOM-3: seals of rooms, against `tests/vectors/rooms-v1.json`, which Python made, and what must not open. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  boxRoomKey,
  EVERYONE_KEY_ID,
  everyoneKey,
  newRoomKey,
  openKeyBefore,
  openRoomKey,
  openSaid,
  sealKeyBefore,
  sealSaid,
} from "../../crypto/mod.ts";
import { rawPublicKey } from "../../crypto/raw_keys.ts";
import { privateKeyFromRaw } from "../support/raw_keys.ts";
import vectors from "../vectors/rooms-v1.json" with { type: "json" };

const hex = (text: string) => Uint8Array.fromHex(text);
const utf8 = new TextEncoder();
const { key_boxes: boxed, before } = vectors;
const changed = (bytes: Uint8Array, at: number) => bytes.with(at, bytes.at(at)! ^ 0x40);

const sealKey = (raw: string) => privateKeyFromRaw("X25519", raw);

Deno.test("ROOM-1 vectors: the key of everybody under a root", () => {
  assertEquals(everyoneKey(hex(vectors.everyone.root)).toHex(), vectors.everyone.key);
  assertEquals(EVERYONE_KEY_ID, "00".repeat(16));
});

Deno.test("ROOM-3 vectors: what was said opens, and what we seal does", () => {
  for (const { key, nonce, box, plain, ...at } of vectors.said) {
    assertEquals(new TextDecoder().decode(openSaid(hex(key), at, { nonce: hex(nonce), box: hex(box) })), plain);
    const sealed = sealSaid(hex(key), at, utf8.encode(plain));
    assertEquals([sealed.nonce.length, sealed.box.length], [12, utf8.encode(plain).length + 16]);
    assertEquals(new TextDecoder().decode(openSaid(hex(key), at, sealed)), plain);
  }
});

Deno.test("ROOM-3: the same said twice looks different", () => {
  const [{ key, plain, ...at }] = vectors.said;
  const twice = [1, 2].map(() => sealSaid(hex(key), at, utf8.encode(plain)));
  assertNotEquals(twice[0].nonce, twice[1].nonce);
  assertNotEquals(twice[0].box, twice[1].box);
});

Deno.test("ROOM-3: at another place, under another key or with a bit changed, what was said is nothing", () => {
  const [{ key: keyText, nonce: nonceText, box: boxText, room, stream, seq }] = vectors.said;
  const [key, nonce, box, at] = [hex(keyText), hex(nonceText), hex(boxText), { room, stream, seq }];
  assertEquals(openSaid(key, at, { nonce, box })?.length, box.length - 16);
  const others: [string, Uint8Array, typeof at, Uint8Array, Uint8Array][] = [
    ["another key", changed(key, 0), at, nonce, box],
    ["another room", key, { ...at, room: vectors.everyone.room }, nonce, box],
    ["another stream", key, { ...at, stream: "0".repeat(32) }, nonce, box],
    ["another number", key, { ...at, seq: 2 }, nonce, box],
    ["another nonce", key, at, changed(nonce, 11), box],
    ["a short nonce", key, at, nonce.slice(1), box],
    ["no nonce", key, at, new Uint8Array(0), box],
    ["the first bit", key, at, nonce, changed(box, 0)],
    ["the last bit", key, at, nonce, changed(box, -1)],
    ["cut short", key, at, nonce, box.slice(0, -1)],
    ["less than a tag", key, at, nonce, box.slice(0, 15)],
    ["nothing", key, at, nonce, new Uint8Array(0)],
  ];
  for (const [what, ...rest] of others) {
    assertEquals(openSaid(rest[0], rest[1], { nonce: rest[2], box: rest[3] }), undefined, what);
  }
});

Deno.test("ROOM-3 vectors: a room key opens for its reader, whoever boxed it", async () => {
  const at = { room: boxed.room, id: boxed.id };
  for (const { maker, seal_private, enc, box } of boxed.boxes) {
    const opened = await openRoomKey(sealKey(seal_private), at, { enc: hex(enc), box: hex(box) });
    assertEquals(opened?.toHex(), boxed.key, maker);
  }
});

Deno.test("ROOM-3: a box that we make opens for its reader, and for nobody else or as nothing else", async () => {
  const reader = generateKeyPairSync("x25519").privateKey;
  const { id, key } = newRoomKey();
  assertEquals([id.length, key.length], [32, 32]);
  const at = { room: boxed.room, id };
  const { enc, box } = await boxRoomKey(rawPublicKey(reader), at, key);
  assertEquals([enc.length, box.length], [32, 48]);
  assertEquals(await openRoomKey(reader, at, { enc, box }), key);
  const stranger = generateKeyPairSync("x25519").privateKey;
  const others: [string, KeyObject, typeof at, Uint8Array, Uint8Array][] = [
    ["another reader", stranger, at, enc, box],
    ["a key of another kind", generateKeyPairSync("ed25519").privateKey, at, enc, box],
    ["another room", reader, { ...at, room: vectors.everyone.room }, enc, box],
    ["another name", reader, { ...at, id: newRoomKey().id }, enc, box],
    ["another encapsulation", reader, at, changed(enc, 0), box],
    ["an encapsulation of small order", reader, at, new Uint8Array(32), box],
    ["a short encapsulation", reader, at, enc.slice(1), box],
    ["a bit of the box", reader, at, enc, changed(box, 0)],
    ["a short box", reader, at, enc, box.slice(1)],
    ["nothing", reader, at, new Uint8Array(0), new Uint8Array(0)],
  ];
  for (const [what, ...[who, where, withEnc, withBox]] of others) {
    assertEquals(await openRoomKey(who, where, { enc: withEnc, box: withBox }), undefined, what);
  }
});

Deno.test("ROOM-3: for a reader whose key is none the box is of the right size, and holds nothing", async () => {
  const at = { room: boxed.room, id: boxed.id };
  const [zero, one] = [new Uint8Array(32), new Uint8Array(32).with(0, 1)];
  for (const seal of [zero, one, new Uint8Array(5)]) {
    const first = await boxRoomKey(seal, at, hex(boxed.key));
    assertEquals([first.enc.length, first.box.length], [32, 48]);
    assertNotEquals(first, await boxRoomKey(seal, at, hex(boxed.key)));
    // what anybody could compute who knows that the shared secret is all zero
    const open = await openRoomKey(sealKey("00".repeat(32)), at, first);
    assertEquals(open, undefined);
  }
});

Deno.test("ROOM-3: a key with more or fewer bytes than a key is none, even if it was sealed well", async () => {
  const reader = generateKeyPairSync("x25519").privateKey;
  const at = { room: boxed.room, id: boxed.id };
  for (const size of [0, 16, 33]) {
    const box = await boxRoomKey(rawPublicKey(reader), at, new Uint8Array(size));
    assertEquals(await openRoomKey(reader, at, box), undefined);
    const under = { room: at.room, id: at.id, before: before.before };
    assertEquals(
      openKeyBefore(hex(boxed.key), under, sealKeyBefore(hex(boxed.key), under, new Uint8Array(size))),
      undefined,
    );
  }
});

Deno.test("ROOM-3 vectors: the key before opens under the new one, and what we seal does", () => {
  const at = { room: before.room, id: before.id, before: before.before };
  const [key, oldKey, box] = [hex(before.key), hex(before.old_key), hex(before.box)];
  assertEquals(openKeyBefore(key, at, box), oldKey);
  const sealed = sealKeyBefore(key, at, oldKey);
  assertEquals([sealed.length, openKeyBefore(key, at, sealed)], [60, oldKey]);
  const others: [string, Uint8Array, typeof at, Uint8Array][] = [
    ["another key", changed(key, 31), at, box],
    ["another room", key, { ...at, room: vectors.everyone.room }, box],
    ["the names the other way round", key, { ...at, id: at.before, before: at.id }, box],
    ["another old name", key, { ...at, before: "ab".repeat(16) }, box],
    ["a bit of the nonce", key, at, changed(box, 0)],
    ["a bit of the tag", key, at, changed(box, -1)],
    ["cut short", key, at, box.slice(0, 20)],
    ["nothing", key, at, new Uint8Array(0)],
  ];
  for (const [what, withKey, where, shown] of others) {
    assertEquals(openKeyBefore(withKey, where, shown), undefined, what);
  }
});
