/** FILE-1, FILE-2: what lies at a path, read as it was offered; and said when it is not that any more. */

import { chmod, mkdir, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CHUNK_BYTES, type FileDisk, FileError, openFileDisk } from "../../files/mod.ts";
import { parseManifest } from "../../files/manifest.ts";
import { bytesOf, ID, offerOf, type TestDisk, testDisk } from "./disk_help.ts";

const CONTENT = bytesOf(CHUNK_BYTES + 100);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, FileError)).code;
}

/** A file, and a folder with three. */
async function fill({ folder }: TestDisk): Promise<{ file: string; folder: string }> {
  const [file, photos] = [join(folder, "file.bin"), join(folder, "photos")];
  await writeFile(file, CONTENT);
  await mkdir(join(photos, "sub"), { recursive: true });
  await writeFile(join(photos, "a"), CONTENT.subarray(0, 60));
  await writeFile(join(photos, "b"), CONTENT.subarray(60, 100));
  await writeFile(join(photos, "sub", "c"), CONTENT.subarray(100));
  return { file, folder: photos };
}

for (const type of ["file", "folder"] as const) {
  Deno.test(`FILE-1: a ${type} is read in any order, as often as it is asked for`, async () => {
    await using test = await testDisk();
    const { source } = await offerOf(test.disk, (await fill(test))[type]);
    for (const index of [1, 0, 1, 0]) {
      const end = Math.min((index + 1) * CHUNK_BYTES, CONTENT.length);
      assertEquals(await source.read(index), CONTENT.subarray(index * CHUNK_BYTES, end));
      const into = new Uint8Array(CHUNK_BYTES);
      const read = await source.read(index, into);
      assertEquals([read.buffer === into.buffer, read], [true, CONTENT.subarray(index * CHUNK_BYTES, end)]);
    }
    await source.check();
    await source.close();
    assertEquals((await source.read(1)).length, 100);
    await source.close();
  });
}

const LATER = new Date(2_000_000_000_000);

const CHANGES: Record<string, { type: "file" | "folder"; change: (path: string) => Promise<void>; code: string }> = {
  "a file that became longer": {
    type: "file",
    change: (path) => writeFile(path, "more", { flag: "a" }),
    code: "changed",
  },
  "a file that became shorter": { type: "file", change: (path) => Deno.truncate(path, 5), code: "changed" },
  "a file that was written to": { type: "file", change: (path) => utimes(path, LATER, LATER), code: "changed" },
  "a file that was removed": { type: "file", change: (path) => rm(path), code: "source-gone" },
  "a file that is a folder now": {
    type: "file",
    change: async (path) => {
      await rm(path);
      await mkdir(path);
    },
    code: "changed",
  },
  "a file that is a link now": {
    type: "file",
    change: async (path) => {
      await rename(path, `${path}.old`);
      await symlink(`${path}.old`, path);
    },
    code: "changed",
  },
  "a file in a folder that became longer": {
    type: "folder",
    change: (path) => writeFile(join(path, "b"), "more", { flag: "a" }),
    code: "changed",
  },
  "a file in a folder that was written to": {
    type: "folder",
    change: (path) => utimes(join(path, "b"), LATER, LATER),
    code: "changed",
  },
  "a file in a folder that was removed": { type: "folder", change: (path) => rm(join(path, "b")), code: "source-gone" },
  "a folder that was removed": {
    type: "folder",
    change: (path) => rm(path, { recursive: true }),
    code: "source-gone",
  },
  "a folder in a folder that was removed": {
    type: "folder",
    change: (path) => rm(join(path, "sub"), { recursive: true }),
    code: "source-gone",
  },
};

for (const [what, { type, change, code }] of Object.entries(CHANGES)) {
  Deno.test(`FILE-2: ${what} is noticed when it is read, and when it is looked at`, async () => {
    await using test = await testDisk();
    const path = (await fill(test))[type];
    const { source } = await offerOf(test.disk, path);
    await change(path);
    assertEquals(await codeOf(source.check()), code);
    assertEquals(await codeOf(source.read(0)), code);
    await source.close();
  });
}

Deno.test("FILE-2: a file that is written to while it is read is noticed, also between two chunks", async () => {
  await using test = await testDisk();
  const { file } = await fill(test);
  const { source } = await offerOf(test.disk, file);
  await source.read(0);
  await writeFile(file, "more", { flag: "a" });
  assertEquals(await codeOf(source.read(1)), "changed");
  await source.close();
});

