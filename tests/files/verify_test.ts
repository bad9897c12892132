/** FILE-4 FILE-5: what is on disk of a transfer is read before it counts, and what cannot be read just now is not lost. */

import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES, FileError } from "../../files/mod.ts";
import { HashList } from "../../files/hash_list.ts";
import { Layout } from "../../files/layout.ts";
import { verify } from "../../files/verify.ts";
import { bytesOf, filePlan, sha256, testDisk, writeLacking } from "./disk_help.ts";

const SIZE = 3 * CHUNK_BYTES;

function unreadable(code: string): FileError {
  const cause = Object.assign(new Error(code), { code });
  return new FileError("source-unreadable", `read "a.bin": ${code}`, { cause });
}

/** All is there, and the system answers so when it is read. @returns what is lacking afterwards */
async function verified(error: FileError): Promise<{ lacking: readonly unknown[]; thrown: unknown }> {
  await using test = await testDisk();
  await Deno.mkdir(test.downloads);
  const layout = new Layout([SIZE]);
  const hashes = await HashList.open(join(test.downloads, "hashes"), layout.chunks);
  for (let index = 0; index < layout.chunks; index++) hashes.set(index, sha256(bytesOf(1, index)));
  try {
    const thrown = await verify(layout, hashes, () => {
      throw error;
    }).then(() => undefined, (thrown) => thrown);
    return { lacking: hashes.lacking(0, layout.chunks), thrown };
  } finally {
    hashes.close();
  }
}

Deno.test("FILE-4: what another program holds at the moment, or nobody may open, is not fetched again", async () => {
  for (const code of ["EBUSY", "EACCES", "EPERM", "EMFILE"]) {
    const { lacking, thrown } = await verified(unreadable(code));
    assertEquals([(thrown as FileError | undefined)?.code, lacking], ["disk-error", []], code);
  }
});

Deno.test("FILE-5: what is gone, is another one, or lies where the disk is broken is fetched again", async () => {
  const cases = [new FileError("source-gone", "gone"), new FileError("changed", "shorter"), unreadable("EIO")];
  for (const error of cases) {
    const { lacking, thrown } = await verified(error);
    assertEquals([thrown, lacking], [undefined, [[0, 2]]], error.message);
  }
});

Deno.test("FILE-4: reading what is there ends at once when nobody waits for it, and costs nothing of it", async () => {
  await using test = await testDisk();
  const plan = filePlan(SIZE);
  const sink = await test.disk.sink(plan);
  await writeLacking(sink, bytesOf(SIZE));
  await sink.close();
  const stop = new AbortController();
  const taking = test.disk.sink({ ...plan, signal: stop.signal });
  stop.abort();
  await assertRejects(() => taking);
  const again = await test.disk.sink(plan);
  assertEquals(again.done, SIZE);
  await again.close();
});
