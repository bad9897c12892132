/** TXT-8: a conversation whose history is not kept is not on the disk, ever, and is a conversation like others until the end. */

import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import {
  type ContactRow,
  DEFAULT_OPTIONS,
  type History,
  HISTORY_MIGRATIONS,
  openDatabase,
  openHistory,
} from "../../store/mod.ts";
import { diskFull, SimDisk } from "../support/sim_disk.ts";

const ANN = "7." + "a".repeat(64);
const BOB = "9." + "b".repeat(64);
const SECRET = "verschwiegenheit";

let streams = 0;
let serial = 0;
const uuid = () => `0193e8d0-0000-7000-8000-${(++serial).toString(16).padStart(12, "0")}`;

async function open(disk: SimDisk): Promise<History> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
  return openHistory(db, { newStream: () => `stream-${++streams}` });
}

function contact(key: string, keep_history: boolean): ContactRow {
  const [id, root] = key.split(".");
  const named = { key, id, root, own_name: "Аня", alias: null, state: "active", addresses: [], added_at: 5 } as const;
  const options = { ...DEFAULT_OPTIONS, keep_history };
  return { ...named, fingerprint: null, card: null, options, keys: null, new_keys: null, verified_keys: null };
}

function item(text: string, more: { kind?: string; about?: string; ttl?: number } = {}) {
  return { id: uuid(), kind: "text", text, sent_at: 1_000, ...more };
}

function filesWith(disk: SimDisk, text: string): string[] {
  return [...disk.files()].filter(([, bytes]) => new TextDecoder("latin1").decode(bytes).includes(text))
    .map(([path]) => path);
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = AbortSignal.timeout(45_000);
  while (!isSo() && !deadline.aborted) await new Promise((resolve) => setImmediate(resolve));
  assert(isSo());
}

const texts = (rows: readonly { text: string }[]) => rows.map(({ text }) => text);
const found = (history: History, text: string) => texts(history.search({ text, limit: 99 }).rows);

/** Says every kind of thing in a conversation. */
async function talk(history: History, key: string): Promise<void> {
  const [sent] = history.addOutgoing(key, [item(`${SECRET} eins`), item(`${SECRET} zwei`)]).rows;
  const first = { ...item(`${SECRET} drei`, { about: sent.id }), seq: 1 };
  history.addIncoming(
    key,
    "in",
    [first, { ...item(`${SECRET} vier`, { kind: "edit", about: first.id }), seq: 2 }],
    2_000,
  );
  history.addOutgoing(key, [
    item(`${SECRET} fünf`, { kind: "edit", about: sent.id }),
    item("🦊", { kind: "reaction", about: first.id }),
  ]);
  history.addEvent(key, { id: uuid(), text: "event.note", args: { name: SECRET }, at: 3 });
  history.putDraft(key, { text: `${SECRET} sechs`, reply_to: null });
  assert(found(history, SECRET).length > 0);
  await history.flush();
}

Deno.test("TXT-8: what is said while history is not kept stands in no file, and is gone after a death", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  await history.putContact(contact(ANN, false)).saved;
  await talk(history, ANN);
  assertEquals(filesWith(disk, SECRET), []);
  assertEquals(history.last(ANN)!.text, "event.note");
  assertEquals(history.draft(ANN)!.text, `${SECRET} sechs`);
  assertEquals([history.outbox(), history.unread(ANN), history.conversationsWithOutbox()], [4, 1, [ANN]]);
  const stream = history.streams(ANN).out_stream;

  const after = await open(disk.afterKill());
  assertEquals([after.page(ANN, { limit: 9 }), after.draft(ANN), after.outbox()], [[], undefined, 0]);
  const { out_stream, in_stream, in_received, out_seq } = after.streams(ANN);
  assert(out_stream !== stream, "numbers are given out anew, so under another name");
  assertEquals([in_stream, in_received, out_seq], ["", 0, 0]);
  assertEquals(after.contact(ANN)!.options.keep_history, false);
  await after.close();
  await history.close();
  assertEquals(filesWith(disk, SECRET), [], "nor does closing write it");
});

