/**
 * FILE-4 FILE-5: connections that come and go in an unlucky order, and peers that say the same thing a thousand times.
 * `docs/specs/files-v1.md`, sections 4 and 5.
 */
import { assert, assertEquals } from "@std/assert";
import { peerKey, Tickets } from "../../chat/mod.ts";
import { SPARE_BYTES } from "../../files/limits.ts";
import { CHUNK_BYTES, FileError } from "../../files/types.ts";
import { MAX_RESENT_CHUNKS, MAX_RESENT_FACTOR } from "../../net/limits.ts";
import type { MessageRow } from "../../store/history_types.ts";
import { befriend, fakePerson, ManualClock } from "../support/fake_network.ts";
import { HostileBulk } from "../support/hostile_bulk.ts";
import { content, FilePair } from "../support/transfers.ts";

const chunk = (bytes: Uint8Array, index: number) => bytes.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);

Deno.test("FILE-4: the end of an older connection has nothing asked for twice on the newer one", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna, boris } = pair;
  const chunks = 100;
  const bytes = content(chunks * CHUNK_BYTES);
  const id = await pair.accepted(anna.disk.put("/home/a", bytes));
  await pair.rest();
  const { key } = boris.me.history.transfer(boris.key, id)!.offer;
  const older = new HostileBulk(boris.me, anna.me);
  await pair.rest();
  const newer = new HostileBulk(boris.me, anna.me);
  await pair.rest();
  older.close("duplicate");
  const asked: number[] = [];
  for (let waiting = newer.asked(id); waiting.length > 0; waiting = newer.asked(id)) {
    asked.push(...waiting);
    for (const index of waiting) await newer.say(id, key, index, chunk(bytes, index));
    await pair.rest();
  }
  assertEquals(asked, Array.from({ length: chunks }, (_, index) => index));
  assertEquals((await boris.file(id)).reason, null);
});

Deno.test("FILE-5: a reader that asks for the root again and again has the source looked at no more often than it may", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna } = pair;
  const id = await pair.accepted(anna.disk.put("/home/a", content(CHUNK_BYTES)));
  await pair.rest();
  const bulk = new HostileBulk(anna.me, pair.boris.me);
  const most = MAX_RESENT_FACTOR + MAX_RESENT_CHUNKS;
  for (let time = 0; time < most + 5; time++) {
    await bulk.ask({ file: id, root: true });
    await pair.rest();
  }
  assert(bulk.roots.length <= most, `${bulk.roots.length} roots`);
  assertEquals((await anna.file(id)).reason, "too-often");
});

Deno.test("FILE-5: a reader that wants to go on a thousand times has the source looked at once at a time", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const bytes = content(CHUNK_BYTES);
  const [{ id }] = await anna.offer(anna.disk.put("/home/a", bytes));
  await pair.rest();
  anna.disk.files.delete("/home/a");
  await boris.accept(id);
  await pair.until("the failure", async () => (await anna.file(id)).state === "failed");
  let looking = 0;
  let most = 0;
  const source = anna.disk.source.bind(anna.disk);
  anna.disk.source = (plan) => {
    const real = source(plan);
    return {
      ...real,
      async check() {
        most = Math.max(most, ++looking);
        await new Promise<void>((resolve) => setImmediate(resolve));
        looking--;
        await real.check();
      },
    };
  };
  const say = () => boris.me.messenger.files!.transfers.say(boris.key, id, "accepted");
  await Promise.all(Array.from({ length: 200 }, say));
  await pair.rest();
  assertEquals(most, 1);
  anna.disk.put("/home/a", bytes);
  await say();
  await pair.until("all of it", async () => (await boris.file(id)).state === "completed");
});

Deno.test("FILE-4: a program that is to end does not first read all that has arrived of a file", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  boris.disk.sink = ({ signal }) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
  const id = await pair.accepted(anna.disk.put("/home/a", content(CHUNK_BYTES)));
  await pair.rest();
  await boris.me.messenger.stop();
  assertEquals((await boris.file(id)).state, "waiting", "and that is no failure");
});

