/** FILE-1, FILE-7: manifests of folders, the good one and all others. files-v1, section 2. */

import { assertEquals, assertRejects } from "@std/assert";
import { type Entry, FileError } from "../../files/mod.ts";
import * as limits from "../../files/limits.ts";
import { makeManifest, parseManifest, readManifest, sha256 } from "../../files/manifest.ts";
import * as wire from "../../net/limits.ts";

const encode = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const ENTRIES: readonly Entry[] = [
  { path: "a.txt", size: 5, modified: 1_763_683_200_000 },
  { path: "empty/", size: 0 },
  { path: "sub/b.bin", size: 1_048_577 },
];
const TEXT = '[["a.txt",5,1763683200000],["empty/",0],["sub/b.bin",1048577]]';

Deno.test("FILE-1: a manifest has its entries in order, and is read back as it was made", async () => {
  const bytes = await makeManifest([...ENTRIES].reverse());
  assertEquals(new TextDecoder().decode(bytes), TEXT);
  const expected = { hash: await sha256(bytes), size: 1_048_582, files: 2 };
  assertEquals(await readManifest(bytes, expected), ENTRIES);
});

Deno.test("FILE-1: space between what JSON allows it between, escapes, and nothing at all are read", async () => {
  assertEquals(await parseManifest(encode(` [ [ "a\\u002etxt" , 5 , 0 ] ,\n["б",1] ] `)), [
    { path: "a.txt", size: 5, modified: 0 },
    { path: "б", size: 1 },
  ]);
  for (const nothing of ["[]", " [ ] "]) assertEquals(await parseManifest(encode(nothing)), []);
});

Deno.test("FILE-1: fifty thousand entries in any order are sorted as UTF-16 units are", async () => {
  const paths = Array.from({ length: limits.MAX_MANIFEST_ENTRIES }, (_, i) => `${(i * 7919) % 50_000}/ж${i}`);
  const entries = await parseManifest(await makeManifest(paths.map((path) => ({ path, size: 1 }))));
  assertEquals(entries.map(({ path }) => path), paths.sort());
});

const many = (count: number, path: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => path(i)).sort().map((path) => [path, 1]);

const BAD: Record<string, unknown> = {
  "nothing": "",
  "no JSON": "[[",
  "no array": '{"a.txt":1}',
  "something behind": TEXT + "x",
  "a comma too many": '[["a",1],]',
  "a byte-order mark": "\ufeff" + TEXT,
  "brackets inside brackets": "[".repeat(8_000_000),
  "an entry without size": [["a"]],
  "an entry with too much": [["a", 1, 2, 3]],
  "a size that is no number": [["a", "1"]],
  "a size below zero": [["a", -1]],
  "a size that is no whole number": [["a", 1.5]],
  "a size in powers of ten": '[["a",1e3]]',
  "a size that no file has": [["a", 2 ** 40 + 1]],
  "a time that no clock shows": [["a", 1, 8_640_000_000_000_001]],
  "a path that is no text": [[1, 1]],
  "a path without end": '[["' + "a".repeat(1_000_000),
  "a path with a control character": '[["a\nb",1]]',
  "an empty path": [["", 1]],
  "an absolute path": [["/etc/passwd", 1]],
  "a path upwards": [["../a", 1]],
  "a path up in the middle": [["a/../../b", 1]],
  "a path to itself": [["a/./b", 1]],
  "an empty part": [["a//b", 1]],
  "a folder that is the top": [["/", 0]],
  "a folder with a size": [["a/", 1]],
  "a path twice": [["a", 1], ["a", 1]],
  "paths out of order": [["b", 1], ["a", 1]],
  "a file that is a folder, too": [["a", 1], ["a.b", 1], ["a/b", 1]],
  "an empty folder with something in it": [["a/", 0], ["a/b", 1]],
  "a file that is an empty folder, too": [["a", 1], ["a/", 0]],
  "a path that is too long": [["a".repeat(1_025), 1]],
  "a path that is too long in bytes": [["ж".repeat(513), 1]],
  "a path that is too deep": [["a/".repeat(64) + "b", 1]],
  "too many entries": many(50_001, (i) => `${i}`),
  "too many folders": many(1_000, (i) => `${i}/` + "a/".repeat(60) + "b"),
};

for (const [what, value] of Object.entries(BAD)) {
  Deno.test(`FILE-7: refused as a manifest: ${what}`, async () => {
    const error = await assertRejects(() => parseManifest(encode(value)), FileError);
    assertEquals(error.code, "bad-manifest");
  });
}

Deno.test("FILE-7: refused as a manifest: what is no UTF-8", async () => {
  const bytes = encode('[["a",1]]');
  bytes[3] = 0xff;
  const error = await assertRejects(() => parseManifest(bytes), FileError);
  assertEquals(error.code, "bad-manifest");
});

Deno.test("FILE-7: a manifest that is not the one that was offered is refused", async () => {
  const bytes = encode(TEXT);
  const right = { hash: await sha256(bytes), size: 1_048_582, files: 2 };
  const wrong = [{ hash: "0".repeat(64) }, { size: 1_048_581 }, { files: 3 }];
  for (const difference of wrong) {
    const error = await assertRejects(() => readManifest(bytes, { ...right, ...difference }), FileError);
    assertEquals(error.code, "bad-manifest", JSON.stringify(difference));
  }
  const long = new Uint8Array(limits.MAX_MANIFEST_BYTES + 1);
  await assertRejects(() => readManifest(long, right), FileError, "bytes");
});

Deno.test("FILE-1: the deepest and the longest path that may be are taken", async () => {
  const paths = ["a/".repeat(63) + "b", "b".repeat(1_024), "ж".repeat(512)];
  assertEquals((await parseManifest(encode(paths.map((path) => [path, 1])))).map(({ path }) => path), paths);
});

Deno.test("FILE-7: the disk and the wire have the same limits", () => {
  const { MAX_FILE_BYTES, MAX_MANIFEST_ENTRIES, MAX_MANIFEST_BYTES, MAX_PATH_BYTES, MAX_PATH_DEPTH } = wire;
  const shared = { MAX_FILE_BYTES, MAX_MANIFEST_ENTRIES, MAX_MANIFEST_BYTES, MAX_PATH_BYTES, MAX_PATH_DEPTH };
  assertEquals({ ...limits, ...shared }, { ...limits });
});
