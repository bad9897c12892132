/** FILE-7: whatever is sent and whatever stands in the way, nothing outside the downloads folder is touched. */

import { link, lstat, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { CHUNK_BYTES, type Entry, FileError, openFileDisk, type SinkPlan } from "../../files/mod.ts";
import {
  bytesOf,
  filePlan,
  finish,
  ID,
  type TestDisk,
  testDisk,
  treeOf,
  writeChunk,
  writeLacking,
} from "./disk_help.ts";

/** A folder of the user's beside the downloads that must stay as it is. */
async function withNeighbour(test: TestDisk): Promise<{ outside: string; unchanged(): Promise<void> }> {
  const outside = join(test.folder, "outside");
  await mkdir(outside);
  await writeFile(join(outside, "mine.txt"), "mine");
  return {
    outside,
    async unchanged() {
      assertEquals(await treeOf(outside), ["mine.txt"]);
      assertEquals(await readFile(join(outside, "mine.txt"), "utf8"), "mine");
    },
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, FileError)).code;
}

const folderPlan = (entries: readonly Entry[], name = "folder"): SinkPlan => (
  { id: ID, name, type: "folder", entries, size: entries.reduce((sum, { size }) => sum + size, 0) }
);

Deno.test("FILE-7: any names at all end inside the downloads folder, none twice, none executable, nothing replaced", async () => {
  const part = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "",
      "con",
      "nul.txt",
      "a",
      "A",
      "\u00e9",
      "e\u0301",
      "a (2)",
      "C:",
      "\\",
      "\u202e",
      "a:b",
      "~",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.integer({ min: 100, max: 300 }).map((length) => "я".repeat(length)),
  );
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
  const entry = fc.record({ path, size: fc.integer({ min: 0, max: 300 }) })
    .map(({ path, size }) => ({ path, size: /(^|\/)$/.test(path) ? 0 : size }));
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 12 }), part, async (entries, name) => {
      await using test = await testDisk();
      const { unchanged } = await withNeighbour(test);
      await mkdir(test.downloads);
      await writeFile(join(test.downloads, "a"), "the user's");
      const plan = folderPlan(entries, name);
      const sink = await test.disk.sink(plan);
      await writeLacking(sink, bytesOf(plan.size));
      const placed = await finish(test.disk, sink);

      assert(placed.startsWith(test.downloads + "/") && !placed.slice(test.downloads.length + 1).includes("/"), placed);
      assertEquals((await treeOf(test.folder)).filter((path) => !path.startsWith("downloads/")), [
        "outside/",
        "outside/mine.txt",
      ]);
      assertEquals(await readFile(join(test.downloads, "a"), "utf8"), "the user's");
      await unchanged();
      const found = await treeOf(placed);
      const sizes: number[] = [];
      for (const path of found.filter((path) => !path.endsWith("/"))) {
        const stat = await lstat(join(placed, path));
        assert(stat.isFile() && (stat.mode & 0o111) === 0, path);
        sizes.push(stat.size);
      }
      const offered = entries.filter(({ path }) => !/(^|\/)$/.test(path)).map(({ size }) => size);
      assertEquals(sizes.sort(), offered.sort());
    }),
    { numRuns: 60 },
  );
});

Deno.test("FILE-7: folders that are equal but for case or accents are told apart, too", async () => {
  await using test = await testDisk();
  const entries = ["A/x", "a/x", "a/X", "\u00e9/y", "e\u0301/y"].map((path) => ({ path, size: 1 }));
  const sink = await test.disk.sink(folderPlan(entries));
  await writeLacking(sink, bytesOf(5));
  assertEquals(
    await treeOf(await finish(test.disk, sink)),
    [
      "A/",
      "A/x",
      "a (2)/",
      "a (2)/X (2)",
      "a (2)/x",
      "\u00e9 (2)/",
      "\u00e9 (2)/y",
      "\u00e9/",
      "\u00e9/y",
    ].sort(),
  );
});