Deno.test("TXT-8: turning it off takes everything off the disk, the conversation goes on; turning it on writes it", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  history.putContact(contact(ANN, true));
  await talk(history, ANN);
  history.addOutgoing(BOB, [item("bleibt")]);
  history.markRead(ANN, history.page(ANN, { limit: 9 })[2].cursor, 5);
  assert(filesWith(disk, SECRET).length > 0);
  const state = () => {
    const page = history.page(ANN, { limit: 9 }).map(({ cursor: _, ...row }) => row);
    return {
      page,
      streams: history.streams(ANN),
      draft: history.draft(ANN),
      unread: history.unread(ANN),
      outbox: history.outbox(ANN),
    };
  };
  const before = state();
  const order = found(history, SECRET);

  await history.keep(ANN, false).saved;
  assertEquals(state(), before);
  assertEquals(found(history, SECRET), order);
  await until(() => filesWith(disk, SECRET).length === 0);
  assertEquals(texts(history.page(BOB, { limit: 9 })), ["bleibt"]);
  await history.keep(ANN, false).saved;
  assertEquals(state(), before, "twice is once");

  await history.putContact(contact(ANN, true)).saved;
  assertEquals(state(), before);
  assert(filesWith(disk, SECRET).length > 0);
  const after = await open(disk.afterKill());
  assertEquals(after.page(ANN, { limit: 9 }).map(({ cursor: _, ...row }) => row), before.page);
  assertEquals(after.streams(ANN), before.streams);
  await after.close();
  await history.close();
});

Deno.test("TXT-8: a death after the box was cleared and before the disk was: the next start finishes it and loses nothing", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  await history.putContact(contact(ANN, true)).saved;
  await talk(history, ANN);
  // As the write of the contact alone would leave it.
  const dead = disk.afterKill();
  const raw = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: dead });
  await raw.write([{ sql: "UPDATE contacts SET options = '{\"keep_history\":false}'" }]);
  await raw.close();
  const after = await open(dead);
  assertEquals(texts(after.page(ANN, { limit: 9 })).length, 4);
  assertEquals([after.streams(ANN).in_received, after.streams(ANN).in_stream], [0, ""]);
  const waiting = after.unacknowledged(ANN, 0, 9);
  assertEquals(waiting.map(({ seq }) => seq), [1, 2, 3, 4]);
  assertEquals(after.streams(ANN).out_seq, 4);
  await until(() => filesWith(dead, SECRET).length === 0);
  await after.close();
  await history.close();
});

Deno.test("TXT-8: search, outbox, clearing and times to go know both kinds of conversations, the newest first", async () => {
  const history = await open(new SimDisk());
  history.putContact(contact(ANN, false));
  history.putContact(contact(BOB, true));
  for (let n = 0; n < 12; n++) {
    history.addOutgoing(n % 3 === 0 ? BOB : ANN, [item(`wort ${n}`, { ttl: n === 11 ? 5 : undefined })]);
  }
  const newestFirst = Array.from({ length: 12 }, (_, n) => `wort ${11 - n}`);
  assertEquals(found(history, "wort"), newestFirst);
  for (const limit of [1, 2, 5]) {
    const all: string[] = [];
    let after: string | undefined;
    do {
      const page = history.search({ text: "wort", limit, after });
      assert(page.rows.length <= limit);
      all.push(...texts(page.rows));
      after = page.next ?? undefined;
    } while (after !== undefined);
    assertEquals(all, newestFirst);
  }
  assertEquals([history.outbox(), history.outbox(ANN), history.outbox(BOB)], [12, 8, 4]);
  assertEquals(history.conversationsWithOutbox(), [ANN, BOB]);
  history.acknowledge(ANN, 8, 0, 1_000);
  assertEquals(history.nextExpiry(), 6_000);
  assertEquals([...history.expire(6_000).gone.keys()], [ANN]);
  history.acknowledge(BOB, 4, 0, 1_000);
  assertEquals(history.clear().removed, 11);
  assertEquals(found(history, "wort"), []);
  await history.close();
});

