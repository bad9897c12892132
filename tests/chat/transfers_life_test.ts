/**
 * FILE-1 FILE-2 FILE-8 LIM-1 LIM-3 LIM-4 TXT-8: what becomes of files with everything else that happens in a conversation:
 * messages that go, people who are blocked, budgets, rules, and what lies on disk for them.
 */
import { assert, assertEquals } from "@std/assert";
import { CHUNK_BYTES } from "../../files/types.ts";
import { MAX_OPEN_OFFERS } from "../../net/limits.ts";
import { Tickets } from "../../chat/mod.ts";
import { fakePerson, ManualClock } from "../support/fake_network.ts";
import { refused } from "../support/talk.ts";
import { content, FilePair, type FileSide } from "../support/transfers.ts";

/** A transfer of four chunks from Anna, two of which Boris has; the third is being written. */
async function halfway(change: Parameters<typeof FilePair.make>[0] = {}) {
  const pair = await FilePair.make(change);
  const { anna, boris } = pair;
  const held = Promise.withResolvers<void>();
  boris.disk.beforeWrite = (_, index) => index === 2 ? held.promise : undefined;
  const id = await pair.accepted(anna.disk.put("/home/a", content(4 * CHUNK_BYTES)));
  await pair.until("two chunks", () => boris.disk.writes.size === 2);
  return {
    pair,
    anna,
    boris,
    id,
    release: () => held.resolve(),
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
}

async function tidy({ pair, boris, release }: Awaited<ReturnType<typeof halfway>>): Promise<void> {
  release();
  await pair.until("nothing half-done", () => boris.disk.partials.size === 0 && boris.disk.open_ === 0);
  assertEquals([...boris.disk.files.keys()], []);
  assert(!boris.wants(pair.anna.me.ref));
}

const ENDS: Readonly<Record<string, (anna: FileSide, boris: FileSide, id: string) => Promise<unknown>>> = {
  "the author deletes it for everyone": (anna, _, id) =>
    anna.call("message_delete", { conversation: anna.key, id, for: "everyone" }),
  "the reader deletes it for themself": (_, boris, id) =>
    boris.call("message_delete", { conversation: boris.key, id, for: "me" }),
  "the reader blocks the author": (_, boris) => boris.call("contact_block", { conversation: boris.key, blocked: true }),
  "the reader removes the author": (_, boris) => boris.call("contact_remove", { conversation: boris.key }),
};

for (const [what, end] of Object.entries(ENDS)) {
  Deno.test(`FILE-2: ${what} while it runs: it stops, and nothing half-done stays`, async () => {
    await using half = await halfway();
    await end(half.anna, half.boris, half.id);
    await tidy(half);
  });
}

Deno.test("FILE-2 TXT-4: what its author deletes for themself while it runs still arrives, unseen there, also over a restart", async () => {
  await using half = await halfway();
  const { pair, anna, boris, id, release } = half;
  await anna.call("message_delete", { conversation: anna.key, id, for: "me" });
  release();
  await pair.restart("anna");
  pair.plug();
  const seen = async () => (await anna.call("files", {})).transfers;
  assertEquals([await seen(), anna.me.history.message(anna.key, id)], [[], undefined]);
  await pair.until("the whole file", async () => (await boris.file(id)).state === "completed");
  await pair.until("nothing of it at its author", () => anna.me.history.transfer(anna.key, id) === undefined);
});

Deno.test("FILE-2: who is unblocked again sees that it was cancelled", async () => {
  await using half = await halfway();
  const { pair, anna, boris, id, release } = half;
  await boris.call("contact_block", { conversation: boris.key, blocked: true });
  release();
  pair.pull();
  await pair.rest();
  await boris.call("contact_block", { conversation: boris.key, blocked: false });
  pair.plug();
  await pair.until("Anna to know", async () => (await anna.file(id)).state === "cancelled");
});

Deno.test("FILE-2: a transfer that runs outlives the clearing of its conversation", async () => {
  await using half = await halfway();
  const { pair, boris, id, release } = half;
  await boris.call("clear_history", { conversation: boris.key });
  release();
  assertEquals((await pair.ended(id)).state, "completed");
});

Deno.test("FILE-2 ID-10: under other keys nothing moves before the user has answered", async () => {
  await using half = await halfway();
  const { pair, anna, boris, release } = half;
  release();
  pair.pull();
  const { me } = anna;
  await me.messenger.stop();
  await anna.start("Anna", "17", {}, me.history, 2);
  pair.plug();
  await pair.rest();
  assertEquals(boris.wants(anna.me.ref), false);
  const before = boris.disk.writes.size;
  pair.openBulk();
  await pair.rest();
  assertEquals([boris.disk.writes.size, pair.bulk?.closed], [before, true]);
  await refused("key-changed", () => boris.offer(boris.disk.put("/home/b", content(1))));
});

Deno.test("TXT-9: a file whose message disappears while it runs stops", async () => {
  const pair = await FilePair.make();
  await using _ = pair;
  const { anna, boris } = pair;
  await anna.call("timer_set", { conversation: anna.key, seconds: 60 });
  await pair.rest();
  const { timer } = boris.me.messenger.contacts.get(boris.key);
  await boris.call("timer_set", { conversation: boris.key, seconds: 60, accept: timer.theirs!.id });
  await pair.rest();
  const held = Promise.withResolvers<void>();
  boris.disk.beforeWrite = (_, index) => index === 1 ? held.promise : undefined;
  const id = await pair.accepted(anna.disk.put("/home/a", content(3 * CHUNK_BYTES)));
  await pair.until("a chunk", () => boris.disk.writes.size === 1);
  await boris.call("mark_read", { conversation: boris.key, cursor: (await boris.file(id)).cursor });
  boris.me.clock.advance(61_000);
  held.resolve();
  await pair.until("nothing half-done", () => boris.disk.partials.size === 0);
  assertEquals(await boris.files(), []);
});

Deno.test("TXT-8: where no history is kept a file arrives all the same, and after the end of the program nothing half-done stays", async () => {
  await using half = await halfway();
  const { pair, boris, id, release } = half;
  await boris.call("contact_options", { conversation: boris.key, options: { keep_history: false } });
  release();
  assertEquals((await pair.ended(id)).state, "completed");
});

Deno.test("FILE-2: small files of people in the list are taken by themselves, when the user has said so", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  await boris.call("settings_set", { auto_accept_mb: 1 });
  const [small, large] = await anna.offer(
    anna.disk.put("/home/small", content(CHUNK_BYTES)),
    anna.disk.put("/home/large", content(CHUNK_BYTES + 1)),
  );
  assertEquals((await pair.ended(small.id)).state, "completed");
  assertEquals((await boris.file(large.id)).state, "offered");
  await boris.call("contact_options", { conversation: boris.key, options: { closed: true } });
  const [closed] = await anna.offer("/home/small");
  await pair.rest();
  assertEquals((await boris.file(closed.id)).state, "offered", "not of somebody who was put aside");
  await boris.call("contact_options", { conversation: boris.key, options: { closed: false } });
  boris.disk.room = CHUNK_BYTES;
  const [tight] = await anna.offer("/home/small");
  await pair.rest();
  assertEquals((await boris.file(tight.id)).state, "offered", "not without room");
});

