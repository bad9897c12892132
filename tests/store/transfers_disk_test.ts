/** FILE-4, TXT-8: what is known of files outlives the process, travels in a copy, and is on the disk only where it may be. */

import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import {
  type ContactRow,
  type Database,
  DEFAULT_OPTIONS,
  type History,
  HISTORY_MIGRATIONS,
  openDatabase,
  openHistory,
} from "../../store/mod.ts";
import { databaseFiles } from "../../store/image.ts";
import { ANN, BOB, fileState, item, offer } from "../support/history_items.ts";
import { diskFull, randomFrom, SimDisk } from "../support/sim_disk.ts";

const SECRET = "verschwiegenheit";
const MANIFEST = new TextEncoder().encode(JSON.stringify([[`${SECRET}.txt`, 5]]));

let streams = 0;

async function open(disk: SimDisk): Promise<{ db: Database; history: History }> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
  return { db, history: openHistory(db, { newStream: () => `stream-${++streams}` }) };
}

function contact(key: string, keep_history: boolean): ContactRow {
  const [id, root] = key.split(".");
  const named = { key, id, root, own_name: "Аня", alias: null, state: "active", addresses: [], added_at: 5 } as const;
  const options = { ...DEFAULT_OPTIONS, keep_history };
  return { ...named, fingerprint: null, card: null, options, keys: null, new_keys: null, verified_keys: null };
}

/** One of each: ours on its way, theirs on its way and put somewhere, one that has ended. */
function transfer(history: History, key = ANN) {
  const folder = { type: "folder", manifest: "ab".repeat(32), manifest_size: MANIFEST.length } as const;
  const path = `/home/me/${SECRET}`;
  const sent = offer(`${SECRET} eins`, { path, manifest: MANIFEST }, { ...folder, size: 2 ** 40 });
  const [ours] = history.addOutgoing(key, [sent]).rows;
  const [theirs, ended] = history.addIncoming(key, "in", [
    { ...offer(`${SECRET} zwei`, {}, { ...folder, key: SECRET.padEnd(43, "A") }), seq: 1 },
    { ...offer(`${SECRET} drei`), seq: 2 },
    { ...fileState(ours.id, "accepted"), seq: 3 },
  ], 2_000).rows;
  history.addOutgoing(key, [
    fileState(theirs.id, "accepted"),
    fileState(ended.id, "declined"),
  ]);
  history.putTransfer(key, theirs.id, { manifest: MANIFEST, path: `/downloads/${SECRET}` });
  const last = history.putTransfer(key, theirs.id, { done: 2 ** 33, moving_ms: 7 });
  return { ours, theirs, ended, last: last.saved };
}

