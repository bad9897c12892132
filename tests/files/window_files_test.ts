/** FILE-1, FILE-8: what the window hands over, what it may pick from, and what it is shown. */

import { mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES, type Entry, FileError, openFileDisk } from "../../files/mod.ts";
import { MAX_LISTED, MAX_MANIFEST_ENTRIES } from "../../files/limits.ts";
import { bytesOf, filePlan, ID, testDisk, treeOf, writeChunk } from "./disk_help.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, FileError)).code;
}

/** The bytes in pieces of odd sizes. */
function streamOf(bytes: Uint8Array, step = 100_003): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at += step));
    },
  });
}

for (const size of [0, 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 3]) {
  Deno.test(`FILE-1: a dropped file of ${size} bytes lies in the profile, for its user alone`, async () => {
    await using test = await testDisk();
    const spool = await test.disk.spool(ID);
    const path = await spool.fill("фото.png", { size }, streamOf(bytesOf(size)));
    assertEquals(path, join(test.folder, "spool", ID, "фото.png"));
    assertEquals(await Deno.readFile(path), bytesOf(size));
    assertEquals((await stat(path)).mode & 0o777, 0o600);
    assertEquals((await stat(join(path, ".."))).mode & 0o777, 0o700);
    assertEquals(await test.disk.spools(), [ID]);
    await spool.remove();
    assertEquals(await test.disk.spools(), []);
    await spool.remove();
  });
}

Deno.test("FILE-1: a dropped folder lies in the profile as it was, and can be offered", async () => {
  await using test = await testDisk();
  const entries: Entry[] = [
    { path: "b/large", size: CHUNK_BYTES + 9, modified: 1_700_000_000_000 },
    { path: "a", size: 5 },
    { path: "empty/", size: 0 },
    { path: "zero", size: 0 },
  ];
  const content = bytesOf(CHUNK_BYTES + 14);
  const spool = await test.disk.spool(ID);
  const path = await spool.fill("folder", { entries }, streamOf(content));
  const scanned = await test.disk.scan(path);
  assertEquals([scanned.files, scanned.size], [3, content.length]);
  assertEquals(await treeOf(path), ["a", "b/", "b/large", "empty/", "zero"]);
  assertEquals(await Deno.readFile(join(path, "a")), content.subarray(-5));
  assertEquals((await stat(join(path, "b/large"))).mtime.getTime(), 1_700_000_000_000);
  assertEquals((await stat(join(path, "b"))).mode & 0o777, 0o700);
});

Deno.test("FILE-7: names that a window hands over stay in their folder", async () => {
  await using test = await testDisk();
  const spool = await test.disk.spool(ID);
  const entries = ["../../x", "/etc/x", "..", "a//b", "a/./b"].map((path) => ({ path, size: 1 }));
  const path = await spool.fill("../../up", { entries }, streamOf(bytesOf(5)));
  assertEquals(path, join(test.folder, "spool", ID, "_._.._up"));
  assert((await treeOf(test.folder)).every((path) => path.startsWith("spool/")));
});

const WRONG: Record<string, { what: { size: number } | { entries: readonly Entry[] }; bytes: number; code: string }> = {
  "fewer bytes than were announced": { what: { size: 10 }, bytes: 9, code: "changed" },
  "more bytes than were announced": { what: { size: CHUNK_BYTES }, bytes: CHUNK_BYTES + 1, code: "changed" },
  "bytes where none were announced": { what: { size: 0 }, bytes: 1, code: "changed" },
  "more than any file has": { what: { size: 2 ** 40 + 1 }, bytes: 0, code: "too-many" },
  "less than nothing": { what: { size: -1 }, bytes: 0, code: "too-many" },
  "files that take each other's bytes": {
    what: { entries: [{ path: "a", size: 20 }, { path: "b", size: -10 }] },
    bytes: 10,
    code: "too-many",
  },
  "too many files": {
    what: { entries: Array.from({ length: MAX_MANIFEST_ENTRIES + 1 }, (_, i) => ({ path: `${i}`, size: 0 })) },
    bytes: 0,
    code: "too-many",
  },
  "too many folders in each other": {
    what: { entries: [{ path: "d/".repeat(65) + "x", size: 0 }] },
    bytes: 0,
    code: "too-many",
  },
};