for (const place of [".parley", `.parley/${ID}`, `.parley/${ID}/content`]) {
  Deno.test(`FILE-7: a link in the place of "${place.replace(ID, "ID")}" is not written through`, async () => {
    await using test = await testDisk();
    const { outside, unchanged } = await withNeighbour(test);
    await mkdir(join(test.downloads, place, ".."), { recursive: true });
    await symlink(outside, join(test.downloads, place));

    assertEquals(await codeOf(test.disk.sink(filePlan(10))), "disk-error");
    await test.disk.discard(ID);
    await unchanged();
  });

  Deno.test(`FILE-7: a link that takes the place of "${place.replace(ID, "ID")}" meanwhile is not written through`, async () => {
    await using test = await testDisk();
    const { outside, unchanged } = await withNeighbour(test);
    const entries = [{ path: "a", size: CHUNK_BYTES }, { path: "b/c", size: 10 }];
    const sink = await test.disk.sink(folderPlan(entries));
    const content = bytesOf(CHUNK_BYTES + 10);
    await writeChunk(sink, content, 0);
    await rename(join(test.downloads, place), join(test.folder, "away"));
    await symlink(outside, join(test.downloads, place));

    assertEquals(await codeOf(writeChunk(sink, content, 1)), "disk-error");
    assertEquals(sink.has(1), false);
    await sink.close();
    await test.disk.discard(ID);
    await unchanged();
  });
}

for (
  const [what, stand] of Object.entries({
    "a link": (outside: string, path: string) => symlink(join(outside, "mine.txt"), path),
    "a second name of a file": (outside: string, path: string) => link(join(outside, "mine.txt"), path),
  })
) {
  for (const name of ["content/a.bin", "hashes", "target"]) {
    Deno.test(`FILE-7: ${what} in the place of "${name}" is not written through`, async () => {
      await using test = await testDisk();
      const { outside, unchanged } = await withNeighbour(test);
      const content = bytesOf(2 * CHUNK_BYTES);
      const begun = await test.disk.sink(filePlan(content.length));
      await writeChunk(begun, content, 0);
      await begun.close();
      await rm(join(test.partial, name), { force: true });
      await stand(outside, join(test.partial, name));

      const sink = await test.disk.sink(filePlan(content.length));
      assertEquals(sink.has(0), name === "target");
      await writeLacking(sink, content);
      assertEquals(await Deno.readFile(await finish(test.disk, sink)), content);
      await unchanged();
    });
  }
}

Deno.test("FILE-7: a link in the place of a folder inside is not written through", async () => {
  await using test = await testDisk();
  const { outside, unchanged } = await withNeighbour(test);
  const plan = folderPlan([{ path: "sub/mine.txt", size: 5 }]);
  await (await test.disk.sink(plan)).close();
  await mkdir(join(test.partial, "content", "folder"));
  await symlink(outside, join(test.partial, "content", "folder", "sub"));

  const sink = await test.disk.sink(plan);
  assertEquals(await codeOf(writeLacking(sink, bytesOf(5))), "disk-error");
  await sink.close();
  await unchanged();
});

Deno.test("FILE-7: what stands where a file is to be, a link or not, stays, and the file gets another name", async () => {
  await using test = await testDisk();
  const { outside, unchanged } = await withNeighbour(test);
  await mkdir(join(test.downloads, "a (3).bin"), { recursive: true });
  await symlink(join(outside, "mine.txt"), join(test.downloads, "a.bin"));
  await symlink("nowhere", join(test.downloads, "a (2).bin"));
  const sink = await test.disk.sink(filePlan(3));
  await writeLacking(sink, bytesOf(3));
  assertEquals(await finish(test.disk, sink), join(test.downloads, "a (4).bin"));
  await unchanged();
});

for (
  const [what, harm] of Object.entries<(test: TestDisk) => Promise<void>>({
    "the hashes were cut off": ({ partial }) => Deno.truncate(join(partial, "hashes"), 40),
    "the hashes were lost": ({ partial }) => rm(join(partial, "hashes")),
    "the hashes are garbage": ({ partial }) => writeFile(join(partial, "hashes"), bytesOf(500, 9)),
    "the content was cut off": ({ partial }) => Deno.truncate(join(partial, "content", "a.bin"), CHUNK_BYTES + 1),
    "the content is too long": ({ partial }) => writeFile(join(partial, "content", "a.bin"), "more", { flag: "a" }),
    "the content was lost": ({ partial }) => rm(join(partial, "content"), { recursive: true }),
    "everything was lost": ({ partial }) => rm(partial, { recursive: true }),
    "the downloads folder was made anew": async ({ downloads }) => {
      await rm(downloads, { recursive: true });
      await mkdir(downloads);
    },
  })
) {
  Deno.test(`FILE-5: when ${what}, what is lacking comes again and the file is whole`, async () => {
    await using test = await testDisk();
    const content = bytesOf(3 * CHUNK_BYTES);
    const begun = await test.disk.sink(filePlan(content.length));
    await writeLacking(begun, content);
    await begun.close();
    await harm(test);

    const sink = await test.disk.sink(filePlan(content.length));
    assert(sink.done < content.length);
    await writeLacking(sink, content);
    assertEquals(await Deno.readFile(await finish(test.disk, sink)), content);
  });
}

