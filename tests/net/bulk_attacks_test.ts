/** FILE-7, FILE-4: what a peer may try on a bulk connection: the refusal it gets, and that nothing reached the handler. */
import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { openBulk } from "../../net/bulk.ts";
import { encodeChunkHead, encodeHashes, encodeRequest } from "../../net/bulk_content.ts";
import { type CloseCode, LinkError } from "../../net/errors.ts";
import { isBulkKind, KIND, MORE, OPTIONAL } from "../../net/kinds.ts";
import {
  CHUNK_BYTES,
  MAX_CHUNKS,
  MAX_CONTENT_BYTES,
  MAX_HASHES,
  MAX_OPEN_REQUESTS,
  MAX_PACKET_DATA,
  MAX_REQUEST_BYTES,
  MAX_REQUESTED_CHUNKS,
  PACKET_BURST,
} from "../../net/limits.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import { BulkLog } from "../support/bulk.ts";
import { settle, VirtualClock } from "../support/clock.ts";
import { linkParts, testNode } from "../support/links.ts";
import { RawPeer } from "../support/raw_peer.ts";

const utf8 = new TextEncoder();
const file = "019aa1b2-c3d4-7e5f-8a6b-0123456789ab";
const [victim, attacker] = [testNode("1"), testNode("2")];

/** A bulk connection whose other end says whatever a test wants. */
async function openAgainstRaw(clock = new VirtualClock()) {
  const [left, right] = memoryPair();
  const log = new BulkLog();
  const raw = new RawPeer(right, attacker, victim);
  const [bulk] = await Promise.all([
    openBulk({ ...linkParts(victim, attacker, left, clock), handler: log }),
    raw.greet(),
  ]);
  return { bulk, raw, log, clock };
}

interface Attack {
  readonly name: string;
  readonly code: CloseCode;
  readonly run: (raw: RawPeer) => Promise<void> | void;
}

const json = (value: unknown) => utf8.encode(JSON.stringify(value));
const sealed = (kind: number, plain: Uint8Array) => (raw: RawPeer) => raw.write(raw.sealed(kind, plain));
const chunk = (index: number, length: number) =>
  new Uint8Array([...encodeChunkHead(file, index), ...new Uint8Array(length)]);

const attacks: Attack[] = [
  ...[KIND.messages, KIND.receipt, KIND.sync, KIND.signal, KIND.hello, KIND.ready, KIND.pairRequest].map((kind) => ({
    name: `kind 0x${kind.toString(16)}`,
    code: "bad-packet" as const,
    run: sealed(kind, json({})),
  })),
  { name: "a signal marked optional", code: "bad-packet", run: sealed(KIND.signal | OPTIONAL, json({})) },
  { name: "an unknown optional kind", code: "bad-packet", run: (raw) => raw.send(0x0205 | OPTIONAL, json({})) },
  { name: "an unknown kind", code: "unknown-kind", run: (raw) => raw.send(0x0205, json({})) },
  { name: "a request that is not sealed", code: "bad-seal", run: (raw) => raw.send(KIND.request, json({ file })) },
  { name: "a root that is not sealed", code: "bad-seal", run: (raw) => raw.send(KIND.root, json({ file })) },
  {
    name: "a request in two packets",
    code: "bad-packet",
    run: (raw) => raw.send(KIND.request | MORE, json({ file })),
  },
  {
    name: "a request larger than allowed",
    code: "too-large",
    run: sealed(KIND.request, new Uint8Array(MAX_REQUEST_BYTES)),
  },
  { name: "a request that is no JSON", code: "bad-content", run: sealed(KIND.request, utf8.encode("0-15")) },
  {
    name: "a request for nothing",
    code: "bad-content",
    run: sealed(KIND.request, json({ file })),
  },
  {
    name: "ranges that overlap",
    code: "bad-content",
    run: sealed(KIND.request, json({ file, chunks: [[0, 5], [5, 6]] })),
  },
  {
    name: "a number beyond every file",
    code: "bad-content",
    run: sealed(KIND.request, json({ file, chunks: [[MAX_CHUNKS, MAX_CHUNKS]] })),
  },
  {
    name: "a whole file at once",
    code: "flood",
    run: sealed(KIND.request, json({ file, chunks: [[0, MAX_REQUESTED_CHUNKS]] })),
  },
  { name: "a chunk of no file", code: "bad-content", run: (raw) => raw.send(KIND.chunk, new Uint8Array(60)) },
  { name: "a chunk without a seal", code: "bad-content", run: (raw) => raw.send(KIND.chunk, chunk(0, 15)) },
  {
    name: "a chunk with a number of no file",
    code: "bad-content",
    run: (raw) => raw.send(KIND.chunk, chunk(MAX_CHUNKS, 40)),
  },
  {
    name: "a chunk larger than a content",
    code: "too-large",
    run: (raw) => raw.send(KIND.chunk, new Uint8Array(MAX_CONTENT_BYTES + 1)),
  },
  { name: "a root that is no hash", code: "bad-content", run: sealed(KIND.root, json({ file, root: "x" })) },
  {
    name: "more hashes than allowed",
    code: "bad-content",
    run: sealed(KIND.hashes, encodeHashes(file, 0, new Uint8Array(32 * (MAX_HASHES + 1)))),
  },
  {
    name: "a stop with a reason that is none",
    code: "bad-content",
    run: sealed(KIND.stop, json({ file, reason: "<script>" })),
  },
];