Deno.test("TXT-8: what was agreed about disappearing messages outlives the process, and its proposals reach the other side", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  await history.putContact(contact(ANN, false)).saved;
  history.addOutgoing(ANN, [item(`${SECRET} sieben`)]);
  const [proposal] = history.addOutgoing(ANN, [item("60", { kind: "timer" })]).rows;
  await history.addIncoming(ANN, "in", [{ ...item("60", { kind: "timer", about: proposal.id }), seq: 9 }], 5).saved;
  assertEquals(history.timer(ANN).agreed, 60);
  const undelivered = await open(disk.afterKill());
  assertEquals(undelivered.timer(ANN).agreed, 60);
  assertEquals(undelivered.unacknowledged(ANN, 0, 9).map(({ id, seq }) => [id, seq]), [[proposal.id, 1]]);
  assertEquals([undelivered.streams(ANN).in_stream, undelivered.outbox()], ["", 1]);
  await undelivered.acknowledge(ANN, 1, 0, 7).saved;
  await undelivered.close();

  await history.acknowledge(ANN, 2, 0, 7).saved;
  await history.flush();
  await history.keep(ANN, true).saved;
  await history.keep(ANN, false).saved;
  const delivered = await open(disk.afterKill());
  assertEquals([delivered.timer(ANN).agreed, delivered.outbox(), delivered.page(ANN, { limit: 9 })], [60, 0, []]);
  await delivered.close();
  await history.close();
});

Deno.test("TXT-8: a disk that refuses to forget, or to keep, loses nothing of the conversation", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  await history.putContact(contact(ANN, true)).saved;
  await history.addOutgoing(ANN, [item("eins")]).saved;
  disk.refuse = () => diskFull();
  const refused = history.keep(ANN, false).saved;
  history.addOutgoing(ANN, [item("zwei")]);
  assertEquals(await refused.then(() => "done", () => "refused"), "refused");
  assertEquals(await history.keep(ANN, true).saved.then(() => "done", () => "refused"), "refused");
  assertEquals(texts(history.page(ANN, { limit: 9 })), ["eins", "zwei"]);
  disk.refuse = () => undefined;
  await history.keep(ANN, true).saved;
  await history.addOutgoing(ANN, [item("drei")]).saved;
  const after = await open(disk.afterKill());
  assertEquals(texts(after.page(ANN, { limit: 9 })), ["eins", "zwei", "drei"]);
  await after.close();
  await history.close();
});

Deno.test("TXT-8: a disk that refused to forget keeps what is said afterwards, since the box stayed ticked", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  const outcome = (saved: Promise<unknown>) => saved.then(() => "done", () => "refused");
  await history.putContact(contact(ANN, true)).saved;
  await history.addOutgoing(ANN, [item("eins")]).saved;
  disk.refuse = () => diskFull();
  const [taken, told] = [history.keep(ANN, false).saved, history.putContact(contact(ANN, false)).saved];
  assertEquals([await outcome(taken), await outcome(told)], ["refused", "refused"]);
  await outcome(history.flush());
  assertEquals(history.contact(ANN)!.options.keep_history, true);
  assertEquals(await outcome(history.addOutgoing(ANN, [item("zwei")]).saved), "refused");
  disk.refuse = () => undefined;
  await history.addOutgoing(ANN, [item("drei")]).saved;
  assertEquals(texts(history.page(ANN, { limit: 9 })), ["eins", "drei"]);
  const after = await open(disk.afterKill());
  assertEquals(texts(after.page(ANN, { limit: 9 })), ["eins", "drei"]);
  await after.close();
  await history.close();
});

Deno.test("TXT-8: removing a contact takes what was in memory, too", async () => {
  const history = await open(new SimDisk());
  history.putContact(contact(ANN, false));
  history.addOutgoing(ANN, [item("weg")]);
  history.removeContact(ANN);
  assertEquals([history.page(ANN, { limit: 9 }), found(history, "weg"), history.outbox()], [[], [], 0]);
  await history.close();
});
