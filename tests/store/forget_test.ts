/** TXT-4, TXT-8, TXT-9, FILE-8: what was deleted does not stay behind in a file. */

import { setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import {
  type Database,
  type History,
  HISTORY_MIGRATIONS,
  type Later,
  openDatabase,
  openHistory,
} from "../../store/mod.ts";
import { amendment, ANN, incoming, item, offer } from "../support/history_items.ts";
import { SimDisk } from "../support/sim_disk.ts";

const SECRET = "verschwiegenheit";

function filesWith(disk: SimDisk, text: string): string[] {
  return [...disk.files()].filter(([, bytes]) => new TextDecoder("latin1").decode(bytes).includes(text)).map(([path]) =>
    path
  );
}

async function open(disk: SimDisk, later?: Later): Promise<{ db: Database; history: History }> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
  return { db, history: openHistory(db, { newStream: () => "s", later }) };
}

/** Turns of the event loop until it is so. */
async function until(so: () => boolean): Promise<void> {
  const deadline = AbortSignal.timeout(45_000);
  while (!so() && !deadline.aborted) await new Promise((resolve) => setImmediate(resolve));
  assert(so());
}

/** Secrets in a snapshot, in the journal, in the index, and of every kind. */
async function withSecrets(disk: SimDisk, later?: Later) {
  const { db, history } = await open(disk, later);
  const first = incoming(1, `${SECRET} eins`, { ttl: 60 });
  const second = incoming(2, `${SECRET} zwei`, { ttl: 60 });
  await history.addIncoming(ANN, "in", [first, second], 1).saved;
  assertEquals(history.search({ conversation: ANN, text: SECRET, limit: 9 }).rows.length, 2);
  const file = { ...offer(`${SECRET} Datei`, { ttl: 60 }, { key: SECRET.padEnd(43, "A") }), seq: 3 };
  await history.addIncoming(ANN, "in", [file], 1).saved;
  const manifest = new TextEncoder().encode(`[["${SECRET}",5]]`);
  await history.putTransfer(ANN, file.id, { path: `/downloads/${SECRET}`, manifest }).saved;
  await db.snapshot();
  const edit = { ...amendment("edit", first.id, `${SECRET} drei`), seq: 4 };
  await history.addIncoming(ANN, "in", [edit], 1).saved;
  assert(filesWith(disk, SECRET).length >= 2);
  return { db, history, ids: [first.id, second.id, file.id] };
}

const ways: Record<string, (history: History, ids: string[]) => Promise<void>[]> = {
  "clearing the history": (history) => [history.clear(ANN).saved],
  "removing the contact": (history) => [history.removeContact(ANN).saved],
  "its author deleted it for everyone": (history, ids) => [
    history.addIncoming(ANN, "in", ids.map((id, n) => ({ ...amendment("delete", id), seq: 10 + n })), 2).saved,
  ],
  "it was removed here": (history, ids) => ids.map((id) => history.remove(ANN, id).saved),
  "its time was over": (history) => {
    history.markRead(ANN, history.last(ANN)!.cursor, 1_000);
    return [history.expire(61_000).saved];
  },
};

for (const [way, forget] of Object.entries(ways)) {
  Deno.test(`after ${way} the text stands in no file, not even an older one, and the program goes on`, async () => {
    const disk = new SimDisk();
    const { history, ids } = await withSecrets(disk);
    await Promise.all(forget(history, ids));
    await until(() => filesWith(disk, SECRET).length === 0);
    await history.addIncoming(ANN, "in2", [incoming(14, "later")], 1).saved;
    await history.close();
  });

  Deno.test(`after ${way} and a death at once the next opening makes the text go`, async () => {
    const disk = new SimDisk();
    const { history, ids } = await withSecrets(disk);
    await Promise.all(forget(history, ids));
    const after = disk.afterKill();
    assert(filesWith(after, SECRET).length > 0);
    const again = await open(after);
    await again.history.close();
    assertEquals(filesWith(after, SECRET), []);
    const steps = after.steps;
    await (await open(after)).history.close();
    assertEquals(after.steps, steps, "and only once");
    await history.close();
  });
}

Deno.test("a deletion while a snapshot is being written is not in it, so that one does not count", async () => {
  const disk = new SimDisk();
  const { db, history, ids } = await withSecrets(disk);
  const begun = db.snapshot();
  await history.addIncoming(ANN, "in", ids.map((id, n) => ({ ...amendment("delete", id), seq: 10 + n })), 2).saved;
  await begun;
  await history.close();
  assertEquals(filesWith(disk, SECRET), []);
});

Deno.test("a hundred deletions in a row are forgotten by a few snapshots", async () => {
  const disk = new SimDisk();
  const { history } = await open(disk);
  const items = Array.from({ length: 100 }, (_, n) => item(`${SECRET} ${n}`));
  await history.addIncoming(ANN, "in", items.map((one, n) => ({ ...one, seq: n + 1 })), 1).saved;
  for (const { id } of items) history.remove(ANN, id);
  await history.close();
  assertEquals(filesWith(disk, SECRET), []);
  const generation = Math.max(...[...disk.files().keys()].map((path) => Number(path.split(".")[1])));
  assert(generation <= 5, `generation ${generation}`);
});

Deno.test("between two rounds of forgetting there is a rest, and closing does not wait for its end", async () => {
  const disk = new SimDisk();
  const waiting: (() => void)[] = [];
  const later: Later = (work, ms) => {
    // The index has its own short times.
    if (ms < 1_000) return () => {};
    waiting.push(work);
    return () => void waiting.splice(waiting.indexOf(work), 1);
  };
  const { history, ids } = await withSecrets(disk, later);
  await history.remove(ANN, ids[0]).saved;
  await until(() => waiting.length === 1);
  assertEquals(filesWith(disk, "eins"), []);
  await history.remove(ANN, ids[1]).saved;
  await history.flush();
  assert(filesWith(disk, "zwei").length > 0);
  waiting.shift()!();
  await until(() => filesWith(disk, "zwei").length === 0 && waiting.length === 1);
  await history.addOutgoing(ANN, [item("vier")]).saved;
  history.withdraw(ANN, history.last(ANN)!.id);
  await history.close();
  assertEquals([filesWith(disk, "vier"), waiting.length], [[], 0]);
});
