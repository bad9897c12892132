/** FILE-3, FILE-4: files go on connections of their own, beside a link and never without one. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash, X509Certificate } from "node:crypto";
import { readLeaf, SealError } from "../../crypto/mod.ts";
import { MANIFEST_INDEX } from "../../net/bulk_content.ts";
import { LinkError } from "../../net/errors.ts";
import { KIND } from "../../net/kinds.ts";
import { BULK_IDLE, BULK_PATIENCE, CHUNK_BYTES, MAX_HASHES, MAX_REQUESTED_CHUNKS } from "../../net/limits.ts";
import type { BulkLink, SealedChunk } from "../../net/types.ts";
import { bulkNetwork, bulkPair, withBulk } from "../support/bulk.ts";
import { connected, person, soon, testNetwork } from "../support/network.ts";

const file = "019aa1b2-c3d4-7e5f-8a6b-0123456789ab";
const key = Uint8Array.from({ length: 32 }, (_, index) => index);

function content(index: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + index) % 253);
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

Deno.test("FILE-3: chunks of every length go both ways at once and come out as they were", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const ends = await withBulk(anna, boris);
  assertEquals(ends.map(({ initiator }) => initiator), [true, false]);
  assertEquals(ends.map(({ peer }) => peer.id), ["2", "1"]);
  // around a packet and around a chunk, and a manifest of the largest size
  const sizes = [1, 65_498, 65_499, 65_500, 65_515, 65_535, 131_034, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES, 3];
  const sent = sizes.map((size, index) => content(index, size));
  const manifest = content(99, 8 * CHUNK_BYTES - 64);
  const opened = new Map<BulkLink, string[]>(ends.map((end) => [end, []]));
  for (const { bulk } of [anna, boris]) {
    bulk.answer = (end, heard) => {
      if (heard.what === "chunk") {
        opened.get(end)!.push(`${heard.chunk.index} ${end.open(key, heard.chunk).hash.toHex()}`);
      }
    };
  }
  const send = async (end: BulkLink) => {
    const chunks = sent.map((plain, index) => end.chunk(file, key, index, plain));
    await Promise.all([...chunks, end.chunk(file, key, MANIFEST_INDEX, manifest)]);
  };
  await Promise.all(ends.map(send));
  const all = sizes.length + 1;
  await anna.bulk.until("all chunks", ({ heard }) => heard.length === all);
  await boris.bulk.until("all chunks", ({ heard }) => heard.length === all);
  const expected = [
    ...sent.map((plain, index) => `${index} ${hashOf(plain)}`),
    `${MANIFEST_INDEX} ${hashOf(manifest)}`,
  ];
  for (const end of ends) assertEquals(opened.get(end), expected);
});

Deno.test("FILE-4: requests, roots, hashes and stops arrive as they were sent, in their order", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris] = await withBulk(anna, boris);
  const requests = [
    { file, chunks: [[0, 15], [20, 20]] },
    { file, manifest: true },
    { file, root: true },
    { file, hashes: [0, MAX_HASHES - 1] },
  ] as const;
  for (const request of requests) await toBoris.request(request);
  const hashes = content(5, 32 * MAX_HASHES);
  await toBoris.root(file, "ab".repeat(32));
  await toBoris.hashes(file, 7, hashes);
  await toBoris.stop(file, "too-often");
  await boris.bulk.until("everything", ({ heard }) => heard.length === 7);
  assertEquals<unknown>(boris.bulk.heard, [
    ...requests.map((request) => ({ what: "request", request })),
    { what: "root", file, root: "ab".repeat(32) },
    { what: "hashes", file, from: 7, hashes },
    { what: "stop", file, reason: "too-often" },
  ]);
});

Deno.test("FILE-9: a chunk opens under the key of its file and as what it is, once, and not on another connection", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris, toAnna] = await withBulk(anna, boris);
  const plain = content(1, 5_000);
  await toBoris.chunk(file, key, 4, plain);
  await boris.bulk.until("a chunk", ({ heard }) => heard.length === 1);
  const [heard] = boris.bulk.heard;
  assert(heard.what === "chunk");
  const copy = (change: Partial<SealedChunk> = {}) => ({
    ...heard.chunk,
    sealed: heard.chunk.sealed.slice(),
    ...change,
  });
  const otherFile = "019aa1b2-c3d4-7e5f-8a6b-0123456789ac";
  for (const change of [{ index: 5 }, { contentId: heard.chunk.contentId + 1 }, { file: otherFile }]) {
    assertThrows(() => toAnna.open(key, copy(change)), SealError);
  }
  assertThrows(() => toAnna.open(key.map((byte) => byte ^ 1), copy()), SealError);
  assertThrows(() => toAnna.open(key, copy({ sealed: copy().sealed.fill(0, 100, 101) })), SealError);
  assertEquals(toAnna.open(key, copy()).plain, plain);
  assertEquals(hashOf(heard.chunk.sealed) === hashOf(plain), false);
  toBoris.close("internal");
  await toAnna.closed;
  await anna.clock.advance(500);
  const again = await boris.bulk.bulk(1);
  assertThrows(() => again.open(key, copy()), SealError);
});

Deno.test("FILE-3: a chunk that was asked for with a key is opened as it comes, under that key alone", async () => {
  const { a, b } = await bulkPair();
  const sizes = [1, 65_498, 65_499, 65_515, 65_516, 200_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES, CHUNK_BYTES];
  const sent = sizes.map((size, index) => content(index, size));
  const seen: string[] = [];
  b.log.answer = (_, heard) => {
    if (heard.what !== "chunk") return;
    const { index, sealed } = heard.chunk;
    if (index === 6) return; // nobody wants it
    if (index === 8) return void assertThrows(() => b.bulk.open(key.map((byte) => byte ^ 1), heard.chunk), SealError);
    const before = hashOf(sealed.subarray(0, 64));
    const { plain, hash } = b.bulk.open(key, heard.chunk);
    // of several packets: the first bytes were opened long ago
    assertEquals(before === hashOf(plain.subarray(0, 64)), sizes[index] > 65_499);
    assertEquals(hash.toHex(), hashOf(plain));
    seen.push(`${index} ${hash.toHex()}`);
    assertThrows(() => b.bulk.open(key, heard.chunk), SealError);
    b.bulk.reclaim!(plain);
  };
  await b.bulk.request({ file, chunks: [[0, sizes.length - 1]] }, key);
  await a.log.until("the request", ({ heard }) => heard.length === 1);
  await Promise.all(sent.map((plain, index) => a.bulk.chunk(file, key, index, plain)));
  await b.log.until("all chunks", ({ heard }) => heard.length === sizes.length);
  await a.bulk.root(file, "ab".repeat(32));
  await b.log.until("what comes after them", ({ heard }) => heard.length === sizes.length + 1);
  const wanted = sent.map((plain, index) => `${index} ${hashOf(plain)}`).filter((_, index) =>
    index !== 6 && index !== 8
  );
  assertEquals(seen, wanted);
  a.bulk.close("going-away");
  await Promise.all([a.bulk.closed, b.bulk.closed]);
});

Deno.test("FILE-3: a connection that ends in the middle of a chunk leaves no cipher behind", async () => {
  const { a, b } = await bulkPair();
  await b.bulk.request({ file, chunks: [[0, 7]] }, key);
  const came = Promise.withResolvers<void>();
  b.log.answer = () => came.resolve();
  const sends = Array.from({ length: 8 }, (_, index) => a.bulk.chunk(file, key, index, content(index, CHUNK_BYTES)));
  await soon("a chunk", came.promise);
  b.bulk.close("going-away");
  await Promise.allSettled(sends);
  await Promise.all([a.bulk.closed, b.bulk.closed]);
});

Deno.test("FILE-3: a chunk that nobody reads holds the sender back, and what was sent ends with the connection", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris] = await withBulk(anna, boris);
  const reading = Promise.withResolvers<void>();
  boris.bulk.answer = () => reading.promise;
  let taken = 0;
  const plain = new Uint8Array(CHUNK_BYTES);
  const sends = Array.from({ length: 64 }, (_, index) => toBoris.chunk(file, key, index, plain).then(() => taken++));
  const results = Promise.allSettled(sends);
  await boris.bulk.until("the first chunk", ({ heard }) => heard.length === 1);
  // what the system keeps for a connection is a few MiB; 64 never fit
  assert(taken < 60, `${taken} chunks were taken`);
  toBoris.close("going-away");
  reading.resolve();
  const rejected = (await soon("the end of all", results)).filter(({ status }) => status === "rejected");
  assert(rejected.length > 0);
  await assertRejects(() => toBoris.chunk(file, key, 0, plain), LinkError);
});

Deno.test("FILE-2: without anybody who takes files there is no bulk connection, and the link stays", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await testNetwork(await person("2"));
  const logged = Promise.withResolvers<unknown>();
  await using carol = await bulkNetwork("3", {
    log: {
      info: () => {},
      warn: () => {},
      debug: (text, fields) => void (/bulk.*failed/.test(text) && logged.resolve(fields?.code)),
    },
  });
  await connected(anna, boris);
  const [link] = await connected(carol, boris);
  carol.network.setBulkPeers([boris.ref]);
  assertEquals(await soon("a refusal", logged.promise), "wrong-protocol");
  assertEquals(carol.network.linkTo(boris.ref), link);
  assertEquals([carol.handler.failures.length, carol.bulk.opened.length], [0, 0]);
});

Deno.test("FILE-4: the side that dialled the link dials, and again when the connection breaks", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [, toAnna] = await withBulk(anna, boris);
  toAnna.close("internal");
  await anna.bulk.until("the end", ({ closed }) => closed.length === 1);
  await anna.clock.advance(500);
  const again = await boris.bulk.bulk(1);
  assertEquals([again.initiator, again.peer.id], [false, "1"]);
  assertEquals(boris.bulk.closed.map(({ code, by }) => [code, by]), [["internal", "us"]]);
});

Deno.test("FILE-4: with nobody to send files to nothing is dialled again", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris] = await withBulk(anna, boris);
  anna.network.setBulkPeers([]);
  toBoris.close("going-away");
  await boris.bulk.until("the end", ({ closed }) => closed.length === 1);
  await anna.clock.advance(120_000);
  assertEquals([anna.bulk.opened.length, boris.bulk.opened.length], [1, 1]);
});

Deno.test("FILE-4: a bulk connection ends with its link, and comes back with it", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris, toAnna] = await withBulk(anna, boris);
  anna.network.linkTo(boris.ref)!.close("stalled");
  assertEquals((await toBoris.closed).by, "us");
  await toAnna.closed;
  await anna.clock.advance(500);
  assertEquals((await anna.bulk.bulk(1)).peer.id, "2");
  assertEquals((await boris.bulk.bulk(1)).peer.id, "1");
});

Deno.test("FILE-7: whoever is blocked or revoked loses the bulk connection, with the reason", async () => {
  for (const code of ["not-allowed", "revoked"] as const) {
    await using anna = await bulkNetwork("1");
    await using boris = await bulkNetwork("2");
    const [toBoris, toAnna] = await withBulk(anna, boris);
    const { serial } = readLeaf(new X509Certificate(boris.identity.certificate).raw);
    if (code === "revoked") anna.trust.setRevoked(anna.identity.root, new Set([serial]));
    else anna.trust.setBlocked([`2.${anna.identity.root}`]);
    anna.network.trustChanged();
    assertEquals([(await toBoris.closed).code, (await toBoris.closed).by], [code, "us"]);
    assertEquals([(await toAnna.closed).code, (await toAnna.closed).by], [code, "peer"]);
  }
});

Deno.test("FILE-3: a connection that nobody uses ends by itself, one in use does not", async () => {
  const { a, b, clock } = await bulkPair();
  for (let minute = 1; minute <= 3; minute++) {
    // pings keep it alive; only what is asked and sent keeps it up
    await clock.advance(BULK_IDLE - 1_000);
    await a.bulk.request({ file, root: true });
    await b.log.until("a request", ({ heard }) => heard.length === minute);
    await b.bulk.root(file, "ab".repeat(32));
    await a.log.until("a root", ({ heard }) => heard.length === minute);
  }
  assertEquals([a.log.closed, b.log.closed], [[], []]);
  await clock.advance(BULK_IDLE);
  assertEquals([(await a.bulk.closed).code, (await b.bulk.closed).code], ["going-away", "going-away"]);
  assertEquals(clock.pending, 0);
});

Deno.test("FILE-3: a chunk on a slow line may take longer than a connection nobody uses may last", async () => {
  const { a, b, clock } = await bulkPair();
  await a.bulk.request({ file, chunks: [[0, 0]] });
  await b.log.until("a request", ({ heard }) => heard.length === 1);
  await clock.advance(BULK_PATIENCE - 1_000);
  assertEquals([a.log.closed, b.log.closed], [[], []], "it was asked for, and has not come");
  await b.bulk.chunk(file, new Uint8Array(32), 0, new Uint8Array(10));
  await a.log.until("a chunk", ({ heard }) => heard.length === 1);
  await clock.advance(BULK_IDLE);
  assertEquals([(await a.bulk.closed).code, (await b.bulk.closed).code], ["going-away", "going-away"]);
  assertEquals(clock.pending, 0);
});

Deno.test("FILE-4: a reader that is not answered at all has another try some day", async () => {
  const { a, b, clock } = await bulkPair();
  await a.bulk.request({ file, chunks: [[0, 0]] });
  await b.log.until("a request", ({ heard }) => heard.length === 1);
  await clock.advance(BULK_PATIENCE + BULK_IDLE);
  assertEquals([(await a.bulk.closed).by, (await b.bulk.closed).by], ["us", "peer"]);
});

Deno.test("FILE-3: what was stopped is not waited for", async () => {
  for (const stops of ["author", "reader"] as const) {
    const { a, b, clock } = await bulkPair();
    await a.bulk.request({ file, chunks: [[0, 3], [7, 7]] });
    await a.bulk.request({ file, root: true });
    await b.log.until("the requests", ({ heard }) => heard.length === 2);
    await (stops === "author" ? b : a).bulk.stop(file, "unknown");
    await (stops === "author" ? a : b).log.until("a stop", ({ heard }) => heard.at(-1)?.what === "stop");
    await clock.advance(BULK_IDLE);
    assertEquals([(await a.bulk.closed).code, (await b.bulk.closed).code], ["going-away", "going-away"]);
  }
});

Deno.test("FILE-3: stopping ends bulk connections, too", async () => {
  await using boris = await bulkNetwork("2");
  {
    await using anna = await bulkNetwork("1");
    await withBulk(anna, boris);
  }
  await boris.bulk.until("the end", ({ closed }) => closed.length === 1);
  assertEquals(boris.bulk.closed[0].code, "going-away");
});

Deno.test("FILE-4: an author that answers may be asked without end; one that is not answered may not", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris] = await withBulk(anna, boris);
  boris.bulk.answer = (end, heard) => {
    if (heard.what !== "request" || !("chunks" in heard.request)) return;
    const [[first, last]] = heard.request.chunks;
    for (let index = first; index <= last; index++) void end.chunk(file, key, index, new Uint8Array(10));
  };
  for (let round = 0; round < 3; round++) {
    await toBoris.request({ file, chunks: [[0, MAX_REQUESTED_CHUNKS - 1]] });
    await anna.bulk.until("all of them", ({ heard }) => heard.length === (round + 1) * MAX_REQUESTED_CHUNKS);
  }
  boris.bulk.answer = () => {};
  await toBoris.request({ file, chunks: [[0, MAX_REQUESTED_CHUNKS - 1]] });
  await toBoris.request({ file, chunks: [[0, 3]] });
  await toBoris.request({ file, chunks: [[MAX_REQUESTED_CHUNKS, MAX_REQUESTED_CHUNKS]] });
  assertEquals([(await toBoris.closed).code, (await toBoris.closed).by], ["flood", "peer"]);
});

Deno.test("FILE-3: a message overtakes the files that go beside it", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [toBoris] = await withBulk(anna, boris);
  const plain = new Uint8Array(CHUNK_BYTES);
  const sends = Promise.all(Array.from({ length: 40 }, (_, index) => toBoris.chunk(file, key, index, plain)));
  await boris.bulk.until("the first chunk", ({ heard }) => heard.length > 0);
  await anna.network.linkTo(boris.ref)!.send(KIND.messages, content(1, 100));
  await boris.handler.until("the message", ({ contents }) => contents.length === 1);
  assert(boris.bulk.heard.length < 40, `${boris.bulk.heard.length} chunks had come`);
  await sends;
  await boris.bulk.until("all chunks", ({ heard }) => heard.length === 40);
});
