/**
 * FILE-9, FILE-5: the cipher of file content against `tests/vectors/files-v1.json`, which Python's `hashlib` and
 * `cryptography` made from `docs/specs/files-v1.md`, and what must not open.
 */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { chunkKey, ChunkOpener, ChunkSealer, openChunk, SEAL_TAG_BYTES, SealError } from "../../crypto/mod.ts";
import vectors from "../vectors/files-v1.json" with { type: "json" };

const hex = (text: string) => Uint8Array.fromHex(text);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const { seal } = vectors;
const offerId = hex(seal.offer.replaceAll("-", ""));
const key = chunkKey(hex(seal.key), hex(seal.salt), offerId);

/** The pattern that the vectors are made of. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (31 * index + (index >> 8)) % 251);
}

function sealed(contentId: number, head: Uint8Array, plain: Uint8Array): Uint8Array {
  const sealer = new ChunkSealer(key, contentId, head);
  const bytes = new Uint8Array(plain.length + SEAL_TAG_BYTES);
  sealer.seal(plain, bytes, 0);
  bytes.set(sealer.tag(), plain.length);
  return bytes;
}

Deno.test("FILE-9 vectors: the key of a file on a connection", () => {
  const { hello_initiator, hello_responder, salt, chunk_key } = seal;
  assertEquals(sha256(new TextEncoder().encode(hello_initiator + hello_responder)), salt);
  assertEquals(key.toHex(), chunk_key);
});

Deno.test("FILE-9 vectors: sealed chunks, and what comes out of them", () => {
  for (const { content_id, head, plain_length, plain_sha256, sealed_sha256, tag, ...short } of seal.chunks) {
    const plain = short.plain === undefined ? pattern(plain_length) : hex(short.plain);
    assertEquals(sha256(plain), plain_sha256);
    const bytes = sealed(content_id, hex(head), plain);
    assertEquals([sha256(bytes), bytes.slice(-SEAL_TAG_BYTES).toHex()], [sealed_sha256, tag]);
    if (short.sealed !== undefined) assertEquals(bytes.toHex(), short.sealed);
    const opened = openChunk(key, content_id, hex(head), bytes);
    assertEquals([opened.plain, opened.hash.toHex()], [plain, plain_sha256]);
  }
});

Deno.test("FILE-9: it makes no difference in what pieces a chunk is sealed", () => {
  const plain = pattern(200_000);
  const head = hex(seal.chunks[0].head);
  const sealer = new ChunkSealer(key, 9, head);
  const bytes = new Uint8Array(plain.length + SEAL_TAG_BYTES);
  let offset = 0;
  for (const size of [1, 63, 64, 65_515, 65_535, 0, 68_822]) {
    sealer.seal(plain.subarray(offset, offset + size), bytes, offset);
    offset += size;
  }
  bytes.set(sealer.tag(), offset);
  assertEquals([offset, bytes], [plain.length, sealed(9, head, plain)]);
});

Deno.test("FILE-9: it makes no difference in what pieces a chunk comes, and its hash is that of all of it", () => {
  const head = hex(seal.chunks[0].head);
  for (const length of [0, 1, 15, 16, 63, 64, 65, 200_000]) {
    const plain = pattern(length);
    const all = sealed(9, head, plain);
    for (const cuts of [[0], [1, 2, 3], [16, 79, 80, 81], [65_515, 131_050], [all.length - 17], [all.length - 1]]) {
      const opener = new ChunkOpener(key, 9, head);
      const bytes = new Uint8Array(all.length);
      let came = 0;
      for (const cut of [...cuts.filter((each) => each >= 0 && each < all.length), all.length]) {
        bytes.set(all.subarray(came, cut), came);
        came = cut;
        if (cut < all.length) opener.take(bytes.subarray(0, cut));
      }
      const { plain: opened, hash } = opener.finish(bytes);
      assertEquals([opened, hash.toHex()], [plain, sha256(plain)], `${length} bytes cut at ${cuts}`);
      opener.abandon();
    }
  }
});

Deno.test("FILE-5: what was changed before it came does not open, in whatever pieces, and nobody has to open a chunk", () => {
  const head = hex(seal.chunks[0].head);
  const all = sealed(9, head, pattern(100_000));
  for (const at of [0, 65_000, 99_999, 100_000, 100_015]) {
    const opener = new ChunkOpener(key, 9, head);
    const bytes = flipped(all, at);
    opener.take(bytes.subarray(0, 65_515));
    assertThrows(() => opener.finish(bytes), SealError);
  }
  // what a test leaves open is told by the runtime
  const opener = new ChunkOpener(key, 9, head);
  opener.take(all.slice(0, 65_515));
  opener.abandon();
});

Deno.test("FILE-5: a chunk of another place, content, file or connection does not open, nor one that was changed", () => {
  const plain = pattern(1_000);
  const head = hex(seal.chunks[0].head);
  const other = head.slice();
  other[19] ^= 1;
  const otherSalt = chunkKey(hex(seal.key), hex(seal.salt).map((byte) => byte ^ 1), offerId);
  const otherFile = chunkKey(hex(seal.key), hex(seal.salt), offerId.map((byte) => byte ^ 1));
  assertNotEquals(otherSalt, key);
  const cases: [string, Uint8Array, number, Uint8Array, (bytes: Uint8Array) => Uint8Array][] = [
    ["another number", key, 5, other, (bytes) => bytes],
    ["another content id", key, 6, head, (bytes) => bytes],
    ["another connection", otherSalt, 5, head, (bytes) => bytes],
    ["another file", otherFile, 5, head, (bytes) => bytes],
    ["the first bit changed", key, 5, head, (bytes) => flipped(bytes, 0)],
    ["the last bit changed", key, 5, head, (bytes) => flipped(bytes, bytes.length - 1)],
    ["cut short", key, 5, head, (bytes) => bytes.slice(0, -1)],
    ["longer", key, 5, head, (bytes) => new Uint8Array([...bytes, 0])],
    ["the tag alone", key, 5, head, (bytes) => bytes.slice(-SEAL_TAG_BYTES)],
    ["less than a tag", key, 5, head, (bytes) => bytes.slice(0, SEAL_TAG_BYTES - 1)],
    ["nothing", key, 5, head, () => new Uint8Array(0)],
  ];
  for (const [what, withKey, contentId, withHead, change] of cases) {
    const bytes = change(sealed(5, head, plain));
    assertThrows(() => openChunk(withKey, contentId, withHead, bytes), SealError, undefined, what);
  }
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 0x80;
  return copy;
}