const AWAY: Record<string, { change: (path: string) => Promise<unknown>; code: string }> = {
  "deleted": { change: (path) => rm(path), code: "source-gone" },
  "moved away": { change: (path) => rename(path, `${path}.away`), code: "source-gone" },
  "replaced by a folder": { change: (path) => rm(path).then(() => mkdir(path)), code: "changed" },
  "replaced by other content": {
    change: (path) => rm(path).then(() => writeFile(path, CONTENT)).then(() => utimes(path, LATER, LATER)),
    code: "changed",
  },
};

for (const [what, { change, code }] of Object.entries(AWAY)) {
  Deno.test(`FILE-2: a file that is ${what} between two chunks of it is noticed with the next one`, async () => {
    await using test = await testDisk();
    const { file } = await fill(test);
    const { source } = await offerOf(test.disk, file);
    await source.read(0);
    await change(file);
    assertEquals(await codeOf(source.read(1)), code);
    await source.close();
  });
}

Deno.test("FILE-4: a file that is moved away and back between two chunks goes on, a copy in its place as well", async () => {
  await using test = await testDisk();
  const { file } = await fill(test);
  const { source } = await offerOf(test.disk, file);
  const { mtime } = await stat(file);
  await source.read(0);
  await rename(file, `${file}.away`);
  assertEquals(await codeOf(source.read(1)), "source-gone");
  await rename(`${file}.away`, file);
  assertEquals((await source.read(1)).length, 100);
  await rename(file, `${file}.away`);
  await writeFile(file, CONTENT);
  await utimes(file, mtime, mtime);
  for (const index of [0, 1]) {
    assertEquals((await source.read(index)).slice(), CONTENT.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
  }
  await source.close();
});

Deno.test("FILE-4: a source that was moved away and back is what was offered again", async () => {
  await using test = await testDisk();
  const { folder } = await fill(test);
  const { source } = await offerOf(test.disk, folder);
  await rename(folder, `${folder}.away`);
  assertEquals(await codeOf(source.read(0)), "source-gone");
  await rename(`${folder}.away`, folder);
  await source.check();
  assertEquals((await source.read(0)).length, CHUNK_BYTES);
  await source.close();
});

Deno.test("FILE-7: links, pipes, devices and what is not to be read are left out of a folder, and counted", async () => {
  await using test = await testDisk();
  const { folder, file } = await fill(test);
  await symlink(file, join(folder, "link"));
  await symlink("/", join(folder, "root"));
  await symlink("nowhere", join(folder, "dangling"));
  for (const args of [[join(folder, "pipe"), "p"], [join(folder, "device"), "c", "1", "3"]]) {
    assert((await new Deno.Command("mknod", { args }).output()).success, "this test needs root on Linux");
  }
  const scanned = await test.disk.scan(folder);
  assertEquals([scanned.files, scanned.skipped, scanned.size], [3, 5, CONTENT.length]);
  assertEquals((await parseManifest(scanned.manifest!)).map(({ path }) => path), ["a", "b", "sub/c"]);
});

Deno.test("FILE-1: a folder is offered with its empty folders, in the order of its paths", async () => {
  await using test = await testDisk();
  const folder = join(test.folder, "f");
  for (const path of ["a/x", "a-b/x", "a.txt", "b/empty", "B", "ж", "only/links"]) {
    await mkdir(join(folder, path, path === "a.txt" || path === "B" || path === "ж" ? ".." : "."), { recursive: true });
    if (!/empty|links/.test(path)) await writeFile(join(folder, path, path.endsWith("x") ? "y" : ""), "1");
  }
  await symlink("..", join(folder, "only/links/up"));
  const { manifest, skipped, files } = await test.disk.scan(folder);
  const paths = (await parseManifest(manifest!)).map(({ path }) => path);
  assertEquals(paths, ["B", "a-b/x/y", "a.txt", "a/x/y", "b/empty/", "only/links/", "ж"]);
  assertEquals([files, skipped], [5, 1]);
});

Deno.test("FILE-1: an empty folder can be offered, and a link that the user names themselves", async () => {
  await using test = await testDisk();
  await mkdir(join(test.folder, "empty"));
  await symlink("empty", join(test.folder, "link"));
  const scanned = await test.disk.scan(join(test.folder, "link"));
  assertEquals([scanned.name, scanned.path, scanned.type, scanned.size, scanned.files], [
    "link",
    join(test.folder, "empty"),
    "folder",
    0,
    0,
  ]);
  assertEquals(new TextDecoder().decode(scanned.manifest), "[]");
});

Deno.test("FILE-7: keys and messages of the user are not offered by mistake, also not in a folder above them", async () => {
  await using test = await testDisk();
  const profile = join(test.folder, "home", "profile");
  const downloads = join(profile, "downloads");
  const disk = openFileDisk({
    downloads: () => downloads,
    spoolDir: join(profile, "spool"),
    growingDir: join(profile, "growing"),
    profile,
  });
  const put = async (path: string) => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "1");
    return path;
  };
  const key = await put(join(profile, "identity", "key.pem"));
  const partial = await put(join(downloads, ".parley", ID, "content", "a"));
  const link = join(test.folder, "home", "link");
  await symlink(profile, link);
  for (const path of [profile, join(profile, "identity"), key, link, join(link, "identity"), partial]) {
    assertEquals(await codeOf(disk.scan(path)), "private", path);
  }
  const handedOver = await put(join(profile, "spool", ID, "a"));
  const received = await put(join(downloads, "b"));
  for (const path of [handedOver, received]) assertEquals((await disk.scan(path)).size, 1, path);
  assertEquals(await entriesOf(disk, downloads), ["b"], "nothing that is still growing");
  await put(join(test.folder, "home", "c"));
  await put(join(test.folder, "home", "profile2"));
  assertEquals(await entriesOf(disk, join(test.folder, "home")), ["c", "profile2"]);
});