for (const { name, code, run } of attacks) {
  Deno.test(`FILE-7: on a bulk connection ${name} is refused as ${code}`, async () => {
    const { bulk, raw, log } = await openAgainstRaw();
    void Promise.resolve(run(raw)).catch(() => {}); // the end may come before all of it is written
    assertEquals((await raw.farewell()).code, code);
    assertEquals([(await bulk.closed).code, (await bulk.closed).by], [code, "us"]);
    raw.stream.close();
    await settle();
    assertEquals([log.heard.length, log.closed.length], [0, 1]);
  });
}

Deno.test("FILE-4: requests that nobody has answered yet do not gather without end", async () => {
  const { bulk, raw } = await openAgainstRaw();
  for (let n = 0; n <= MAX_OPEN_REQUESTS; n++) {
    await raw.write(raw.sealed(KIND.request, encodeRequest({ file, hashes: [n, n] })));
  }
  assertEquals((await bulk.closed).code, "flood");
  raw.stream.close();
});

Deno.test("FILE-4: a reader that stops a file may ask for another one in its place", async () => {
  const { bulk, raw, log } = await openAgainstRaw();
  for (let round = 0; round < 3; round++) {
    const of = file.replace(/.$/, String(round));
    await raw.write(raw.sealed(KIND.request, encodeRequest({ file: of, chunks: [[0, MAX_REQUESTED_CHUNKS - 1]] })));
    await raw.write(raw.sealed(KIND.stop, json({ file: of, reason: "disk-full" })));
  }
  await log.until("everything", ({ heard }) => heard.length === 6);
  bulk.close("going-away");
  raw.stream.close();
});

Deno.test("FILE-5: a chunk that does not open, and one nobody asked for, come to the handler and end nothing", async () => {
  const { bulk, raw, log } = await openAgainstRaw();
  await raw.send(KIND.chunk, chunk(3, CHUNK_BYTES + 500));
  await raw.send(KIND.chunk, chunk(4, 16));
  await log.until("both", ({ heard }) => heard.length === 2);
  assertEquals(log.heard.map((each) => each.what === "chunk" && [each.chunk.index, each.chunk.sealed.length]), [
    [3, CHUNK_BYTES + 500],
    [4, 16],
  ]);
  for (const each of log.heard) {
    if (each.what === "chunk") await assertRejects(async () => void await bulk.open(new Uint8Array(32), each.chunk));
  }
  assertEquals(log.closed, []);
  bulk.close("going-away");
  raw.stream.close();
});

Deno.test("FILE-7: many tiny packets are read slower after a while, and none is lost", async () => {
  const { bulk, raw, log, clock } = await openAgainstRaw();
  const count = PACKET_BURST + 500;
  for (let sent = 0; sent < count; sent++) await raw.send(KIND.chunk, chunk(sent, 16));
  await settle();
  assertEquals(log.heard.length <= PACKET_BURST, true, `${log.heard.length} passed at once`);
  await clock.advance(1_000);
  await log.until("all of them", ({ heard }) => heard.length === count);
  assertEquals(log.closed, []);
  bulk.close("going-away");
  raw.stream.close();
});

Deno.test("FILE-3: a full packet in the middle of a chunk goes where it belongs, however the bytes come", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(sizes, fc.integer({ min: 1, max: 3 * MAX_PACKET_DATA }), async (cuts, length) => {
    const cut = function* (bytes: Uint8Array) {
      for (let start = 0, turn = 0; start < bytes.length; turn++) {
        const end = Math.min(bytes.length, start + cuts[turn % cuts.length]);
        yield bytes.subarray(start, end);
        start = end;
      }
    };
    const [left, right] = memoryPair({ cut });
    const log = new BulkLog();
    const parts = [linkParts(victim, attacker, left), linkParts(attacker, victim, right)];
    const [a, b] = await Promise.all(parts.map((each) => openBulk({ ...each, handler: log })));
    const plain = Uint8Array.from({ length }, (_, at) => at % 251);
    const key = new Uint8Array(32);
    await Promise.all([a.chunk(file, key, 0, plain), a.root(file, "ab".repeat(32)), a.chunk(file, key, 1, plain)]);
    await log.until("three", ({ heard }) => heard.length === 3);
    for (const each of log.heard) if (each.what === "chunk") assertEquals(b.open(key, each.chunk).plain, plain);
    for (const each of [a, b]) each.close("going-away");
    await Promise.all([a.closed, b.closed]);
  });
  await fc.assert(property, { numRuns: 15 });
});

Deno.test("FILE-7: garbage in place of anything ends the connection with a name, never the program", async () => {
  const kinds = Array.from({ length: 16 }, (_, n) => 0x01f8 + n);
  const property = fc.asyncProperty(
    fc.constantFrom(...kinds),
    fc.uint8Array({ maxLength: 300 }),
    fc.boolean(),
    async (kind, data, isSealed) => {
      const { bulk, raw, log } = await openAgainstRaw();
      if (isSealed) await raw.write(raw.sealed(kind, data));
      else await raw.send(kind, data);
      const { code, by } = await bulk.closed;
      assertEquals([by, log.heard.length], ["us", 0]);
      assertEquals(code === "internal", false, `kind ${kind} ${isBulkKind(kind)}`);
      raw.stream.close();
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

Deno.test("FILE-4: a bulk connection that the handler refuses in the middle ends with the handler's code", async () => {
  const { bulk, raw, log } = await openAgainstRaw();
  log.answer = () => {
    throw new LinkError("bad-content", "beyond the last chunk");
  };
  await raw.write(raw.sealed(KIND.request, encodeRequest({ file, root: true })));
  assertEquals((await raw.farewell()).code, "bad-content");
  assertEquals((await bulk.closed).code, "bad-content");
  raw.stream.close();
});
