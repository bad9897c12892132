/** FILE-3, FILE-4, FILE-5, FILE-7: from one disk to another, in one go and in several. */

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FLUSH_BYTES } from "../../files/limits.ts";
import { CHUNK_BYTES } from "../../files/mod.ts";
import {
  bytesOf,
  chunkOf,
  filePlan,
  finish,
  ID,
  offerOf,
  sha256,
  testDisk,
  transfer,
  treeOf,
  writeChunk,
  writeLacking,
} from "./disk_help.ts";

for (const size of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7]) {
  Deno.test(`FILE-3: a file of ${size} bytes arrives with its bytes, its name and its time`, async () => {
    await using test = await testDisk();
    const path = join(test.folder, "письмо.txt");
    await Deno.writeFile(path, bytesOf(size));
    await Deno.utime(path, 1_700_000_000, 1_700_000_000.25);

    const arrived = await transfer(test.disk, await offerOf(test.disk, path));

    assertEquals(arrived, join(test.downloads, "письмо.txt"));
    assertEquals(await Deno.readFile(arrived), bytesOf(size));
    assertEquals((await Deno.stat(arrived)).mtime?.getTime(), 1_700_000_000_250);
    assertEquals(await treeOf(test.downloads), ["письмо.txt"]);
  });
}

Deno.test("FILE-1: a folder arrives with its empty files and folders, and what spans several chunks", async () => {
  await using test = await testDisk();
  const folder = join(test.folder, "photos");
  await Deno.mkdir(join(folder, "2024", "empty"), { recursive: true });
  await Deno.mkdir(join(folder, "deep", "er"), { recursive: true });
  await Deno.writeFile(join(folder, "2024", "big.jpg"), bytesOf(2 * CHUNK_BYTES + 5, 2));
  await Deno.writeFile(join(folder, "nothing"), new Uint8Array());
  for (let n = 0; n < 40; n++) await Deno.writeFile(join(folder, "deep", "er", `${n}.txt`), bytesOf(n * 1000, n));

  const arrived = await transfer(test.disk, await offerOf(test.disk, folder));

  assertEquals(arrived, join(test.downloads, "photos"));
  assertEquals(await treeOf(arrived), await treeOf(folder));
  for (const path of (await treeOf(folder)).filter((path) => !path.endsWith("/"))) {
    assertEquals(await Deno.readFile(join(arrived, path)), await Deno.readFile(join(folder, path)), path);
    assertEquals((await Deno.stat(join(arrived, path))).mtime, (await Deno.stat(join(folder, path))).mtime, path);
  }
  assertEquals((await treeOf(test.downloads)).filter((path) => path.startsWith(".")), []);
});

Deno.test("FILE-7: what has arrived has the rights of any new file, a small and an empty one too", async () => {
  await using test = await testDisk();
  const folder = join(test.folder, "sent");
  await Deno.mkdir(folder);
  for (const size of [0, 5, 2 * CHUNK_BYTES]) await Deno.writeFile(join(folder, `${size}`), bytesOf(size));
  const usual = join(test.folder, "usual");
  (await Deno.open(usual, { write: true, createNew: true })).close();

  const arrived = await transfer(test.disk, await offerOf(test.disk, folder));

  for (const name of await treeOf(arrived)) {
    assertEquals((await Deno.stat(join(arrived, name))).mode, (await Deno.stat(usual)).mode, name);
  }
});

Deno.test("FILE-4: what is verified is there again, in any order, and nothing of it is asked for", async () => {
  await using test = await testDisk();
  const content = bytesOf(5 * CHUNK_BYTES + 9);
  const first = await test.disk.sink(filePlan(content.length));
  for (const index of [4, 1, 5]) await writeChunk(first, content, index);
  await first.close();

  const again = await test.disk.sink(filePlan(content.length));

  assertEquals(again.lacking(0, 100), [[0, 0], [2, 3]]);
  assertEquals(again.lacking(1, 1), [[2, 2]]);
  assertEquals(again.done, 2 * CHUNK_BYTES + 9);
  assertEquals(await writeLacking(again, content), 3);
  assertEquals(await Deno.readFile(await finish(test.disk, again)), content);
});

