/** Death and refusal at every single step the disk is asked for. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Database, HISTORY_MIGRATIONS, openDatabase, openHistory, StorageError } from "../../store/mod.ts";
import { ANN, item } from "../support/history_items.ts";
import { assertPrefix, openPairs, pairs, writePair } from "../support/pair_database.ts";
import { diskFull, Killed, randomFrom, readOnly, SimDisk } from "../support/sim_disk.ts";

const KEYS = { plain: undefined, encrypted: new Uint8Array(32).fill(9) };

interface Progress {
  acknowledged: number;
}

/** Groups, two snapshots with writes beside them, closing and opening: what a profile lives through. */
async function live(disk: SimDisk, key: Uint8Array | undefined, progress: Progress): Promise<void> {
  let n = 0;
  const write = (db: Database, count: number) =>
    Promise.all(Array.from({ length: count }, () => {
      const number = ++n;
      return writePair(db, number, "x".repeat(number * 7)).then(() => progress.acknowledged = number);
    }));
  for (let opening = 0; opening < 2; opening++) {
    const db = await openPairs(disk, key);
    try {
      await write(db, 3);
      await Promise.all([write(db, 2), db.snapshot()]);
      await Promise.all([write(db, 1), db.snapshot(), write(db, 2)]);
      await write(db, 1);
    } finally {
      await db.close();
    }
  }
}

async function stepsOf(key: Uint8Array | undefined): Promise<number> {
  const disk = new SimDisk();
  await live(disk, key, { acknowledged: 0 });
  return disk.steps;
}

for (const [kind, key] of Object.entries(KEYS)) {
  Deno.test(`${kind}: killed or without power at any step, every acknowledged write is there and none is half`, async () => {
    const steps = await stepsOf(key);
    assert(steps > 40, `${steps} steps`);
    for (let death = 1; death <= steps; death++) {
      const disk = new SimDisk();
      disk.refuse = (step) => step >= death ? new Killed("killed") : undefined;
      const progress = { acknowledged: 0 };
      await live(disk, key, progress).catch(() => {});
      const worlds = [disk.afterKill(), ...[1, 2, 3].map((seed) => disk.afterPowerLoss(randomFrom(death * 10 + seed)))];
      for (const [index, world] of worlds.entries()) {
        const message = `death at step ${death}, world ${index}`;
        const found = await contents(world, key);
        assertPrefix(found, progress.acknowledged, message);
        assertEquals(await contents(world, key), found, `${message}, opened again`);
        await goOn(world, key, found.length);
      }
    }
  });

  Deno.test(`${kind}: a disk that refuses at any step takes nothing acknowledged with it and works again later`, async () => {
    const steps = await stepsOf(key);
    for (let first = 1; first <= steps; first++) {
      for (const length of [1, 4]) {
        const disk = new SimDisk();
        disk.refuse = (step) => step >= first && step < first + length ? diskFull() : undefined;
        await refusedLife(disk, first, key, `refused from step ${first} for ${length}`);
      }
    }
  });
}

async function contents(disk: SimDisk, key: Uint8Array | undefined): Promise<number[]> {
  const db = await openPairs(disk, key);
  const found = pairs(db);
  await db.close();
  return found;
}

/** The survivor is a database like any other. */
async function goOn(disk: SimDisk, key: Uint8Array | undefined, known: number): Promise<void> {
  const db = await openPairs(disk, key);
  await writePair(db, known + 1);
  await db.snapshot();
  await writePair(db, known + 2);
  await db.close();
  assertEquals((await contents(disk, key)).length, known + 2);
}

/** Everything is tried; what was acknowledged is the model. */
async function refusedLife(disk: SimDisk, first: number, key: Uint8Array | undefined, message: string): Promise<void> {
  const model = new Set<number>();
  let n = 0;
  for (let opening = 0; opening < 3; opening++) {
    const db = await openPairs(disk, key).catch(() => undefined);
    if (!db) continue;
    for (let round = 0; round < 4; round++) {
      const tries = [++n, ++n].map((number) => writePair(db, number).then(() => model.add(number), assertFull));
      const snapshot = round % 2 === 1 ? db.snapshot().catch(assertFull) : undefined;
      await Promise.all([...tries, snapshot]);
      assertEquals(pairs(db), [...model], `${message}: memory`);
    }
    // A disk that refuses even the cut until the process ends may keep a rejected write: section 5 of the format.
    if (disk.steps >= first) disk.refuse = () => undefined;
    await db.close();
    assertEquals(await contents(disk.afterKill(), key), [...model], `${message}: on disk`);
  }
  assert(model.size > 0, message);
}

function assertFull(error: unknown): void {
  assert(error instanceof StorageError && error.code === "disk-full", String(error));
}

Deno.test("an existing profile on a read-only disk is read, a write is refused by name, a new profile too", async () => {
  const disk = new SimDisk();
  await live(disk, undefined, { acknowledged: 0 });
  const before = disk.files();
  disk.refuse = readOnly;
  const db = await openPairs(disk);
  const found = pairs(db);
  assertEquals(found.length, 18);
  const error = await assertRejects(() => writePair(db, 99), StorageError);
  assertEquals(error.code, "read-only");
  assertEquals(pairs(db), found);
  await db.close();
  assertEquals(disk.files(), before);

  const empty = new SimDisk();
  empty.refuse = readOnly;
  assertEquals((await assertRejects(() => openPairs(empty), StorageError)).code, "read-only");
});

Deno.test("after a refused write the numbers of a conversation are those on the disk again", async () => {
  const disk = new SimDisk();
  const db = await openDatabase({ path: "/profile/history", migrations: HISTORY_MIGRATIONS, files: disk });
  const history = openHistory(db, { newStream: () => "s" });
  await history.addOutgoing(ANN, [item("kept")]).saved;
  disk.refuse = diskFull;
  const { saved } = history.addOutgoing(ANN, [item("refused")]);
  assertEquals(history.streams(ANN).out_seq, 2);
  await assertRejects(() => saved, StorageError);
  assertEquals(history.streams(ANN).out_seq, 1);
  disk.refuse = () => undefined;
  assertEquals(history.addOutgoing(ANN, [item("later")]).rows[0].seq, 2);
  await history.close();
});

Deno.test("a write that was refused does not come back although the disk had all of it", async () => {
  const disk = new SimDisk();
  const db = await openPairs(disk);
  await writePair(db, 1);
  // The append succeeds; its sync and every attempt to cut it off again fail.
  const base = disk.steps;
  disk.refuse = (step) => step === base + 2 || step === base + 3 ? diskFull() : undefined;
  await assertRejects(() => writePair(db, 2), StorageError);
  assertEquals(pairs(db), [1]);
  await writePair(db, 3);
  assertEquals(pairs(db), [1, 3]);
  await db.close();
  assertEquals(await contents(disk.afterKill(), undefined), [1, 3]);
});
