/** FILE-2, FILE-4: a disk that is full or refuses stops a transfer by name, and it goes on when it may. Needs root on Linux. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES, type Entry, FileError, openFileDisk, type SinkPlan } from "../../files/mod.ts";
import { SPARE_BYTES } from "../../files/limits.ts";
import {
  assertArrived,
  bytesOf,
  filePlan,
  finish,
  ID,
  type TestDisk,
  testDisk,
  writeChunk,
  writeLacking,
} from "./disk_help.ts";

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  assert(success, `this test needs root on Linux: ${new TextDecoder().decode(stderr)}`);
}

/** The downloads folder is a disk of its own. */
async function withSmallDisk(options: string, body: (test: TestDisk) => Promise<void>): Promise<void> {
  await using test = await testDisk();
  await Deno.mkdir(test.downloads);
  await run("mount", "-t", "tmpfs", "-o", `mode=0700,${options}`, "tmpfs", test.downloads);
  try {
    await body(test);
  } finally {
    await run("umount", "-l", test.downloads);
  }
}

const small = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => ({ path: `${10_000 + i}`, size: 4_000 }));

const PLANS: Record<string, SinkPlan> = {
  "a file": filePlan(6 * CHUNK_BYTES),
  "a folder of small files": { id: ID, name: "folder", type: "folder", size: 1_500 * 4_000, entries: small(1_500) },
};

for (const [what, plan] of Object.entries(PLANS)) {
  Deno.test(`FILE-2, FILE-4: ${what} stops at a full disk, keeps what is verified, and goes on when there is room`, async () => {
    await withSmallDisk("size=10m", async (test) => {
      const ballast = join(test.downloads, "ballast");
      await writeFile(ballast, new Uint8Array(6.5 * CHUNK_BYTES));
      const content = bytesOf(plan.size);
      const sink = await test.disk.sink(plan);

      const error = await assertRejects(() => writeLacking(sink, content), FileError);
      assertEquals(error.code, "disk-full");
      const verified = sink.done;
      assert(verified >= 2 * CHUNK_BYTES && verified < plan.size, `${verified}`);
      assert(await test.disk.free() < CHUNK_BYTES);
      await sink.flush();
      await sink.close();

      const again = await test.disk.sink(plan);
      assertEquals(again.done, verified);
      assertEquals((await assertRejects(() => writeLacking(again, content), FileError)).code, "disk-full");
      await Deno.remove(ballast);
      await writeLacking(again, content);
      await assertArrived(test, plan, await finish(test.disk, again));
    });
  });
}

Deno.test("FILE-2: a disk without room for another name stops a transfer as full, too", async () => {
  await withSmallDisk("size=10m,nr_inodes=40", async (test) => {
    const plan = PLANS["a folder of small files"];
    const sink = await test.disk.sink(plan);
    assertEquals((await assertRejects(() => writeLacking(sink, bytesOf(plan.size)), FileError)).code, "disk-full");
    await sink.close();
    await test.disk.discard(ID);
    assertEquals(await test.disk.partial(), []);
  });
});

Deno.test("FILE-2: a disk that is not to be written to is named, and what is there stays", async () => {
  await withSmallDisk("size=10m", async (test) => {
    const content = bytesOf(3 * CHUNK_BYTES);
    const sink = await test.disk.sink(filePlan(content.length));
    await writeChunk(sink, content, 0);
    await sink.close();
    await run("mount", "-o", "remount,ro", test.downloads);
    assertEquals((await assertRejects(() => test.disk.sink(filePlan(content.length)), FileError)).code, "disk-error");
    await run("mount", "-o", "remount,rw", test.downloads);
    const again = await test.disk.sink(filePlan(content.length));
    assertEquals(again.done, CHUNK_BYTES);
    await writeLacking(again, content);
    assertEquals(await Deno.readFile(await finish(test.disk, again)), content);
  });
});

Deno.test("FILE-2: what a window hands over is refused before it takes the room of messages", async () => {
  for (const [free, fits] of [[SPARE_BYTES + CHUNK_BYTES, true], [SPARE_BYTES - CHUNK_BYTES, false]] as const) {
    await withSmallDisk(`size=${free + CHUNK_BYTES}`, async (test) => {
      const disk = openFileDisk({
        downloads: () => test.downloads,
        spoolDir: join(test.downloads, "spool"),
        growingDir: join(test.folder, "growing"),
      });
      const spool = await disk.spool(ID);
      const filling = spool.fill("a", { size: CHUNK_BYTES }, new Blob([bytesOf(CHUNK_BYTES)]).stream());
      if (fits) assertEquals(await Deno.readFile(await filling), bytesOf(CHUNK_BYTES));
      else assertEquals((await assertRejects(() => filling, FileError)).code, "disk-full");
      assertEquals(await disk.spools(), fits ? [ID] : []);
    });
  }
});
