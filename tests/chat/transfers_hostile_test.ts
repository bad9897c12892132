/**
 * FILE-5 FILE-7: authors that send what nobody asked for, and readers that ask for everything again and again.
 * `docs/specs/files-v1.md`, sections 4 and 5.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES } from "../../files/types.ts";
import { LinkError } from "../../net/errors.ts";
import {
  MAX_BAD_CHUNKS,
  MAX_OPEN_REQUESTS,
  MAX_RESENT_CHUNKS,
  MAX_RESENT_FACTOR,
  MAX_ROUNDS,
} from "../../net/limits.ts";
import { MANIFEST_INDEX } from "../../net/mod.ts";
import { HostileBulk } from "../support/hostile_bulk.ts";
import { sha256 } from "../support/memory_disk.ts";
import { content, FilePair } from "../support/transfers.ts";

const ZERO_ROOT = "0".repeat(64);

interface Attack extends AsyncDisposable {
  readonly pair: FilePair;
  readonly bulk: HostileBulk;
  readonly id: string;
  /** Of the offer. */
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Boris has accepted a file of so many chunks, and the other end of the connection lies. */
async function author(chunks: number): Promise<Attack> {
  const pair = await FilePair.make();
  pair.dials = false;
  const bytes = content(chunks * CHUNK_BYTES);
  const id = await pair.accepted(pair.anna.disk.put("/home/a", bytes));
  await pair.rest();
  const { key } = pair.boris.me.history.transfer(pair.boris.key, id)!.offer;
  const bulk = new HostileBulk(pair.boris.me, pair.anna.me);
  await pair.rest();
  return { pair, bulk, id, key, bytes, [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose]() };
}

/** Anna's offer is accepted, and the other end of the connection wants more than it should. */
async function reader(chunks: number): Promise<Attack> {
  const pair = await FilePair.make();
  pair.dials = false;
  const bytes = content(chunks * CHUNK_BYTES);
  const id = await pair.accepted(pair.anna.disk.put("/home/a", bytes));
  await pair.rest();
  const { key } = pair.anna.me.history.transfer(pair.anna.key, id)!.offer;
  const bulk = new HostileBulk(pair.anna.me, pair.boris.me);
  return { pair, bulk, id, key, bytes, [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose]() };
}

const chunk = (bytes: Uint8Array, index: number) => bytes.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);

async function ends(code: string, work: () => Promise<void>): Promise<void> {
  assertEquals((await assertRejects(work, LinkError)).code, code);
}

Deno.test("FILE-5: a chunk of a file that nobody asked for ends the connection, and nothing is written", async () => {
  await using attack = await author(2);
  const { pair, bulk, key, bytes } = attack;
  const [{ id }] = await pair.anna.offer(pair.anna.disk.put("/home/b", bytes));
  await pair.rest();
  await ends("bad-content", () => bulk.say(id, key, 0, chunk(bytes, 0)));
  await ends("bad-content", () => bulk.sayRoot(id, ZERO_ROOT));
  await ends("bad-content", () => bulk.sayHashes(crypto.randomUUID(), 0, new Uint8Array(32)));
  assertEquals(pair.boris.disk.writes.size, 0);
});

Deno.test("FILE-5: the same chunk twice is written once, and counts against its sender", async () => {
  await using attack = await author(3);
  const { pair, bulk, id, key, bytes } = attack;
  assertEquals(bulk.asked(id), [0, 1, 2]);
  for (let time = 0; time <= MAX_BAD_CHUNKS; time++) await bulk.say(id, key, 0, chunk(bytes, 0));
  await pair.rest();
  assertEquals(pair.boris.disk.writes.size, 1);
  assertEquals((await pair.boris.file(id)).state, "running");
  await bulk.say(id, key, 0, chunk(bytes, 0));
  await pair.rest();
  const { state, reason, ended_by } = await pair.boris.file(id);
  assertEquals([state, reason, ended_by], ["failed", "bad-chunks", "me"]);
  assertEquals(bulk.stops, [{ file: id, reason: "bad-chunks" }]);
  assertEquals(Math.max(...pair.boris.disk.writes.values()), 1);
});