Deno.test("LIM-1: of ten thousand offers the first wait for the user, the others are declined unseen, and messages go on", async () => {
  await using pair = await FilePair.make({});
  const { anna, boris } = pair;
  await anna.call("limits_grant", { conversation: anna.key, files: null });
  const path = anna.disk.put("/home/a", content(1));
  for (let batch = 0; batch < 10; batch++) await anna.offer(...Array<string>(1_000).fill(path));
  const text = await anna.call("send", { conversation: anna.key, text: "still there?" });
  await pair.until("the answers", () => {
    const { final } = anna.me.history.transfers({ direction: "out", limit: 1 }).rows[0];
    return final === "declined";
  });
  assertEquals(boris.me.history.unansweredOffers(boris.key), MAX_OPEN_OFFERS);
  const open = boris.me.history.transfers({ state: "open", limit: 1_000 }).rows;
  const first = boris.me.history.transfers({ direction: "in", limit: 20_000 }).rows.slice(-MAX_OPEN_OFFERS);
  assertEquals(open.map(({ id }) => id), first.map(({ id }) => id));
  assertEquals(boris.me.history.message(boris.key, text.id)?.text, "still there?");
});

Deno.test("LIM-3 LIM-4: files cost a packet per MiB begun, all or none, and none is lost when the budget is used up", async () => {
  await using pair = await FilePair.make();
  const { anna } = pair;
  await anna.call("limits_grant", { conversation: anna.key, files: 4 });
  const paths = [anna.disk.put("/home/a", content(2 * CHUNK_BYTES + 1)), anna.disk.put("/home/b", new Uint8Array())];
  assertEquals((await anna.call("files_cost", { paths })).packets, 4);
  await refused("limit-exhausted", () => anna.offer(...paths, paths[1]));
  assertEquals(await anna.files(), []);
  const [{ id }] = await anna.offer(...paths);
  const left = async () => (await anna.call("limits", { conversation: anna.key }))[0].files;
  assertEquals(await left(), 0);
  await refused("limit-exhausted", () => anna.offer(paths[1]));
  await anna.cancel(id);
  assertEquals(await left(), 0, "it stays spent");
  await anna.call("send", { conversation: anna.key, text: "messages have a budget of their own" });
});