async function entriesOf(disk: FileDisk, folder: string): Promise<string[]> {
  const { manifest } = await disk.scan(folder);
  return (await parseManifest(manifest!)).map(({ path }) => path);
}

Deno.test("FILE-2: what cannot be offered says why", async () => {
  await using test = await testDisk();
  const { file } = await fill(test);
  assertEquals(await codeOf(test.disk.scan(join(test.folder, "nothing"))), "source-gone");
  assertEquals(await codeOf(test.disk.scan(join(file, "inside"))), "source-gone");
  assertEquals(await codeOf(test.disk.scan("/dev/null")), "not-a-file");
  assertEquals(await codeOf(test.disk.scan(join(test.folder, "a\0b"))), "source-unreadable");
  const deep = join(test.folder, "deep");
  await mkdir(join(deep, "d/".repeat(65)), { recursive: true });
  assertEquals(await codeOf(test.disk.scan(deep)), "too-many");
  const long = join(test.folder, "long");
  await mkdir(join(long, ...Array(5).fill("n".repeat(250))), { recursive: true });
  assertEquals(await codeOf(test.disk.scan(long)), "too-many");
  const huge = join(test.folder, "huge");
  await writeFile(huge, "");
  await Deno.truncate(huge, 2 ** 40 + 1);
  assertEquals(await codeOf(test.disk.scan(huge)), "too-many");
});

Deno.test("FILE-2: what the user may not read is left out of a folder, and named when it is all there is", async () => {
  await using test = await testDisk();
  const { file, folder } = await fill(test);
  await chmod(file, 0);
  await chmod(join(folder, "a"), 0);
  await chmod(join(folder, "sub"), 0);
  const script = `
    import { openFileDisk } from ${JSON.stringify(new URL("../../files/mod.ts", import.meta.url).href)};
    const disk = openFileDisk({ downloads: () => "/nowhere", spoolDir: "/nowhere", growingDir: "/nowhere" });
    const { files, skipped } = await disk.scan(${JSON.stringify(folder)});
    const code = await disk.scan(${JSON.stringify(file)}).then(() => "", (error) => error.code);
    console.log(JSON.stringify({ files, skipped, code }));`;
  // Root may read everything, unless it gives up just that.
  const { stdout } = await new Deno.Command("setpriv", {
    args: ["--bounding-set=-dac_override,-dac_read_search", Deno.execPath(), "eval", "--no-check", script],
    env: { DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const said = new TextDecoder().decode(stdout);
  assertEquals(said.trim(), JSON.stringify({ files: 1, skipped: 2, code: "source-unreadable" }));
});