Deno.test("FILE-5: a chunk that was changed on disk, or forgotten, is lacking", async () => {
  await using test = await testDisk();
  const content = bytesOf(3 * CHUNK_BYTES);
  const sink = await test.disk.sink(filePlan(content.length));
  await writeLacking(sink, content);
  sink.forget(0);
  assertEquals([sink.has(0), sink.done], [false, 2 * CHUNK_BYTES]);
  await sink.close();
  using file = await Deno.open(join(test.partial, "content", "a.bin"), { write: true });
  await file.seek(CHUNK_BYTES + 3, Deno.SeekMode.Start);
  await file.write(Uint8Array.of(content[CHUNK_BYTES + 3] ^ 1));

  const again = await test.disk.sink(filePlan(content.length));

  assertEquals(again.lacking(0, 10), [[0, 1]]);
  await assertRejects(() => again.finish(), Error, "not whole");
  await again.close();
});

Deno.test("FILE-5: the root is that of the specification, whichever way the chunks came", async () => {
  await using test = await testDisk();
  const content = bytesOf(2 * CHUNK_BYTES + 1);
  const sink = await test.disk.sink(filePlan(content.length));
  for (const index of [2, 0, 1]) await writeChunk(sink, content, index);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(content.length));
  const hashes = [0, 1, 2].map((index) => sha256(chunkOf(content, index)));
  const root = sha256(Buffer.concat([new TextEncoder().encode("parley file v1\0"), size, ...hashes])).toHex();
  assertEquals(await sink.root(), root);
  assertEquals([0, 1, 2].map((index) => sink.hash(index)), hashes);
  await sink.close();
});

Deno.test("FILE-3: more than is forced to disk at once is written on while that happens, and is all there", async () => {
  await using test = await testDisk();
  const count = FLUSH_BYTES / CHUNK_BYTES * 2 + 3;
  const chunk = bytesOf(CHUNK_BYTES);
  const hash = sha256(chunk);
  const sink = await test.disk.sink(filePlan(count * CHUNK_BYTES));
  // Not waited for one by one: they are written one after the other all the same.
  await Promise.all(Array.from({ length: count }, (_, index) => sink.write(index, chunk, hash)));
  assertEquals([sink.done, sink.lacking(0, 1)], [count * CHUNK_BYTES, []]);
  await sink.flush();
  await sink.close();
  const again = await test.disk.sink(filePlan(count * CHUNK_BYTES));
  assertEquals(again.done, count * CHUNK_BYTES);
  assertEquals((await Deno.stat(await finish(test.disk, again))).size, count * CHUNK_BYTES);
});

Deno.test("FILE-7: the downloads folder is made, and nothing that is there is replaced", async () => {
  await using test = await testDisk();
  for (const expected of ["a.txt", "a (2).txt", "a (3).txt"]) {
    const sink = await test.disk.sink(filePlan(3, "a.txt"));
    await writeLacking(sink, bytesOf(3, expected.length));
    assertEquals(await finish(test.disk, sink), join(test.downloads, expected));
  }
  assertEquals(await treeOf(test.downloads), ["a (2).txt", "a (3).txt", "a.txt"]);
  assertEquals(await Deno.readFile(join(test.downloads, "a.txt")), bytesOf(3, "a.txt".length));
});

Deno.test("FILE-2: what was discarded is gone, and what others have sent stays", async () => {
  await using test = await testDisk();
  const other = ID.replace(/1$/, "2");
  for (const id of [ID, other]) {
    const sink = await test.disk.sink(filePlan(CHUNK_BYTES, "a.bin", id));
    await writeLacking(sink, bytesOf(CHUNK_BYTES));
    await sink.close();
  }
  assertEquals([...await test.disk.partial()].sort(), [ID, other]);
  await test.disk.discard(ID);
  assertEquals(await test.disk.partial(), [other]);
  await test.disk.discard(other);
  await test.disk.discard(other);
  assertEquals(await test.disk.partial(), []);
  assertEquals(await treeOf(test.downloads), []);
  assert(await test.disk.free() > 0);
});
