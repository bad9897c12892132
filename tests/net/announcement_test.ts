/** NET-3: `tests/vectors/discovery-v1.json`, made by another program, and what is no announcement. */
import { assertEquals } from "@std/assert";
import {
  type Announcement,
  ANNOUNCEMENT_BYTES,
  discoveryKey,
  looksLikeAnnouncement,
  openAnnouncement,
  sealAnnouncement,
} from "../../net/discovery/announcement.ts";
import vectors from "../vectors/discovery-v1.json" with { type: "json" };

type Vector = typeof vectors.announcements[number];

const hex = (text: string) => Uint8Array.fromHex(text);
const saidIn = ({ id, port, instance, time, flags }: Vector): Announcement => ({
  ...{ id, port, instance, time },
  ask: (flags & 1) !== 0,
  leaving: (flags & 2) !== 0,
});

vectors.announcements.forEach((vector, index) => {
  Deno.test(`NET-3: announcement ${index} of the vectors is made and read as it is written`, () => {
    const key = discoveryKey(hex(vector.root));
    assertEquals(key.toHex(), vector.key);
    assertEquals(openAnnouncement(key, hex(vector.datagram)), saidIn(vector));
    if ((vector.flags & ~3) !== 0) return; // of a later version: read, never written
    assertEquals(sealAnnouncement(key, hex(vector.nonce), saidIn(vector)).toHex(), vector.datagram);
  });
});

const [first] = vectors.announcements;
const key = hex(first.key);

Deno.test("NET-3: with any bit changed, cut or longer, or under another authority's key, it is nothing", () => {
  const datagram = hex(first.datagram);
  for (let bit = 0; bit < ANNOUNCEMENT_BYTES * 8; bit++) {
    const changed = datagram.slice();
    changed[bit >>> 3] ^= 1 << (bit & 7);
    assertEquals(openAnnouncement(key, changed), undefined, `bit ${bit}`);
  }
  for (const other of [datagram.slice(0, -1), new Uint8Array([...datagram, 0]), new Uint8Array(0)]) {
    assertEquals(openAnnouncement(key, other), undefined);
  }
  assertEquals(openAnnouncement(hex(vectors.announcements[1].key), datagram), undefined);
});

Deno.test("NET-3: another version, a reserved byte that is used, other programs' datagrams: not even opened", () => {
  const datagram = hex(first.datagram);
  assertEquals(looksLikeAnnouncement(datagram), true);
  for (const [at, byte] of [[0, 0x70], [4, 2], [5, 1]]) {
    assertEquals(looksLikeAnnouncement(datagram.with(at, byte)), false);
  }
  assertEquals(looksLikeAnnouncement(new Uint8Array(ANNOUNCEMENT_BYTES)), false);
});

Deno.test("NET-3: nobody, no port, and a time beyond all numbers are nothing, however well sealed", () => {
  const seal = (change: Partial<Announcement>) =>
    openAnnouncement(key, sealAnnouncement(key, new Uint8Array(12), { ...saidIn(first), ...change }));
  assertEquals(seal({})?.id, first.id);
  assertEquals([seal({ id: "0" }), seal({ port: 0 }), seal({ time: 2 ** 60 })], [undefined, undefined, undefined]);
});

Deno.test("NET-3: two announcements of one profile have nothing in common but what everybody's have", () => {
  const [one, two] = [1, 2].map((byte) => sealAnnouncement(key, new Uint8Array(12).fill(byte), saidIn(first)));
  let equal = 0;
  for (let index = 18; index < ANNOUNCEMENT_BYTES; index++) if (one[index] === two[index]) equal++;
  assertEquals(equal < 8, true);
});
