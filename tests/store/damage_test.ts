/** Files cut, flipped, emptied, missing or foreign: what is rescued, what is said, and that nothing is destroyed. */

import { crc32 } from "node:zlib";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { type Database, openDatabase, StorageError } from "../../store/mod.ts";
import { openPairs, PAIRS, pairs, PATH, writePair } from "../support/pair_database.ts";
import { SimDisk } from "../support/sim_disk.ts";

const KEY = new Uint8Array(32).fill(3);
const KEYS = { plain: undefined, encrypted: KEY };

type FileMap = ReadonlyMap<string, Uint8Array>;

/** @param snapshots between groups of four writes each */
async function recorded(snapshots: number, key?: Uint8Array): Promise<{ files: FileMap; all: number[] }> {
  const disk = new SimDisk();
  const db = await openPairs(disk, key);
  let n = 0;
  const write = async (count: number) => {
    for (let i = 0; i < count; i++) await writePair(db, ++n);
  };
  await write(4);
  for (let i = 0; i < snapshots; i++) {
    await db.snapshot();
    await write(4);
  }
  const all = pairs(db);
  await db.close();
  return { files: disk.files(), all };
}

function diskWith(files: FileMap, changes: Record<string, Uint8Array | undefined> = {}): SimDisk {
  const disk = new SimDisk();
  for (const [path, bytes] of files) disk.put(path, bytes);
  for (const [path, bytes] of Object.entries(changes)) bytes ? disk.put(path, bytes) : disk.remove(path);
  return disk;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1 << (at % 8);
  return copy;
}

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Open, read, go on writing, open again. @returns what was there at the first opening, and the notices of it */
async function rescue(disk: SimDisk, key: Uint8Array | undefined, message: string) {
  const first = await openPairs(disk, key);
  const found = pairs(first);
  const notices = first.notices;
  await writePair(first, 1_000);
  await first.close();
  const again = await openPairs(disk, key);
  assertEquals(pairs(again), [...found, 1_000], `${message}: opened again`);
  assertEquals(again.notices, [], `${message}: told once`);
  await again.close();
  return { found, notices };
}

/** The bytes of a damaged file are all there: under the name a notice tells, alone or after what was kept. */
function assertKept(disk: SimDisk, path: string, damaged: Uint8Array, message: string): void {
  const files = disk.files();
  const set = files.get(`${path}.unreadable`);
  if (set) return assert(same(set, damaged), `${message}: set aside unchanged`);
  const cut = files.get(`${path}.cut`);
  assert(cut, `${message}: ${[...files.keys()]}`);
  const kept = files.get(path)!.subarray(0, damaged.length - cut.length);
  assert(same(cut, damaged.subarray(damaged.length - cut.length)), `${message}: the cut bytes are kept`);
  assert(same(kept, damaged.subarray(0, kept.length)), `${message}: the good bytes are kept`);
}

const JOURNAL_1 = `${PATH}.1.journal`;
const JOURNAL_2 = `${PATH}.2.journal`;
const JOURNAL_3 = `${PATH}.3.journal`;
const SNAPSHOT_2 = `${PATH}.2.snapshot`;
const SNAPSHOT_3 = `${PATH}.3.snapshot`;

