/** FILE-7: a folder is tried before it becomes that of the downloads. */

import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { openFileDisk } from "../../files/mod.ts";
import { FileError } from "../../files/types.ts";
import { testDisk, treeOf } from "./disk_help.ts";

/** As another system writes them: here they would be somewhere in the current folder. */
const FOREIGN = Deno.build.os === "windows" ? [] : ["C:\\Users\\Anna", "\\\\server\\share"];

Deno.test("FILE-7: a folder that can be written to is taken, made when it is not there, and left as it was", async () => {
  await using test = await testDisk();
  const folder = join(test.folder, "новая", "папка");
  await test.disk.assertUsable(folder);
  await Deno.writeTextFile(join(folder, "mine.txt"), "mine");
  await test.disk.assertUsable(folder);
  assertEquals(await treeOf(folder), ["mine.txt"]);
});

Deno.test("FILE-7: what is no folder, or lies below a file, is not taken", async () => {
  await using test = await testDisk();
  const file = join(test.folder, "a.txt");
  await Deno.writeTextFile(file, "mine");
  for (const path of [file, join(file, "below"), "relative", "", ...FOREIGN]) {
    assertEquals((await assertRejects(() => test.disk.assertUsable(path), FileError)).code, "disk-error", path);
  }
  assertEquals(await Deno.readTextFile(file), "mine");
});

if (Deno.build.os === "linux") {
  Deno.test("FILE-7: a folder of the system that keeps nothing is not taken, whatever the rights say", async () => {
    await using test = await testDisk();
    await assertRejects(() => test.disk.assertUsable("/proc"), FileError);
  });
}

Deno.test("FILE-7: what was received is not put among the keys and settings of the program", async () => {
  await using test = await testDisk();
  const profile = join(test.folder, "profile");
  const disk = openFileDisk({
    downloads: () => join(profile, "downloads"),
    spoolDir: join(profile, "spool"),
    growingDir: join(profile, "growing"),
    profile,
  });
  await Deno.mkdir(join(profile, "identity"), { recursive: true });
  await Deno.symlink(profile, join(test.folder, "link"));
  for (const folder of ["profile", "profile/identity", "profile/spool", "profile/new", "link", "link/new"]) {
    const error = await assertRejects(() => disk.assertUsable(join(test.folder, folder)), FileError, undefined, folder);
    assertEquals(error.code, "private", folder);
  }
  for (const folder of ["profile/downloads", "profile/downloads/mine", "profile2", "link/downloads"]) {
    await disk.assertUsable(join(test.folder, folder));
  }
});