Deno.test("FILE-5: what does not open, or has another length, is dropped and asked for again, but not for ever", async () => {
  await using attack = await author(2);
  const { pair, bulk, id, key, bytes } = attack;
  for (let bad = 0; bad <= MAX_BAD_CHUNKS; bad++) {
    const [index] = bulk.asked(id);
    if (index === undefined) break;
    assertEquals((await pair.boris.file(id)).state, "running");
    const wrong = [
      () => bulk.raw(id, index, new Uint8Array(CHUNK_BYTES + 16)),
      () => bulk.say(id, key, index, chunk(bytes, index).slice(1)),
      () => bulk.say(id, key, index, new Uint8Array(CHUNK_BYTES + 1)),
      () => bulk.say(id, key, index, new Uint8Array()),
      () => bulk.raw(id, index, new Uint8Array(3)),
    ];
    await wrong[bad % wrong.length]();
    // The second was asked for with it: nothing is asked for again before it has come, or was left out.
    if (bad === 0) await bulk.say(id, key, 1, chunk(bytes, 1));
    await pair.rest();
  }
  const { state, reason, done } = await pair.boris.file(id);
  assertEquals([state, reason, done], ["failed", "bad-chunks", CHUNK_BYTES]);
});

Deno.test("FILE-5: a chunk that is left out is asked for again", async () => {
  await using attack = await author(3);
  const { pair, bulk, id, key, bytes } = attack;
  assertEquals(bulk.asked(id), [0, 1, 2]);
  await bulk.say(id, key, 2, chunk(bytes, 2));
  await pair.rest();
  assertEquals(bulk.asked(id), [0, 1]);
});

Deno.test("FILE-5: a root that is never ours is compared a few times, and then the sender is named", async () => {
  await using attack = await author(2);
  const { pair, bulk, id, key, bytes } = attack;
  for (const index of bulk.asked(id)) await bulk.say(id, key, index, chunk(bytes, index));
  await pair.rest();
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    assertEquals(bulk.requests.splice(0), [{ file: id, root: true }], `round ${round}`);
    await bulk.sayRoot(id, ZERO_ROOT);
    await pair.rest();
    if (round === MAX_ROUNDS) break;
    assertEquals(bulk.requests.splice(0), [{ file: id, hashes: [0, 1] }]);
    const [first, second] = [sha256(chunk(bytes, 0)), round === 0 ? new Uint8Array(32) : sha256(chunk(bytes, 1))];
    await bulk.sayHashes(id, 0, new Uint8Array([...first, ...second]));
    await pair.rest();
    if (round === 0) {
      assertEquals(bulk.asked(id), [1], "only what differs");
      await bulk.say(id, key, 1, chunk(bytes, 1));
      await pair.rest();
    }
  }
  const { state, reason } = await pair.boris.file(id);
  assertEquals([state, reason], ["failed", "bad-chunks"]);
  assertEquals([...pair.boris.disk.files.keys()], []);
});

Deno.test("FILE-5: hashes that were not asked for, or too few of them, count as bad chunks", async () => {
  await using attack = await author(2);
  const { pair, bulk, id } = attack;
  for (let time = 0; time <= MAX_BAD_CHUNKS; time++) {
    await (time % 2 === 0 ? bulk.sayHashes(id, 0, new Uint8Array(64)) : bulk.sayRoot(id, ZERO_ROOT));
  }
  await pair.rest();
  assertEquals((await pair.boris.file(id)).reason, "bad-chunks");
});

Deno.test("FILE-7: a manifest that is not the one that was offered ends the transfer before anything is on disk", async () => {
  const pair = await FilePair.make();
  await using _ = pair;
  pair.dials = false;
  const { anna, boris } = pair;
  const id = await pair.accepted(anna.disk.putFolder("/home/photos", { "a.txt": content(5) }));
  await pair.rest();
  const bulk = new HostileBulk(boris.me, anna.me);
  await pair.rest();
  assertEquals(bulk.requests, [{ file: id, manifest: true }]);
  const { key, manifest_size } = boris.me.history.transfer(boris.key, id)!.offer;
  const lies = new TextEncoder().encode(JSON.stringify([["../ab", 5]]));
  assertEquals(lies.length, manifest_size);
  await bulk.say(id, key, MANIFEST_INDEX, lies);
  await pair.rest();
  assertEquals([(await boris.file(id)).reason, boris.disk.partials.size], ["bad-manifest", 0]);
});

Deno.test("FILE-2: what is still under way after a cancellation is dropped, and an author who forgot is not asked again", async () => {
  await using attack = await author(3);
  const { pair, bulk, id, key, bytes } = attack;
  await bulk.say(id, key, 0, chunk(bytes, 0));
  await pair.boris.cancel(id);
  await bulk.say(id, key, 1, chunk(bytes, 1));
  await pair.rest();
  assertEquals([bulk.stops.map(({ reason }) => reason), pair.boris.disk.partials.size], [["cancelled"], 0]);

  const other = await pair.accepted(pair.anna.disk.put("/home/b", bytes));
  await pair.rest();
  await bulk.sayStop(other, "unknown");
  await pair.rest();
  assertEquals((await pair.boris.file(other)).reason, "unknown");
});