for (const [kind, key] of Object.entries(KEYS)) {
  Deno.test(`${kind}: a journal cut at every byte gives all whole records before the cut, and keeps the rest`, async () => {
    const { files, all } = await recorded(0, key);
    const journal = files.get(JOURNAL_1)!;
    let longest = 0;
    for (let size = 0; size < journal.length; size++) {
      const damaged = journal.slice(0, size);
      const disk = diskWith(files, { [JOURNAL_1]: damaged });
      const { found, notices } = await rescue(disk, key, `cut at ${size}`);
      assertEquals(found, all.slice(0, found.length));
      assert(found.length >= longest && found.length < all.length, `cut at ${size}: ${found.length}`);
      longest = found.length;
      const kept = disk.files();
      for (const notice of notices) assert(kept.has(notice.path), notice.message);
      if (notices.length > 0) assertKept(disk, JOURNAL_1, damaged, `cut at ${size}`);
    }
    assertEquals(longest, all.length - 1);
  });

  Deno.test(`${kind}: a journal with any byte flipped gives all records before it, says so, and keeps the rest`, async () => {
    const { files, all } = await recorded(0, key);
    const journal = files.get(JOURNAL_1)!;
    for (let at = 0; at < journal.length; at++) {
      const damaged = flipped(journal, at);
      const disk = diskWith(files, { [JOURNAL_1]: damaged });
      const { found, notices } = await rescue(disk, key, `flipped at ${at}`);
      assertEquals(found, all.slice(0, found.length));
      assert(found.length < all.length, `flipped at ${at} and nobody noticed`);
      assertEquals(notices.length, 1);
      assertKept(disk, JOURNAL_1, damaged, `flipped at ${at}`);
    }
  });

  Deno.test(`${kind}: a garbled snapshot is made again from the pair before it, and kept`, async () => {
    const { files, all } = await recorded(2, key);
    const snapshot = files.get(SNAPSHOT_3)!;
    const places = [...Array(80).keys(), ...Array(20).keys().map((n) => snapshot.length - 1 - n)];
    for (let at = 80; at < snapshot.length; at += 311) places.push(at);
    for (const at of places) {
      const damaged = flipped(snapshot, at);
      const disk = diskWith(files, { [SNAPSHOT_3]: damaged });
      const { found, notices } = await rescue(disk, key, `flipped at ${at}`);
      assertEquals(found, all, `flipped at ${at}`);
      assertEquals(notices.map(({ kind, path }) => [kind, path]), [["set-aside", `${SNAPSHOT_3}.unreadable`]]);
      assertKept(disk, SNAPSHOT_3, damaged, `flipped at ${at}`);
    }
  });
}

Deno.test("a snapshot that is empty, short, too long or missing is made again from the pair before it", async () => {
  for (const snapshots of [1, 2]) {
    const { files, all } = await recorded(snapshots);
    const path = snapshots === 1 ? SNAPSHOT_2 : SNAPSHOT_3;
    const good = files.get(path)!;
    const longer = new Uint8Array(good.length + 1);
    longer.set(good);
    for (const bad of [new Uint8Array(), good.slice(0, 63), good.slice(0, 64), good.slice(0, -1), longer, undefined]) {
      const disk = diskWith(files, { [path]: bad });
      const { found, notices } = await rescue(disk, undefined, `${bad?.length}`);
      assertEquals(found, all);
      assertEquals(notices.length, bad ? 1 : 0);
      if (bad) assertKept(disk, path, bad, `${bad.length}`);
    }
  }
});

Deno.test("when both snapshots are damaged, all files are set aside and named", async () => {
  const { files } = await recorded(2);
  const changes = { [SNAPSHOT_2]: flipped(files.get(SNAPSHOT_2)!, 500), [SNAPSHOT_3]: new Uint8Array(9) };
  const disk = diskWith(files, changes);
  const { found, notices } = await rescue(disk, undefined, "both");
  assertEquals(found, []);
  const damaged = [SNAPSHOT_2, SNAPSHOT_3, JOURNAL_2, JOURNAL_3];
  assertEquals(notices.map(({ path }) => path).sort(), damaged.map((path) => `${path}.unreadable`).sort());
  for (const path of damaged) {
    assert(same(disk.files().get(`${path}.unreadable`)!, diskWith(files, changes).read(path)), path);
  }
});

Deno.test("a journal that is missing is said to be missing", async () => {
  const { files, all } = await recorded(2);
  const last = await rescue(diskWith(files, { [JOURNAL_3]: undefined }), undefined, "last");
  assertEquals(last.found, all.slice(0, 8));
  assertEquals(last.notices.map(({ kind, path }) => [kind, path]), [["missing", JOURNAL_3]]);

  const older = await rescue(diskWith(files, { [JOURNAL_2]: undefined }), undefined, "older, not needed");
  assertEquals([older.found, older.notices], [all, []]);

  const disk = diskWith(files, { [JOURNAL_2]: undefined, [SNAPSHOT_3]: new Uint8Array() });
  const gap = await rescue(disk, undefined, "a gap");
  assertEquals(gap.found, all.slice(0, 4));
  assertEquals(gap.notices.map(({ kind }) => kind).sort(), ["set-aside", "set-aside"]);
  assert(same(disk.files().get(`${JOURNAL_3}.unreadable`)!, files.get(JOURNAL_3)!));
});

Deno.test("a second damage never takes the name of the first", async () => {
  const { files } = await recorded(0);
  const disk = diskWith(files, {
    [`${JOURNAL_1}.cut`]: new Uint8Array([1]),
    [JOURNAL_1]: files.get(JOURNAL_1)!.slice(0, -3),
  });
  const { notices } = await rescue(disk, undefined, "second");
  assertEquals(notices[0].path, `${JOURNAL_1}.cut.2`);
  assertEquals(notices[0].kind, "torn-tail");
  assertEquals(disk.files().get(`${JOURNAL_1}.cut`), new Uint8Array([1]));
});