Deno.test("FILE-1: what a window still hands over outlives the clearing of everything", async () => {
  const clock = new ManualClock();
  const tickets = new Tickets({ clock, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  await using pair = await FilePair.make({ tickets });
  const { anna, boris } = pair;
  const bytes = content(9);
  const { ticket } = await anna.call("files_upload", { conversation: anna.key, file: { name: "a", size: 9 } });
  const { promise: cleared, resolve } = Promise.withResolvers<void>();
  const spool = anna.disk.spool.bind(anna.disk);
  anna.disk.spool = async (id) => {
    const real = await spool(id);
    return {
      ...real,
      fill: async (...args) => {
        const path = await real.fill(...args);
        await cleared;
        return path;
      },
    };
  };
  const uploading = tickets.upload(ticket, ReadableStream.from([bytes]));
  await pair.until("most of it", () => anna.disk.spooled.size === 1);
  await anna.call("clear_history", {});
  await pair.rest();
  resolve();
  const answer = await uploading;
  if (typeof answer === "boolean") throw new Error("no message came of it");
  await pair.rest();
  await boris.accept(answer.message.id);
  assertEquals((await pair.ended(answer.message.id)).state, "completed");
});

Deno.test("FILE-7: what somebody says of a file of somebody else's changes nothing of it", async () => {
  const clock = new ManualClock();
  const tickets = new Tickets({ clock, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  await using pair = await FilePair.make({ tickets });
  const { anna, boris } = pair;
  const clara = await fakePerson("Clara", "5");
  await befriend(anna.me, clara);
  const { ticket } = await anna.call("files_upload", { conversation: anna.key, file: { name: "a", size: 9 } });
  const answer = await tickets.upload(ticket, ReadableStream.from([content(9)]));
  if (typeof answer === "boolean") throw new Error("no message came of it");
  const { id } = answer.message;
  for (const kind of ["delete", "file-state"]) {
    const row = { kind, direction: "in", about: id, file: null } as unknown as MessageRow;
    anna.me.messenger.files!.transfers.noticed(peerKey(clara.ref), [row]);
  }
  await pair.rest();
  assertEquals(anna.disk.spooled.size, 1);
  await boris.accept(id);
  assertEquals((await pair.ended(id)).state, "completed");
  await clara.messenger.stop();
  await clara.history.close();
});

Deno.test("FILE-7: an offer under the id of somebody else's does not come near to what has arrived of that", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna, boris } = pair;
  const clara = await fakePerson("Clara", "5");
  await befriend(boris.me, clara);
  const bytes = content(2 * CHUNK_BYTES);
  const id = await pair.accepted(anna.disk.put("/home/a", bytes));
  await pair.rest();
  const { offer } = boris.me.history.transfer(boris.key, id)!;
  const bulk = new HostileBulk(boris.me, anna.me);
  await pair.rest();
  await bulk.say(id, offer.key, 0, chunk(bytes, 0));
  const key = peerKey(clara.ref);
  const item = { id, seq: 1, kind: "file", text: "b", sent_at: 1, file: { ...offer, size: 3 * CHUNK_BYTES } };
  await boris.me.history.addIncoming(key, crypto.randomUUID(), [item], 1).saved;
  await boris.call("file_accept", { conversation: key, id });
  await pair.rest();
  assertEquals(boris.me.history.transfer(key, id)!.mine, "failed unknown");
  await boris.call("file_cancel", { conversation: key, id });
  await pair.rest();
  assertEquals(boris.disk.partials.get(id)?.chunks.size, 1);
  pair.dials = true;
  bulk.close("going-away");
  await pair.until("all of it", () => boris.me.history.transfer(boris.key, id)!.final === "completed");
  await clara.messenger.stop();
  await clara.history.close();
});

Deno.test("FILE-3: two files that fit one by one are not written together until the disk is full", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna, boris } = pair;
  const bytes = content(6 * CHUNK_BYTES);
  boris.disk.room = SPARE_BYTES + 9 * CHUNK_BYTES;
  const first = await pair.accepted(anna.disk.put("/home/a", bytes));
  const second = await pair.accepted(anna.disk.put("/home/b", bytes));
  pair.dials = true;
  const states = async () => [(await boris.file(first)).state, (await boris.file(second)).state].sort();
  await pair.until("one of them", async () => (await states()).join() === "completed,failed");
  assertEquals(boris.disk.room, SPARE_BYTES + 3 * CHUNK_BYTES);
  const late = (await boris.file(first)).state === "failed" ? first : second;
  assertEquals((await boris.file(late)).reason, "no-space");
  boris.disk.room += 9 * CHUNK_BYTES;
  await boris.resume(late);
  await pair.until("the other one", async () => (await boris.file(late)).state === "completed");
});