Deno.test("FILE-2: a content that is taken away meanwhile is a failure, not a file with holes", async () => {
  await using test = await testDisk();
  const content = bytesOf(3 * CHUNK_BYTES);
  const sink = await test.disk.sink(filePlan(content.length));
  await writeChunk(sink, content, 0);
  await rm(join(test.partial, "content", "a.bin"));
  await writeLacking(sink, content);
  assertEquals(await codeOf(sink.finish()), "disk-error");
  await sink.close();
  const again = await test.disk.sink(filePlan(content.length));
  assertEquals(again.done, 0);
  await again.close();
});

Deno.test("FILE-7: a path that is too long for the system is a failure with a name, and stops nothing else", async () => {
  await using test = await testDisk();
  // Decomposed, as names are put on disk, it is three times as long.
  const entries = [{ path: Array(60).fill("\u{1d160}".repeat(4)).join("/"), size: 1 }];
  const downloads = join(test.folder, ...Array(6).fill("d".repeat(250)));
  const disk = openFileDisk({
    downloads: () => downloads,
    spoolDir: test.folder,
    growingDir: join(test.folder, "growing"),
  });
  const sink = await disk.sink(folderPlan(entries));
  assertEquals(await codeOf(writeLacking(sink, bytesOf(1))), "disk-error");
  await sink.close();
  await disk.discard(ID);
  assertEquals(await disk.partial(), []);
  const short = await test.disk.sink(folderPlan(entries));
  await writeLacking(short, bytesOf(1));
  assertEquals((await treeOf(await finish(test.disk, short))).length, 60);
});

Deno.test("FILE-7: a folder bomb of names that are all the same comes to as many files", async () => {
  await using test = await testDisk();
  const count = 5_000;
  const control = (number: number) =>
    String.fromCharCode(0x80 + (number >> 8), 0x202a + (number & 3), 1 + (number >> 3 & 15));
  const entries = Array.from({ length: count }, (_, i) => ({ path: `${control(i)}${control(i >> 2)}`, size: i % 3 }));
  const plan = folderPlan(entries);
  const sink = await test.disk.sink(plan);
  await writeLacking(sink, bytesOf(plan.size));
  const found = await treeOf(await finish(test.disk, sink));
  assertEquals(new Set(found), new Set(entries.map((_, i) => i === 0 ? "______" : `______ (${i + 1})`)));
});

Deno.test("FILE-7: a chunk that there is not, or of another length, is not written", async () => {
  await using test = await testDisk();
  const sink = await test.disk.sink(filePlan(CHUNK_BYTES + 5));
  const hash = new Uint8Array(32);
  for (const [index, length] of [[2, 1], [-1, 5], [0.5, 5], [1, 4], [1, 6], [0, CHUNK_BYTES + 1]]) {
    await assertRejects(() => sink.write(index, new Uint8Array(length), hash), RangeError, `${index}`);
  }
  assertEquals([sink.done, sink.lacking(0, 9)], [0, [[0, 1]]]);
  await sink.close();
});

Deno.test("FILE-7: the same chunk twice counts once, and the newer one stands", async () => {
  await using test = await testDisk();
  const sink = await test.disk.sink(filePlan(CHUNK_BYTES + 5));
  await writeChunk(sink, bytesOf(CHUNK_BYTES + 5, 2), 1);
  for (let i = 0; i < 3; i++) await writeChunk(sink, bytesOf(CHUNK_BYTES + 5), 1);
  assertEquals(sink.done, 5);
  await writeChunk(sink, bytesOf(CHUNK_BYTES + 5), 0);
  assertEquals(await Deno.readFile(await finish(test.disk, sink)), bytesOf(CHUNK_BYTES + 5));
});

Deno.test("FILE-7: a time in the future, or before all time, is not given to a file", async () => {
  await using test = await testDisk();
  const before = Date.now();
  const sink = await test.disk.sink({ ...filePlan(0), modified: 8_000_000_000_000_000 });
  const { mtime } = await Deno.stat(await finish(test.disk, sink));
  assert(mtime!.getTime() >= before - 1_000 && mtime!.getTime() <= Date.now());
});

for (const id of ["", "..", "../../x", "a/b", ID.toUpperCase(), `${ID}\n`]) {
  Deno.test(`FILE-7: ${JSON.stringify(id)} is no id of an offer`, async () => {
    await using test = await testDisk();
    await assertRejects(() => test.disk.sink(filePlan(1, "a", id)), TypeError);
    await assertRejects(() => test.disk.discard(id), TypeError);
    await assertRejects(() => test.disk.spool(`${id}/..`), TypeError);
    assertEquals(await treeOf(test.folder), []);
  });
}