Deno.test("a journal of another database, or from another place in time, does not fit", async () => {
  const [mine, other] = [await recorded(2), await recorded(2)];
  for (const foreign of [other.files.get(JOURNAL_2)!, mine.files.get(JOURNAL_2)!, other.files.get(SNAPSHOT_3)!]) {
    const disk = diskWith(mine.files, { [JOURNAL_3]: foreign });
    const { found, notices } = await rescue(disk, undefined, "foreign");
    assertEquals(found, mine.all.slice(0, 8));
    assertKept(disk, JOURNAL_3, foreign, notices[0].message);
  }
  // A record of the same number out of another journal of the same generation.
  const [a, b] = [mine.files.get(JOURNAL_3)!, other.files.get(JOURNAL_3)!];
  const mixed = new Uint8Array([...a.subarray(0, 64), ...b.subarray(64)]);
  const { found } = await rescue(diskWith(mine.files, { [JOURNAL_3]: mixed }), undefined, "mixed");
  assertEquals(found, mine.all.slice(0, 8));
});

Deno.test("an unfinished snapshot and foreign files in the folder are no trouble", async () => {
  const { files, all } = await recorded(1);
  const foreign = { [`${PATH}.txt`]: new Uint8Array([1]), [`${PATH}.0.journal`]: new Uint8Array([2]) };
  const disk = diskWith(files, { [`${PATH}.3.snapshot.new`]: new Uint8Array(70), ...foreign });
  const { found, notices } = await rescue(disk, undefined, "stale");
  assertEquals([found, notices], [all, []]);
  const names = [...disk.files().keys()];
  assert(!names.includes(`${PATH}.3.snapshot.new`));
  for (const name of Object.keys(foreign)) assert(names.includes(name));
});

async function refusal(open: Promise<Database>): Promise<StorageError> {
  const error = await assertRejects(() => open);
  assertInstanceOf(error, StorageError);
  return error;
}

Deno.test("what a newer version wrote is refused politely and not touched", async () => {
  const { files } = await recorded(1);
  for (const path of [JOURNAL_2, SNAPSHOT_2]) {
    const newer = files.get(path)!.slice();
    const view = new DataView(newer.buffer);
    view.setUint16(8, 2);
    view.setUint32(60, crc32(newer.subarray(0, 60)));
    const disk = diskWith(files, { [path]: newer });
    const before = disk.files();
    const error = await refusal(openPairs(disk));
    assertEquals(error.code, "newer");
    assertStringIncludes(error.message, "nothing was changed");
    assertEquals(disk.files(), before);
  }
  const disk = diskWith(files);
  const later = [...PAIRS, { number: 2, statements: ["CREATE TABLE later (x)"] }];
  await (await openDatabase({ path: PATH, migrations: later, files: disk })).close();
  const before = disk.files();
  assertEquals((await refusal(openPairs(disk))).code, "newer");
  assertEquals(disk.files(), before);
  await (await openDatabase({ path: PATH, migrations: later, files: disk })).close();
});

Deno.test("a wrong key, a missing key and a key too many are refused by name, and nothing is touched", async () => {
  for (const snapshots of [0, 1]) {
    const sealed = await recorded(snapshots, KEY);
    const open = await recorded(snapshots);
    for (
      const [files, key] of [[sealed.files, new Uint8Array(32)], [sealed.files, undefined], [open.files, KEY]] as const
    ) {
      const disk = diskWith(files);
      const before = disk.files();
      assertEquals((await refusal(openPairs(disk, key))).code, "wrong-key");
      assertEquals(disk.files(), before);
    }
  }
});

Deno.test("nothing readable stands in the files of an encrypted database", async () => {
  for (const [key, readable] of [[undefined, true], [KEY, false]] as const) {
    const { files } = await recorded(2, key);
    for (const [path, bytes] of files) {
      if (path.endsWith(".lock")) continue;
      const text = new TextDecoder("latin1").decode(bytes);
      assertEquals(text.includes("body 1") || text.includes("INSERT"), readable, path);
    }
  }
});

Deno.test("a database that is open cannot be opened a second time", async () => {
  const disk = new SimDisk();
  const db = await openPairs(disk);
  assertEquals((await refusal(openPairs(disk))).code, "locked");
  await db.close();
  await (await openPairs(disk)).close();
});