for (const [what, { what: announced, bytes, code }] of Object.entries(WRONG)) {
  Deno.test(`FILE-7: a window that hands over ${what} is refused, and nothing stays`, async () => {
    await using test = await testDisk();
    const spool = await test.disk.spool(ID);
    assertEquals(await codeOf(spool.fill("a", announced, streamOf(bytesOf(bytes)))), code);
    assertEquals(await test.disk.spools(), []);
  });
}

Deno.test("FILE-1: a window that goes away while it hands over leaves nothing, and may begin again", async () => {
  await using test = await testDisk();
  const spool = await test.disk.spool(ID);
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytesOf(1000));
      controller.error(new Error("the window was closed"));
    },
  });
  await assertRejects(() => spool.fill("a", { size: 2000 }, broken), Error, "the window was closed");
  assertEquals(await test.disk.spools(), []);
  assertEquals(await Deno.readFile(await spool.fill("a", { size: 7 }, streamOf(bytesOf(7)))), bytesOf(7));
  assertEquals(await Deno.readFile(await spool.fill("b", { size: 3 }, streamOf(bytesOf(3)))), bytesOf(3));
  assertEquals(await treeOf(join(test.folder, "spool", ID)), ["b"]);
});

Deno.test("FILE-1: the picker shows folders first, in the order people count in, and what links lead to", async () => {
  await using test = await testDisk();
  const top = join(test.folder, "top");
  for (const folder of ["photos 10", "photos 9", "Альбом"]) await mkdir(join(top, folder), { recursive: true });
  for (const file of ["b.txt", "a 10.txt", "a 9.txt", ".hidden"]) await writeFile(join(top, file), "12345");
  await symlink("photos 9", join(top, "linked"));
  await symlink("nowhere", join(top, "dangling"));

  const { path, parent, entries, more } = await test.disk.list(top);

  assertEquals([path, parent, more], [top, test.folder, false]);
  assertEquals(entries.map(({ name, type, size }) => [name, type, size]), [
    ["linked", "folder", 0],
    ["photos 9", "folder", 0],
    ["photos 10", "folder", 0],
    ["Альбом", "folder", 0],
    ["a 9.txt", "file", 5],
    ["a 10.txt", "file", 5],
    ["b.txt", "file", 5],
  ]);
  assertEquals(entries[5].path, join(top, "a 10.txt"));
  assert(Math.abs(entries[5].modified - Date.now()) < 60_000);
});

Deno.test("FILE-1: the picker begins at the user's home, and ends at the top", async () => {
  await using test = await testDisk();
  assertEquals((await test.disk.list("")).path, Deno.env.get("HOME")!);
  assertEquals((await test.disk.list("/")).parent, null);
});

Deno.test("FILE-1: the picker finds the user's home with the permissions that the program has", async () => {
  const script = `
    import { openFileDisk } from "./files/mod.ts";
    console.log((await openFileDisk({ downloads: () => "/nowhere", spoolDir: "/nowhere", growingDir: "/nowhere" }).list("")).path);`;
  await using test = await testDisk();
  const path = join(test.folder, "home.ts");
  await Deno.writeTextFile(path, script.replace("./files", new URL("../../files", import.meta.url).href));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", "-P=parley", "-c", CONFIG, path],
    stderr: "inherit",
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), Deno.env.get("HOME")!);
});

Deno.test("FILE-1: of a folder with thousands of names the picker shows some, and says that there are more", async () => {
  await using test = await testDisk();
  for (let i = 0; i <= MAX_LISTED; i++) Deno.writeFileSync(join(test.folder, `${i}`), new Uint8Array());
  const { entries, more } = await test.disk.list(test.folder);
  assertEquals([entries.length, more], [MAX_LISTED, true]);
  assertEquals(entries.at(-1)!.name, `${MAX_LISTED - 1}`);
});