Deno.test("FILE-2: a disk that somebody else fills up is left alone before it is full", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const bytes = content(20 * CHUNK_BYTES);
  boris.disk.room = SPARE_BYTES + bytes.length;
  boris.disk.beforeWrite = (_, index) => {
    if (index === 3) boris.disk.room = SPARE_BYTES / 2 - 1;
  };
  const id = await pair.accepted(anna.disk.put("/home/a", bytes));
  assertEquals((await pair.ended(id)).reason, "disk-full");
  assertEquals(boris.disk.room > SPARE_BYTES / 4, true, `${boris.disk.room} bytes`);
  boris.disk.beforeWrite = () => {};
  boris.disk.room = SPARE_BYTES + bytes.length;
  await boris.resume(id);
  await pair.until("all of it", async () => (await boris.file(id)).state === "completed");
  assertEquals([...boris.disk.writes.values()].every((times) => times === 1), true, "and nothing twice");
});

Deno.test("FILE-3: a hundred files that are fetched at the same time all come to their end", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna, boris } = pair;
  const count = 100;
  const paths = Array.from({ length: count }, (_, number) => anna.disk.put(`/home/${number}`, content(9, number)));
  const messages = await anna.offer(...paths);
  await pair.rest();
  for (const { id } of messages) await boris.accept(id);
  await pair.rest();
  // Twelve people fetching eight files each would do the same to her disk.
  const bulk = new HostileBulk(anna.me, boris.me);
  for (const { id } of messages) await bulk.ask({ file: id, root: true });
  await pair.until("all roots", () => bulk.roots.length === count);
  assertEquals(anna.disk.open_ <= 32, true, `${anna.disk.open_} files open`);
  assertEquals((await anna.files()).filter(({ state }) => state === "failed"), []);
});

Deno.test("FILE-2: why a disk stopped a file is in the log, without the names of files", async () => {
  const logged: unknown[] = [];
  await using pair = await FilePair.make({ warn: (text, fields) => void logged.push([text, fields]) });
  const { anna, boris } = pair;
  const cause = Object.assign(new Error("EIO: i/o error, write '/downloads/secret'"), { code: "EIO" });
  boris.disk.beforeWrite = () => {
    throw new FileError("disk-error", "write /downloads/secret", { cause });
  };
  const id = await pair.accepted(anna.disk.put("/home/secret", content(9)));
  assertEquals((await pair.ended(id)).reason, "disk-error");
  const fields = { id, reason: "disk-error", system: "EIO" };
  assertEquals(logged, [["a file stopped because of a disk", fields]]);
});

Deno.test("FILE-4: a program that ends while it tidies up takes nothing away that is needed", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const held = Promise.withResolvers<void>();
  boris.disk.beforeWrite = (_, index) => index === 2 ? held.promise : undefined;
  const id = await pair.accepted(anna.disk.put("/home/a", content(4 * CHUNK_BYTES)));
  await pair.until("two chunks", () => boris.disk.partials.get(id)?.chunks.size === 2);
  boris.disk.beforeWrite = () => {};
  const looking = Promise.withResolvers<void>();
  const partial = boris.disk.partial.bind(boris.disk);
  boris.disk.partial = () => looking.promise.then(partial);
  held.resolve();
  await pair.restart("boris");
  const arrived = boris.disk.partials.get(id)!.chunks.size;
  const stopping = boris.me.messenger.stop();
  looking.resolve();
  await stopping;
  await pair.rest();
  assertEquals(boris.disk.partials.get(id)?.chunks.size, arrived);
  await pair.restart("boris");
  pair.plug();
  assertEquals((await pair.ended(id)).state, "completed");
});

Deno.test("FILE-4: what moves to memory while the program tidies up is still needed", async () => {
  await using pair = await FilePair.make();
  pair.dials = false;
  const { anna, boris } = pair;
  const id = await pair.accepted(anna.disk.put("/home/a", content(CHUNK_BYTES)));
  boris.disk.partials.set(id, { chunks: new Map() });
  const others = Array.from({ length: 450 }, (_, number) => anna.disk.put(`/home/${number}`, content(1)));
  // Newer ones, at their end: the sweep comes to the old one last.
  for (let at = 0; at < others.length; at += 150) {
    const offers = await anna.offer(...others.slice(at, at + 150));
    await pair.rest();
    for (const { id } of offers) await boris.call("file_decline", { conversation: boris.key, id });
  }
  await pair.rest();
  await pair.restart("boris");
  await pair.rest();
  const keep = (keep_history: boolean) =>
    boris.call("contact_options", { conversation: boris.key, options: { keep_history } });
  const sweeping = boris.me.messenger.files!.transfers.leftovers.sweep();
  await keep(false);
  for (let turn = 0; turn < 10; turn++) {
    boris.me.clock.advance(1);
    await pair.rest();
  }
  await sweeping;
  assertEquals(boris.disk.partials.has(id), true);
});
