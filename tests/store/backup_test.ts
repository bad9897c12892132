/** OPS-3: what a backup keeps, and what a hostile or damaged one cannot do. */
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { openBackup, sealBackup } from "../../store/backup.ts";
import type { BackupFile } from "../../store/backup_entries.ts";
import { BACKUP_HEADER_BYTES, makeBackupKey } from "../../store/backup_header.ts";
import { CHUNK_BYTES, MAX_SMALL_FILE } from "../../store/backup_limits.ts";
import { StorageError } from "../../store/mod.ts";
import { sealStream } from "../../store/stream_cipher.ts";
import { finishSwap, StagedFolder } from "../../store/swap.ts";
import { CHEAP, fileOf, gather, IDENTITY, inPieces, listOf, pieces, tree } from "../support/backups.ts";

const PASSPHRASE = "correct horse";

class Profile implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "parley-backup-" });

  async take(bytes: Uint8Array, passphrase = PASSPHRASE, pieceSize = 10_007): Promise<void> {
    const staged = StagedFolder.begin(this.path);
    await openBackup(inPieces(bytes, pieceSize), passphrase, staged);
    await staged.commit({});
    finishSwap(this.path);
  }

  async codeOf(bytes: Uint8Array, passphrase = PASSPHRASE): Promise<string> {
    const error = await assertRejects(() => this.take(bytes, passphrase));
    assertInstanceOf(error, StorageError, String(error));
    return error.code;
  }

  /** What stands in the folder once the next opening has cleared up. */
  settled(): Promise<Record<string, string>> {
    finishSwap(this.path);
    return tree(this.path);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

function backupOf(files: Iterable<BackupFile>, passphrase = PASSPHRASE): Promise<Uint8Array> {
  return gather(sealBackup(listOf(files), passphrase, CHEAP));
}

/** Sealed rightly, whatever the plain text is: what somebody who knows the pass-phrase can make. */
async function sealed(plain: readonly Uint8Array[]): Promise<Uint8Array> {
  const { header, key } = await makeBackupKey(PASSPHRASE, new Uint8Array(16), CHEAP);
  return gather(pieces([header, await gather(sealStream(pieces(plain), key))]));
}

const BIG = fileOf("history.2.snapshot", "x".repeat(3 * CHUNK_BYTES + 17));
const ALL = [...IDENTITY, fileOf("ca/issued/01AB.pem", "pem"), fileOf("limits.txt", ""), BIG];

Deno.test("what goes in comes out: names, bytes, times, for the owner alone", async () => {
  using profile = new Profile();
  await profile.take(await backupOf(ALL));
  const found = await tree(profile.path);
  assertEquals(Object.keys(found), ALL.map(({ name }) => name).sort());
  assertEquals(found["history.2.snapshot"], "x".repeat(3 * CHUNK_BYTES + 17));
  const { mode, mtime } = await Deno.stat(`${profile.path}/ca/issued/01AB.pem`);
  assertEquals(mtime?.getTime(), 1_763_720_000_000);
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o777, 0o600);
});

Deno.test("a backup in pieces of any size is the same backup", async () => {
  const bytes = await backupOf(ALL);
  for (const size of [1, 49, 50, 51, CHUNK_BYTES, CHUNK_BYTES + 16, bytes.length]) {
    using profile = new Profile();
    await profile.take(size < 10 ? await backupOf(IDENTITY) : bytes, PASSPHRASE, size);
    assert((await tree(profile.path))["identity/leaf.key"] === "text of leaf.key");
  }
});

Deno.test("a wrong pass-phrase is said so, in whatever form the right one was typed it opens", async () => {
  using profile = new Profile();
  const bytes = await backupOf(IDENTITY, "пароль йогурт");
  assertEquals(await profile.codeOf(bytes, "пароль иогурт"), "wrong-key");
  assertEquals(await profile.codeOf(bytes, ""), "wrong-key");
  await profile.take(bytes, "пароль йогурт".normalize("NFD"));
});

Deno.test("nothing readable is in the file", async () => {
  const text = new TextDecoder("latin1").decode(await backupOf(ALL));
  for (const word of ["identity", "leaf", "history", "xxxx", PASSPHRASE]) {
    assertEquals(text.includes(word), false, word);
  }
});

Deno.test("a file changed at any byte of its beginning, and at every 997th after it, puts nothing in place", async () => {
  using profile = new Profile();
  const bytes = await backupOf(ALL);
  for (let at = 0; at < bytes.length; at += at < BACKUP_HEADER_BYTES + 40 ? 1 : 997) {
    const changed = bytes.slice();
    changed[at] ^= 0x20;
    assertEquals(await profile.codeOf(changed), "corrupt", `byte ${at}`);
  }
  assertEquals(await profile.settled(), {});
});

Deno.test("a file cut short anywhere, at the end of a chunk too, or going on after its end, is refused", async () => {
  using profile = new Profile();
  const bytes = await backupOf(ALL);
  const chunk = CHUNK_BYTES + 16;
  const ends = [0, 1, 49, 50, 51, 66, 50 + chunk, 50 + chunk * 2, 50 + chunk * 3, bytes.length - 1, bytes.length - 16];
  for (const end of ends) assertEquals(await profile.codeOf(bytes.slice(0, end)), "corrupt", `cut at ${end}`);
  assertEquals(await profile.codeOf(await gather(pieces([bytes, new Uint8Array(1)]))), "corrupt");
  assertEquals(await profile.codeOf(await gather(pieces([bytes, bytes]))), "corrupt");
  assertEquals(await profile.settled(), {});
});

