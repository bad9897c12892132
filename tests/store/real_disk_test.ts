/** Real processes and real file systems: killed, full, read-only, opened twice. */

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { type Database, lockProfile, openDatabase, StorageError } from "../../store/mod.ts";
import { assertPrefix, PAIRS, pairs, writePair } from "../support/pair_database.ts";
import { randomFrom } from "../support/sim_disk.ts";
import { Writer } from "../support/store_writer.ts";

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "parley диск " });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const open = (folder: string, key?: Uint8Array) => openDatabase({ path: `${folder}/history`, migrations: PAIRS, key });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => promise);
  assertInstanceOf(error, StorageError);
  return error.code;
}

for (const [kind, key] of [["plain", undefined], ["encrypted", new Uint8Array(32).fill(5)]] as const) {
  Deno.test(`${kind}: a process killed in the middle of writing loses nothing it acknowledged`, async () => {
    await withFolder(async (folder) => {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      const random = randomFrom(seed);
      let there = 0;
      for (let life = 0; life < 4; life++) {
        const writer = new Writer(folder, there + 1, key);
        await writer.lines(2 + Math.floor(random() * 400));
        await writer.kill();
        const said = await writer.lines(Infinity);
        const acknowledged = Math.max(there, ...said.slice(1).map(Number));
        const db = await open(folder, key);
        const found = pairs(db);
        await db.close();
        assertPrefix(found, acknowledged, `seed ${seed}, life ${life}`);
        there = found.length;
      }
      assert(there > 10);
    });
  });
}

Deno.test("two processes cannot have one profile; when the first dies, the second may", async () => {
  await withFolder(async (folder) => {
    const writer = new Writer(folder, 1);
    assertEquals((await writer.lines(2))[0], "open");
    assertEquals(await codeOf(open(folder)), "locked");
    await writer.kill();
    await writer.lines(Infinity);
    const db = await open(folder);
    assert(pairs(db).length > 0);
    await db.close();

    const lock = lockProfile(folder);
    assert(lock);
    assertEquals(lockProfile(folder), undefined);
    lock.release();
    lockProfile(folder)!.release();
  });
});

Deno.test("only the user may read what is written", async () => {
  await withFolder(async (folder) => {
    const db = await open(folder);
    await writePair(db, 1);
    await db.snapshot();
    for (const { name } of Deno.readDirSync(folder)) {
      const { mode } = Deno.statSync(`${folder}/${name}`);
      // On Windows a profile is protected by the folder it stands in, and there is no mode.
      assertEquals(mode && mode & 0o777, Deno.build.os === "windows" ? null : 0o600, name);
    }
    await db.close();
  });
});

async function mount(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("mount", { args, stderr: "piped" }).output();
  const reason = new TextDecoder().decode(stderr).trim();
  assert(success, `this test needs root on Linux to mount a small tmpfs: ${reason}`);
}

/** A file system of 2 MiB. */
async function withSmallDisk(body: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await mount("-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", folder);
    try {
      await body(folder);
    } finally {
      await new Deno.Command("umount", { args: ["-l", folder] }).output();
    }
  });
}

/** Write until the disk refuses. @returns the numbers acknowledged */
async function fill(db: Database, first: number): Promise<number> {
  for (let n = first;; n++) {
    try {
      await writePair(db, n, "z".repeat(50_000));
    } catch (error) {
      assertInstanceOf(error, StorageError);
      assertEquals(error.code, "disk-full");
      return n - 1;
    }
  }
}

for (const [kind, key] of [["plain", undefined], ["encrypted", new Uint8Array(32).fill(6)]] as const) {
  Deno.test(`${kind}: a full disk refuses by name, keeps what was acknowledged, and takes writes again when there is room`, async () => {
    await withSmallDisk(async (folder) => {
      Deno.writeFileSync(`${folder}/ballast`, new Uint8Array(300_000));
      let db = await open(folder, key);
      const filled = await fill(db, 1);
      assert(filled > 3);
      assertEquals(pairs(db).length, filled);
      assertEquals(await codeOf(db.snapshot()), "disk-full");
      await db.close();

      db = await open(folder, key);
      assertEquals([pairs(db).length, db.notices], [filled, []]);
      assertEquals(await codeOf(writePair(db, filled + 1, "z".repeat(400_000))), "disk-full");
      Deno.removeSync(`${folder}/ballast`);
      await writePair(db, filled + 1, "z".repeat(50_000));
      await db.close();
      db = await open(folder, key);
      assertEquals(pairs(db).length, filled + 1);
      await db.close();
    });
  });
}

Deno.test("a read-only disk is read; writing is refused by name", async () => {
  await withSmallDisk(async (folder) => {
    const first = await open(folder);
    await writePair(first, 1);
    await first.close();
    await mount("-o", "remount,ro", folder);
    const db = await open(folder);
    assertEquals([pairs(db), db.notices], [[1], []]);
    assertEquals(await codeOf(writePair(db, 2)), "read-only");
    assertEquals(pairs(db), [1]);
    await db.close();
  });
});