Deno.test("FILE-1: a path that is not there, and a list with one of them, offer nothing and cost nothing", async () => {
  await using pair = await FilePair.make();
  const { anna } = pair;
  const path = anna.disk.put("/home/a", content(1));
  await refused("bad-file", () => anna.offer(path, "/home/none"));
  await refused("bad-file", () => anna.call("files_cost", { paths: ["/home/none"] }));
  await refused("empty", () => anna.offer());
  await refused("not-found", () => anna.call("files_send", { conversation: "5.nobody", paths: [path] }));
  assertEquals(await anna.files(), []);
  assertEquals((await anna.call("limits", { conversation: anna.key }))[0].files_spent, 0);
});

Deno.test("FILE-1: what a window hands over is offered when all of it is there, and goes from the profile with its transfer", async () => {
  const clock = new ManualClock();
  const tickets = new Tickets({ clock, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  await using pair = await FilePair.make({ tickets });
  const { anna, boris } = pair;
  const upload = async (name: string, size: number, bytes: Uint8Array) => {
    const { ticket } = await anna.call("files_upload", { conversation: anna.key, file: { name, size } });
    const answer = await tickets.upload(ticket, ReadableStream.from([bytes]));
    if (typeof answer === "boolean") throw new Error("no message came of it");
    return answer.message;
  };
  const { id, file } = await upload("report.txt", 9, content(9));
  assertEquals([file?.name, file?.state, anna.disk.spooled.size], ["report.txt", "offered", 1]);
  await refused("bad-file", () => upload("short.txt", 10, content(9)));
  assertEquals([anna.disk.spooled.size, (await anna.files()).length], [1, 1]);
  await pair.rest();
  await boris.accept(id);
  await pair.ended(id);
  await pair.until("the profile to be tidy", () => anna.disk.spooled.size === 0);

  const shown = [await upload("lake.png", 9, content(9)), await upload("song.mp3", 9, content(9))];
  await pair.rest();
  for (const { id } of shown) {
    await boris.accept(id);
    await pair.ended(id);
  }
  await pair.rest();
  assertEquals(anna.disk.spooled.size, 2, "who sent it can look at it and hear it as well");
  await pair.restart("anna");
  await pair.rest();
  assertEquals(anna.disk.spooled.size, 2);
  for (const { id } of shown) await anna.call("message_delete", { conversation: anna.key, id, for: "me" });
  await pair.until("the profile to be tidy", () => anna.disk.spooled.size === 0);

  await anna.call("limits_grant", { conversation: anna.key, files: 1 });
  const file_ = { name: "big", size: CHUNK_BYTES + 1 };
  await refused("limit-exhausted", () => anna.call("files_upload", { conversation: anna.key, file: file_ }));
});

Deno.test("FILE-8: pictures, sound and video that are here are shown; nothing else is, and nothing that has not arrived", async () => {
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const bytes = content(9);
  const names = ["a.png", "b.svg", "c.html", "d.mp3"];
  const sent = await anna.offer(...names.map((name) => anna.disk.put(`/home/${name}`, bytes)));
  const shown = async (side: FileSide) =>
    await Promise.all(sent.map(async ({ id }) => (await side.me.messenger.media(side.key, id))?.type));
  await pair.rest();
  assertEquals(await shown(anna), ["image/png", undefined, undefined, "audio/mpeg"]);
  assertEquals(await shown(boris), [undefined, undefined, undefined, undefined]);
  for (const { id } of sent) {
    await boris.accept(id);
    await pair.ended(id);
  }
  assertEquals(await shown(boris), ["image/png", undefined, undefined, "audio/mpeg"]);
  const media = await boris.me.messenger.media(boris.key, sent[0].id);
  assertEquals([media?.size, await new Response(media!.read(1, 3)).bytes()], [9, bytes.slice(1, 3)]);
  boris.disk.files.clear();
  assertEquals(await shown(boris), [undefined, undefined, undefined, undefined], "moved away since");
});

Deno.test("FILE-8: what is here is shown in its folder and can be saved; what is not says so", async () => {
  const revealed: string[] = [];
  await using pair = await FilePair.make();
  const { anna, boris } = pair;
  const [{ id }] = await anna.offer(anna.disk.put("/home/a.txt", content(9)));
  await pair.rest();
  await refused("not-found", () => boris.call("file_reveal", { conversation: boris.key, id }));
  await refused("not-found", () => boris.call("file_fetch", { conversation: boris.key, id }));
  boris.revealed = (path) => void revealed.push(path);
  await boris.accept(id);
  const { path } = await pair.ended(id);
  await boris.call("file_reveal", { conversation: boris.key, id });
  assertEquals(revealed, [path]);
  boris.disk.files.clear();
  await refused("not-found", () => boris.call("file_reveal", { conversation: boris.key, id }));
  assertEquals(revealed, [path], "moved away since");
  await refused("not-found", () => boris.call("file_reveal", { conversation: boris.key, id: crypto.randomUUID() }));
  assertEquals((await boris.call("files_list", { path: "" })).path, "/home");
  await refused("not-found", () => boris.call("files_list", { path: "/gone" }));
});

Deno.test("FILE-6: who looks is told how far it is, at most four times a second, and not when nobody looks", async () => {
  await using half = await halfway();
  const { pair, boris, id, release } = half;
  const told = () => boris.events.filter((event) => event.type === "transfer").length;
  const before = told();
  assert(before >= 1 && before <= 2, `${before} times without time passing`);
  assertEquals((await boris.call("history", { conversation: boris.key })).messages.at(-1)?.file?.state, "running");
  pair.pull();
  await pair.rest();
  assertEquals((await boris.file(id)).state, "waiting");
  assertEquals(boris.events.findLast((event) => event.type === "transfer")?.transfer.state, "waiting");
  release();
});

Deno.test("files: a messenger without a disk says so, and what is offered to it waits", async () => {
  const person = await fakePerson("Carla", "9");
  await refused("not-found", () => person.messenger.call("files_list", { path: "" }));
  await refused("not-found", () => person.messenger.call("files_send", { conversation: "4.x", paths: ["/a"] }));
  await person.messenger.stop();
  await person.history.close();
});