Deno.test("chunks in another order, twice, left out, or of another backup of the same pass-phrase are refused", async () => {
  using profile = new Profile();
  const [one, two] = [await backupOf(ALL), await backupOf(ALL)];
  const chunksOf = (bytes: Uint8Array) =>
    [0, 1, 2, 3].map((n) => bytes.slice(50 + n * (CHUNK_BYTES + 16), 50 + (n + 1) * (CHUNK_BYTES + 16)));
  const [head, [a, b, c, d], [, other]] = [one.slice(0, 50), chunksOf(one), chunksOf(two)];
  for (const order of [[b, a, c, d], [a, a, b, c, d], [a, c, d], [a, b, c], [a, other, c, d], [d], []]) {
    assertEquals(await profile.codeOf(await gather(pieces([head, ...order]))), "corrupt");
  }
  await profile.take(await gather(pieces([head, a, b, c, d])));
});

Deno.test("no name leads out of the profile, or to a file that no backup has", async () => {
  using profile = new Profile();
  const names = [
    ...["../evil", "/etc/passwd", "identity/../../evil", "identity\\leaf.crt", "C:\\evil", "", ".", "..", "ui.key"],
    ...["node.json", "lock", "history.lock", "history.0.journal", "history.1.journal.cut", "swap.json", "restored"],
    ...[
      "ca/issued/../x.pem",
      "ca/issued/1.pem",
      "ca/issued/ab.pem",
      "identity/leaf.crt\0",
      "identity",
      "IDENTITY/leaf.crt",
    ],
    ...["identity/leaf.crt ", "ｉdentity/leaf.crt", "history.1.snapshot.new", "x".repeat(4_000)],
  ];
  for (const name of names) {
    assertEquals(await profile.codeOf(await backupOf([fileOf(name, "evil"), ...IDENTITY])), "corrupt", name);
  }
  assertEquals(await profile.settled(), {});
  assertEquals([...Deno.readDirSync(profile.path)].length, 0);
});

Deno.test("what tells other programs what to run is ours, whatever the backup holds; all else is as it was", async () => {
  using profile = new Profile();
  const files = [fileOf("ca/openssl.cnf", "openssl_conf = evil\n".repeat(9_999)), ...ALL];
  const staged = StagedFolder.begin(profile.path);
  const own = new Map([["ca/openssl.cnf", new TextEncoder().encode("ours")], ["ca/serial", new Uint8Array()]]);
  await openBackup(inPieces(await backupOf(files), 10_007), PASSPHRASE, staged, own);
  await staged.commit({});
  const settled = await profile.settled();
  assertEquals(settled["ca/openssl.cnf"], "ours");
  assertEquals(Object.keys(settled).sort(), files.map(({ name }) => name).sort());
  assertEquals(settled["history.2.snapshot"].length, BIG.size);
});

Deno.test("the same file twice, too few files, no identity, a wrong count, bytes after the end are refused", async () => {
  using profile = new Profile();
  assertEquals(await profile.codeOf(await backupOf([...IDENTITY, IDENTITY[0]])), "corrupt");
  assertEquals(await profile.codeOf(await backupOf(IDENTITY.slice(1))), "corrupt");
  assertEquals(await profile.codeOf(await backupOf([])), "corrupt");
  assertEquals(await profile.codeOf(await sealed([Uint8Array.of(0, 0, 0, 0, 1)])), "corrupt");
  assertEquals(await profile.codeOf(await sealed([Uint8Array.of(0, 0, 0, 0, 0, 0)])), "corrupt");
  assertEquals(await profile.codeOf(await sealed([Uint8Array.of(2)])), "corrupt");
  assertEquals(await profile.codeOf(await sealed([])), "corrupt");
});

Deno.test("sizes that no file of a profile has are refused before a byte of them is written", async () => {
  using profile = new Profile();
  for (const [name, size] of [["store.key", MAX_SMALL_FILE + 1], ["history.2.snapshot", 2n ** 63n]] as const) {
    const head = new Uint8Array(19 + name.length);
    const view = new DataView(head.buffer);
    view.setUint8(0, 1);
    view.setUint16(1, name.length);
    view.setBigUint64(3, BigInt(size));
    head.set(new TextEncoder().encode(name), 19);
    assertEquals(await profile.codeOf(await sealed([head])), "corrupt", name);
  }
});

Deno.test("a backup cannot ask for more memory or time than the program allows, and a newer one is said so", async () => {
  using profile = new Profile();
  const bytes = await backupOf(IDENTITY);
  const forge = (at: number, value: number) => {
    const forged = bytes.slice();
    forged[at] = value;
    new DataView(forged.buffer).setUint32(46, crc32(forged.subarray(0, 46)));
    return forged;
  };
  for (const [at, value] of [[10, 19], [10, 0], [11, 9], [11, 0], [13, 5], [13, 0]]) {
    assertEquals(await profile.codeOf(forge(at, value)), "corrupt", `byte ${at} is ${value}`);
  }
  assertEquals(await profile.codeOf(forge(9, 2)), "newer");
});

Deno.test("a file that changes its size while it is backed up makes no backup", async () => {
  const lying = { ...fileOf("limits.txt", "12345"), size: 4 };
  const error = await assertRejects(() => backupOf([...IDENTITY, lying]), StorageError);
  assertEquals(error.code, "io");
});
