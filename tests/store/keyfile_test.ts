/** The wrapped key: what opens it, and what does not. */

import { crc32 } from "node:zlib";
import { assertEquals, assertInstanceOf, assertNotEquals, assertRejects } from "@std/assert";
import { changePassphrase, createKeyFile, openKeyFile, StorageError } from "../../store/mod.ts";
import { unwrapKey, wrapKey } from "../../store/keyfile.ts";

const CHEAP = { log2N: 4, r: 8, p: 1 };
const PARTS = { salt: new Uint8Array(16).fill(1), nonce: new Uint8Array(12).fill(2), cost: CHEAP };

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => promise);
  assertInstanceOf(error, StorageError);
  return error.code;
}

Deno.test("a key comes back with its pass-phrase, in whatever form its letters were typed", async () => {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const file = await wrapKey(key, "пароль й é", PARTS);
  assertEquals(await unwrapKey(file, "пароль й é".normalize("NFD"), "k"), key);
  assertEquals(await codeOf(unwrapKey(file, "пароль и e", "k")), "wrong-key");
  assertEquals(await codeOf(unwrapKey(file, "", "k")), "wrong-key");
});

Deno.test("a key file with any byte changed, or cut anywhere, is damaged, never a wrong pass-phrase", async () => {
  const file = await wrapKey(new Uint8Array(32), "right", PARTS);
  for (let at = 0; at < file.length; at++) {
    const flipped = file.slice();
    flipped[at] ^= 0x10;
    assertEquals(await codeOf(unwrapKey(flipped, "right", "k")), "corrupt", `byte ${at}`);
    assertEquals(await codeOf(unwrapKey(file.subarray(0, at), "right", "k")), "corrupt", `cut at ${at}`);
  }
});

Deno.test("a key file cannot ask for more memory or time than the program allows", async () => {
  for (const cost of [{ ...CHEAP, log2N: 21 }, { ...CHEAP, p: 5 }, { ...CHEAP, r: 9 }]) {
    const file = await wrapKey(new Uint8Array(32), "p", PARTS);
    const forged = forge(file, cost);
    assertEquals(await codeOf(unwrapKey(forged, "p", "k")), "corrupt");
  }
});

Deno.test("changing the pass-phrase keeps the key and ends the old pass-phrase", async () => {
  const folder = await Deno.makeTempDir({ prefix: "parley ключ " });
  try {
    const path = `${folder}/store.key`;
    const key = await createKeyFile(path, "old");
    if (Deno.build.os !== "windows") assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    await assertRejects(() => createKeyFile(path, "again"), StorageError, "it is there already");
    const before = Deno.readFileSync(path);
    await changePassphrase(path, "old", "new");
    assertNotEquals(Deno.readFileSync(path), before);
    assertEquals(await codeOf(openKeyFile(path, "old")), "wrong-key");
    assertEquals(await openKeyFile(path, "new"), key);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["store.key"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function forge(file: Uint8Array, cost: typeof CHEAP): Uint8Array {
  const forged = file.slice();
  const view = new DataView(forged.buffer);
  forged[10] = cost.log2N;
  forged[11] = cost.r;
  view.setUint16(12, cost.p);
  view.setUint32(90, crc32(forged.subarray(0, 90)));
  return forged;
}