/** Everything that is known, but the cursors, which may be new. */
function known(history: History, key = ANN) {
  const { rows } = history.transfers({ limit: 99 });
  return {
    rows: rows.map(({ cursor: _, ...row }) => row),
    shown: history.page(key, { limit: 99 }).map(({ kind, file }) => [kind, file && { ...file, cursor: 0 }]),
    manifests: rows.map(({ id }) => history.manifest(key, id)),
    one: history.transfer(key, rows[0]?.id ?? "")?.name,
    unanswered: history.unansweredOffers(key),
    waiting: history.unacknowledged(key, 0, 99).map(({ id, file }) => [id, file?.offer]),
  };
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

Deno.test("FILE-4: after a death every transfer is as it was, from the journal and from a snapshot", async () => {
  const disk = new SimDisk();
  const { db, history } = await open(disk);
  const { ours, last } = transfer(history);
  await last;
  const before = known(history);
  assertEquals(before.manifests, [undefined, MANIFEST, MANIFEST]);
  const killed = await open(disk.afterKill());
  assertEquals(known(killed.history), before);
  assertEquals(killed.history.transfer(ANN, ours.id)!.offer.size, 2 ** 40);
  await killed.history.close();
  await db.snapshot();
  const reopened = await open(disk.afterKill());
  assertEquals(known(reopened.history), before);
  await reopened.history.close();
  await history.close();
});

Deno.test("FILE-4: a loss of power takes at most how far a transfer had come", async () => {
  for (let seed = 0; seed < 8; seed++) {
    const disk = new SimDisk();
    const { history } = await open(disk);
    const { theirs, last } = transfer(history);
    await history.flush();
    const wanted = known(history);
    const survivor = await open(disk.afterPowerLoss(randomFrom(seed)));
    const found = known(survivor.history);
    const { done } = survivor.history.transfer(ANN, theirs.id)!;
    assert(done === 0 || done === 2 ** 33);
    const without = ({ rows }: typeof wanted) => rows.map((row) => ({ ...row, done: 0, moving_ms: 0 }));
    assertEquals([without(found), found.manifests, found.waiting], [without(wanted), wanted.manifests, wanted.waiting]);
    await last;
    await survivor.history.close();
    await history.close();
  }
});

Deno.test("FILE-2: a full disk takes neither the message nor the transfer", async () => {
  const disk = new SimDisk();
  const { history } = await open(disk);
  await history.addOutgoing(ANN, [item("eins")]).saved;
  disk.refuse = () => diskFull();
  const refused = history.addOutgoing(ANN, [offer("zwei", { path: "/zwei" })]).saved;
  assertEquals(await refused.then(() => "saved", () => "refused"), "refused");
  await history.flush().catch(() => {});
  disk.refuse = () => undefined;
  assertEquals([history.transfers({ limit: 9 }).rows, history.page(ANN, { limit: 9 }).length], [[], 1]);
  await history.close();
});

Deno.test("OPS-3: a copy carries the transfers", async () => {
  const { db, history } = await open(new SimDisk());
  transfer(history);
  const copy = new SimDisk();
  for (const { name, pieces } of databaseFiles(await db.image(), "/p/history", 2, undefined)) {
    copy.put(name, new Uint8Array(await new Blob([...pieces()] as Uint8Array<ArrayBuffer>[]).arrayBuffer()));
  }
  const restored = await open(copy);
  await restored.history.restreamAll(() => "fresh").saved;
  assertEquals(known(restored.history), known(history));
  await restored.history.close();
  await history.close();
});

Deno.test("TXT-8: of files in a conversation that is not kept nothing is ever on the disk", async () => {
  const disk = new SimDisk();
  const { history } = await open(disk);
  await history.putContact(contact(ANN, false)).saved;
  history.addOutgoing(BOB, [offer("kept one")]);
  const { last } = transfer(history);
  history.addOutgoing(BOB, [offer("kept two")]);
  await last;
  await history.flush();
  assertEquals(filesWith(disk, SECRET), []);
  const newestFirst = ["kept two", `${SECRET} drei`, `${SECRET} zwei`, `${SECRET} eins`, "kept one"];
  for (const limit of [1, 2, 9]) {
    for (const text of [undefined, "e"]) {
      const names: string[] = [];
      let after: string | undefined;
      do {
        const page = history.transfers({ limit, after, text });
        assert(page.rows.length <= limit);
        names.push(...page.rows.map(({ name }) => name));
        after = page.next ?? undefined;
      } while (after !== undefined);
      assertEquals(names, text === undefined ? newestFirst : [newestFirst[3]]);
    }
  }
  const after = await open(disk.afterKill());
  assertEquals(after.history.transfers({ limit: 9 }).rows.map(({ name }) => name), ["kept two", "kept one"]);
  await after.history.close();
  await history.close();
  assertEquals(filesWith(disk, SECRET), []);
});

Deno.test("TXT-8: turning history off takes files off the disk and keeps them in memory; turning it on writes them", async () => {
  const disk = new SimDisk();
  const { history } = await open(disk);
  await history.putContact(contact(ANN, true)).saved;
  const { ours, theirs, last } = transfer(history);
  await last;
  const before = known(history);
  await history.keep(ANN, false).saved;
  assertEquals(known(history), before);
  await until(() => filesWith(disk, SECRET).length === 0);
  history.putTransfer(ANN, theirs.id, { done: 9 });
  const { changed } = history.addIncoming(ANN, "in", [
    { ...fileState(ours.id, "completed"), seq: 4 },
  ], 3_000);
  assertEquals(changed.map(({ file }) => [file!.id, file!.final, file!.ended_at]), [[ours.id, "completed", 3_000]]);
  const then = known(history);
  await history.keep(ANN, true).saved;
  assertEquals(known(history), then);
  const after = await open(disk.afterKill());
  assertEquals(known(after.history), then);
  await after.history.close();
  await history.close();
});

Deno.test("TXT-8: a contact that is removed takes its files out of memory, too; a refused disk keeps them there", async () => {
  const disk = new SimDisk();
  const { history } = await open(disk);
  await history.putContact(contact(ANN, false)).saved;
  await transfer(history).last;
  const before = known(history);
  disk.refuse = () => diskFull();
  const refused = history.putContact(contact(ANN, true)).saved;
  assertEquals(await refused.then(() => "saved", () => "refused"), "refused");
  await history.flush().catch(() => {});
  disk.refuse = () => undefined;
  assertEquals(known(history), before);
  await history.addOutgoing(BOB, [item("next")]).saved;
  assertEquals([known(history), filesWith(disk, SECRET)], [before, []]);
  history.removeContact(ANN);
  assertEquals([history.transfers({ limit: 9 }).rows, history.unansweredOffers(ANN)], [[], 0]);
  await history.close();
});
