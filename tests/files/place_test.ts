/** FILE-7: what is whole gets a name that is free, and takes nobody else's, whatever happens meanwhile. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertEquals, assertThrows } from "@std/assert";
import { place } from "../../files/place.ts";
import { testDisk, treeOf } from "./disk_help.ts";

/** A disk on which a file has one name. */
const noLinks = (code: string) => () => {
  throw Object.assign(new Error("no links here"), { code });
};

for (
  const [disk, link] of [
    ["", undefined],
    [", on FAT under Linux", noLinks("EPERM")],
    [", on FAT under Windows", noLinks("EISDIR")],
  ] as const
) {
  Deno.test(`FILE-7: a name that is taken at the last moment stays whose it is${disk}`, async () => {
    await using test = await testDisk();
    const [from, folder] = [join(test.folder, "new"), test.downloads];
    await mkdir(folder);
    await writeFile(from, "new");
    const announced: string[] = [];
    const announce = (name: string) => {
      if (announced.push(name) === 1) writeFileSync(join(folder, name), "the user's");
    };
    assertEquals(place({ from, folder, wanted: "a.txt", announce, link }), "a (2).txt");
    assertEquals(announced, ["a.txt", "a (2).txt"]);
    assertEquals(await readFile(join(folder, "a.txt"), "utf8"), "the user's");
    assertEquals(await readFile(join(folder, "a (2).txt"), "utf8"), "new");
    assertEquals(await treeOf(test.folder), ["downloads/", "downloads/a (2).txt", "downloads/a.txt"]);
  });
}

for (const other of ["a file", "an empty folder", "a folder"]) {
  Deno.test(`FILE-7: the name of a folder that ${other} takes at the last moment stays whose it is`, async () => {
    await using test = await testDisk();
    const [from, folder] = [join(test.folder, "new"), test.downloads];
    await mkdir(folder);
    await mkdir(from);
    await writeFile(join(from, "inside"), "new");
    let first = true;
    const announce = (name: string) => {
      if (!first) return;
      first = false;
      if (other === "a file") return writeFileSync(join(folder, name), "the user's");
      mkdirSync(join(folder, name));
      if (other === "a folder") writeFileSync(join(folder, name, "inside"), "the user's");
    };
    assertEquals(place({ from, folder, wanted: "a", announce }), "a (2)");
    const users = { "a file": ["a"], "an empty folder": ["a/"], "a folder": ["a/", "a/inside"] }[other]!;
    assertEquals(await treeOf(folder), [...users, "a (2)/", "a (2)/inside"].sort());
  });
}

for (const type of ["file", "folder"] as const) {
  Deno.test(`FILE-2: when there is no place for a ${type} at all, it stays where it is and that is said`, async () => {
    await using test = await testDisk();
    const from = join(test.folder, "whole");
    if (type === "folder") await mkdir(from);
    else await writeFile(from, "whole");
    const before = await treeOf(test.folder);
    assertThrows(() => place({ from, folder: test.downloads, wanted: "a", announce: () => {} }));
    assertEquals(await treeOf(test.folder), before);
    await writeFile(test.downloads, "a file in the place of the folder");
    assertThrows(() => place({ from, folder: test.downloads, wanted: "a", announce: () => {} }));
    assertEquals(await treeOf(test.folder), ["downloads", ...before].sort());
  });
}