Deno.test("FILE-1: a folder that is not there, or is a file, is no folder to pick from", async () => {
  await using test = await testDisk();
  await writeFile(join(test.folder, "file"), "");
  assertEquals(await codeOf(test.disk.list(join(test.folder, "nothing"))), "source-gone");
  assertEquals(await codeOf(test.disk.list(join(test.folder, "file"))), "source-gone");
});

const bytesFrom = async (stream: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(stream).arrayBuffer());

Deno.test("FILE-8: a file is shown whole, and in any part, which video needs", async () => {
  await using test = await testDisk();
  const path = join(test.folder, "film.mp4");
  const content = bytesOf(700_001);
  await writeFile(path, content);
  const film = await test.disk.open(path);
  assertEquals(film.size, content.length);
  assertEquals(await bytesFrom(film.read(0, film.size)), content);
  assertEquals(await bytesFrom(film.read(300_000, 300_001)), content.subarray(300_000, 300_001));
  assertEquals(await bytesFrom(film.read(5, 5)), new Uint8Array());
});

Deno.test("FILE-8: a window that stops looking leaves no file open", async () => {
  await using test = await testDisk();
  const path = join(test.folder, "film.mp4");
  await writeFile(path, bytesOf(2_000_000));
  const reader = (await test.disk.open(path)).read(0, 2_000_000).getReader();
  assert((await reader.read()).value!.length < 2_000_000);
  await reader.cancel();
  await rm(path);
  assertEquals(await codeOf(test.disk.open(path)), "source-gone");
});

Deno.test("FILE-8: a file that became shorter is not shown as if it was whole", async () => {
  await using test = await testDisk();
  const path = join(test.folder, "film.mp4");
  await writeFile(path, bytesOf(1000));
  const film = await test.disk.open(path);
  await Deno.truncate(path, 10);
  assertEquals(await codeOf(bytesFrom(film.read(0, 1000))), "changed");
});

Deno.test("FILE-7: a folder, a link, a pipe or a device is not opened to be shown", async () => {
  await using test = await testDisk();
  await symlink("/etc/passwd", join(test.folder, "link"));
  const pipe = join(test.folder, "pipe");
  assert((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success);
  for (const path of [test.folder, join(test.folder, "link"), pipe, "/dev/zero"]) {
    assertEquals(await codeOf(test.disk.open(path)), "source-unreadable", path);
  }
});

Deno.test("FILE-7: the downloads folder may be another one while the program runs", async () => {
  await using test = await testDisk();
  let downloads = join(test.folder, "one");
  const disk = openFileDisk({
    downloads: () => downloads,
    spoolDir: join(test.folder, "spool"),
    growingDir: join(test.folder, "growing"),
  });
  assertEquals(disk.downloads, downloads);
  const free = await disk.free();
  assert(free > 0);
  assertEquals(await treeOf(test.folder), []);
  const content = bytesOf(3 * CHUNK_BYTES);
  const plan = filePlan(content.length, "a");
  const sink = await disk.sink(plan);
  await writeChunk(sink, content, 0);
  downloads = join(test.folder, "two");
  await writeChunk(sink, content, 1);
  await sink.close();
  const again = await disk.sink(plan);
  assertEquals(again.done, 2 * CHUNK_BYTES, "nothing is fetched twice");
  await writeChunk(again, content, 2);
  assertEquals(await again.finish(), join(test.folder, "one", "a"));
  await again.close();
  assertEquals([disk.downloads, await disk.partial()], [downloads, [ID]]);
  await disk.discard(ID);
  assertEquals([await disk.partial(), await treeOf(join(test.folder, "one"))], [[], ["a"]]);
  const other = await disk.sink({ id: ID, name: "b", type: "file", size: 0 });
  assertEquals(await other.finish(), join(downloads, "b"));
  await other.close();
});

Deno.test("FILE-4: two profiles with one downloads folder leave each other's transfers alone", async () => {
  await using test = await testDisk();
  const other = openFileDisk({
    downloads: () => test.downloads,
    spoolDir: join(test.folder, "other", "spool"),
    growingDir: join(test.folder, "other", "growing"),
  });
  const sink = await test.disk.sink(filePlan(CHUNK_BYTES));
  assertEquals([await test.disk.partial(), await other.partial()], [[ID], []]);
  await sink.close();
});
