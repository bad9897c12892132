/** FILE-4: a downloads folder whose disk is not connected is waited for. Needs root on Linux. */

import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES, FileError, type Sink } from "../../files/mod.ts";
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

const PLAN = filePlan(4 * CHUNK_BYTES);
const CONTENT = bytesOf(PLAN.size);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, FileError)).code;
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  assert(success, `this test needs root on Linux: ${new TextDecoder().decode(stderr)}`);
}

/** Two chunks have come. */
async function begun({ disk }: TestDisk): Promise<Sink> {
  const sink = await disk.sink(PLAN);
  for (const index of [0, 1]) await writeChunk(sink, CONTENT, index);
  return sink;
}

/** Nothing is written, begun anew, or forgotten. */
async function assertWaits({ disk }: TestDisk, sink: Sink): Promise<void> {
  assertEquals(await codeOf(writeChunk(sink, CONTENT, 2)), "folder-gone");
  await sink.close();
  assertEquals(await codeOf(disk.sink(PLAN)), "folder-gone");
  assertEquals(await codeOf(disk.free(ID)), "folder-gone");
  await disk.discard(ID);
  assertEquals(await disk.partial(), [ID]);
}

async function assertGoesOn(test: TestDisk): Promise<void> {
  assert(await test.disk.free(ID) > 0);
  const sink = await test.disk.sink(PLAN);
  assertEquals([sink.done, await writeLacking(sink, CONTENT)], [2 * CHUNK_BYTES, 2]);
  await assertArrived(test, PLAN, await finish(test.disk, sink));
  assertEquals(await test.disk.partial(), []);
}

Deno.test("FILE-4: a downloads folder that is moved away is waited for, and its content goes on when it is back", async () => {
  await using test = await testDisk();
  const sink = await begun(test);
  await rename(test.downloads, `${test.downloads}.away`);
  await assertWaits(test, sink);
  assertEquals(await readdir(test.folder), ["downloads.away", "growing"], "no other folder takes its place");
  await rename(`${test.downloads}.away`, test.downloads);
  await assertGoesOn(test);
});

Deno.test("FILE-4: a disk that is not connected is waited for, whatever folder stands in its place", async () => {
  await using test = await testDisk();
  const disk = join(test.folder, "disk");
  await Promise.all([mkdir(disk), mkdir(test.downloads)]);
  await run("mount", "-t", "tmpfs", "-o", "mode=0700,size=20m", "tmpfs", disk);
  try {
    await run("mount", "--bind", disk, test.downloads);
    const sink = await begun(test);
    await run("umount", "-l", test.downloads);
    await assertWaits(test, sink);
    assertEquals(await readdir(test.downloads), [], "nothing is begun on the disk below");
    await run("mount", "--bind", disk, test.downloads);
    await assertGoesOn(test);
  } finally {
    // Mounted or not, wherever it failed: what stays mounted cannot be removed.
    await new Deno.Command("umount", { args: ["-l", test.downloads], stderr: "null" }).output();
    await run("umount", "-l", disk);
  }
});

Deno.test("FILE-2: what is discarded while its disk is away is taken from it when it is back", async () => {
  await using test = await testDisk();
  await (await begun(test)).close();
  await rename(test.downloads, `${test.downloads}.away`);
  await test.disk.discard(ID);
  await rename(`${test.downloads}.away`, test.downloads);
  for (const id of await test.disk.partial()) await test.disk.discard(id);
  assertEquals([await readdir(test.downloads), await test.disk.partial()], [[], []]);
});

Deno.test("FILE-4: what its user has removed begins anew, and so does all when the folder was made anew", async () => {
  await using test = await testDisk();
  for (const removed of [join(test.downloads, ".parley"), test.downloads]) {
    await (await begun(test)).close();
    await rm(removed, { recursive: true });
    await mkdir(test.downloads, { recursive: true });
    const sink = await test.disk.sink(PLAN);
    assertEquals(sink.done, 0);
    await sink.close();
  }
});

Deno.test("FILE-4: where something grows is understood as it was written before", async () => {
  await using test = await testDisk();
  await (await begun(test)).close();
  await writeFile(join(test.folder, "growing", ID), test.downloads);
  await rename(test.downloads, `${test.downloads}.away`);
  assertEquals(await codeOf(test.disk.sink(PLAN)), "folder-gone");
  await rename(`${test.downloads}.away`, test.downloads);
  await assertGoesOn(test);
});

Deno.test("FILE-4: what was being remembered of a folder when the power failed is remembered anew", async () => {
  for (const torn of ['{"path":"/me', "\0".repeat(40), ""]) {
    await using test = await testDisk();
    const sink = await begun(test);
    await sink.close();
    await writeFile(join(test.folder, "growing", ID), torn);
    await assertGoesOn(test);
  }
});