Deno.test("FILE-5: an author's stop is no answer to anything that was not asked", async () => {
  await using attack = await author(2);
  const { pair, bulk, id } = attack;
  for (const file of [crypto.randomUUID(), ""]) await bulk.sayStop(file, "unknown");
  await pair.rest();
  assertEquals((await pair.boris.file(id)).state, "running");
});

Deno.test("FILE-2: nothing is given away that was not offered, not accepted, or is at its end", async () => {
  await using attack = await reader(2);
  const { pair, bulk, id } = attack;
  const [offered] = await pair.anna.offer(pair.anna.disk.put("/home/b", content(9)));
  const [theirs] = await pair.boris.offer(pair.boris.disk.put("/home/c", content(9)));
  await pair.rest();
  for (const file of [crypto.randomUUID(), offered.id, theirs.id]) await bulk.ask({ file, chunks: [[0, 0]] });
  assertEquals(bulk.stops.splice(0).map(({ reason }) => reason), ["unknown", "unknown", "unknown"]);
  await pair.anna.cancel(id);
  await bulk.ask({ file: id, chunks: [[0, 0]] });
  await bulk.ask({ file: id, root: true });
  await pair.rest();
  assertEquals(bulk.stops.map(({ reason }) => reason), ["cancelled", "cancelled"]);
  assertEquals([bulk.sent, bulk.roots], [[], []]);
});

Deno.test("FILE-5: asking for what the offer does not have ends the connection", async () => {
  await using attack = await reader(2);
  const { bulk, id } = attack;
  await ends("bad-content", () => bulk.ask({ file: id, chunks: [[0, 2]] }));
  await ends("bad-content", () => bulk.ask({ file: id, chunks: [[2, 2]] }));
  await ends("bad-content", () => bulk.ask({ file: id, hashes: [1, 2] }));
  await ends("bad-content", () => bulk.ask({ file: id, manifest: true }));
  assertEquals(bulk.sent, []);
});

Deno.test("FILE-3: what waits for one connection is bounded, and asking again for what waits adds nothing", async () => {
  await using attack = await reader(4);
  const { pair, bulk, id } = attack;
  const held = Promise.withResolvers<void>();
  const chunk = bulk.chunk.bind(bulk);
  bulk.chunk = async (...args) => (await held.promise, await chunk(...args));
  for (let time = 0; time < MAX_OPEN_REQUESTS; time++) {
    await bulk.ask({ file: id, chunks: [[0, 3]] });
    await bulk.ask({ file: id, root: true });
    await bulk.ask({ file: id, hashes: [0, 3] });
  }
  held.resolve();
  await pair.until("all of it", () => bulk.roots.length > 0 && bulk.hashed.length > 0);
  await pair.rest();
  assertEquals(bulk.sent.map(({ index }) => index), [0, 1, 2, 3, 0], "the first one was on its way already");
  assertEquals([bulk.roots.length, bulk.hashed.length], [1, 1]);
});

Deno.test("FILE-5: a reader that asks for everything again and again gets no more, until our user says so", async () => {
  await using attack = await reader(1);
  const { pair, bulk, id } = attack;
  const most = MAX_RESENT_FACTOR + MAX_RESENT_CHUNKS;
  for (let time = 0; time < most + 5; time++) {
    await bulk.ask({ file: id, chunks: [[0, 0]] });
    await pair.rest();
  }
  assertEquals(bulk.sent.length, most);
  const { state, reason, ended_by } = await pair.anna.file(id);
  assertEquals([state, reason, ended_by], ["failed", "too-often", "me"]);
  assert(bulk.stops.every(({ reason }) => reason === "too-often"));
  await pair.until("both to know", async () => (await pair.boris.file(id)).state === "failed");
  await pair.boris.resume(id);
  await pair.rest();
  assertEquals((await pair.anna.file(id)).state, "failed");
  await pair.anna.resume(id);
  assertEquals((await pair.anna.file(id)).state, "waiting");
});

Deno.test("FILE-2: a stop of the reader is answered, and then nothing more of it comes", async () => {
  await using attack = await reader(4);
  const { pair, bulk, id } = attack;
  const held = Promise.withResolvers<void>();
  const chunk = bulk.chunk.bind(bulk);
  bulk.chunk = async (...args) => (await held.promise, await chunk(...args));
  await bulk.ask({ file: id, chunks: [[0, 3]] });
  await bulk.sayStop(id, "disk-full");
  assertEquals(bulk.stops, [{ file: id, reason: "disk-full" }]);
  held.resolve();
  await pair.rest();
  assertEquals(bulk.sent.length <= 1, true, "what was being written is all that came");
  await bulk.ask({ file: id, chunks: [[1, 1]] });
  await pair.until("the chunk", () => bulk.sent.at(-1)?.index === 1);
});
