import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  createIdentity,
  fingerprintOf,
  IdentityError,
  identityExists,
  type IdentityFiles,
  type IdentityProgress,
  isIdentityEncrypted,
  isIssuedBy,
  loadIdentity,
  PassphraseNeededError,
  readLeaf,
  readRoot,
  saveIdentity,
  verifyKeyCard,
  WrongPassphraseError,
} from "../../crypto/mod.ts";
import { withFolder } from "../support/authority.ts";
import { openssl, opensslResult } from "../support/certificates.ts";

const NOW = new Date("2026-11-21T10:00:00.500Z");
const NAMES = ["leaf.crt", "leaf.key", "root.crt", "sign.key", "seal.key"];
const SECRET_KEYS = ["identity/leaf.key", "identity/sign.key", "identity/seal.key", "ca/ca.key"];

let made: Promise<IdentityFiles> | undefined;
const identity = () => made ??= createIdentity({ name: "Анна", now: NOW, bits: 2048 });

Deno.test("a first identity is a personal root and a leaf under it, made with progress that a person can follow", async () => {
  const steps: IdentityProgress[] = [];
  const files = await createIdentity({ name: "Анна", now: NOW, bits: 2048, onProgress: (step) => steps.push(step) });
  assertEquals(steps.map(({ done, total }) => `${done}/${total}`), ["1/3", "2/3", "3/3"]);
  assertEquals(new Set(steps.map(({ step }) => step)), new Set(["authority-key", "own-key", "certificates"]));
  assertEquals(steps[2].step, "certificates");
  const root = readRoot(files.root);
  assertEquals(root.name, "Анна (Parley CA)");
  assertEquals(root.notBefore.toISOString(), "2026-11-19T10:00:00.000Z");
  assertEquals(root.notAfter.toISOString(), "2036-11-18T10:00:00.000Z");
});

Deno.test("keys are RSA-3072 when nothing else is said, and openssl accepts the chain strictly", async () => {
  const files = await createIdentity({ name: "Anna", now: new Date() });
  assertEquals(files.leafKey.asymmetricKeyDetails?.modulusLength, 3072);
  assertEquals(files.rootKey?.asymmetricKeyDetails?.modulusLength, 3072);
  await withFolder(async (dir) => {
    await saveIdentity(dir, files);
    for (const purpose of ["sslserver", "sslclient"]) {
      const args = ["-x509_strict", "-crl_check", "-CAfile", "ca/ca.crt", "-CRLfile", "ca/ca.crl", "-purpose", purpose];
      const said = await openssl(["verify", ...args, "identity/leaf.crt"], { cwd: dir });
      assertEquals(said, "identity/leaf.crt: OK\n");
    }
  });
});

Deno.test("a long name of many-unit characters still gives a root whose name fits", async () => {
  const files = await createIdentity({ name: "😀".repeat(32), now: NOW, bits: 2048 });
  assertEquals(readRoot(files.root).name, "😀".repeat(26) + " (Parley CA)");
});

Deno.test("what was saved is loaded again: same person, working keys, a key card that verifies", async () => {
  const files = await identity();
  for (const passphrase of [undefined, "длинная фраза"]) {
    await withFolder(async (dir) => {
      assertEquals(await identityExists(dir), false);
      assertEquals(await isIdentityEncrypted(dir), false);
      await saveIdentity(dir, files, { passphrase });
      assertEquals(await identityExists(dir), true);
      assertEquals(await isIdentityEncrypted(dir), passphrase !== undefined);
      const loaded = await loadIdentity(dir, passphrase);
      const leaf = readLeaf(new Uint8Array(await pemDer(dir)));
      assertEquals([loaded.id, loaded.name, loaded.fingerprint], [files.id, "Анна", fingerprintOf(files.leaf)]);
      assertEquals(loaded.root, fingerprintOf(files.root));
      assert(loaded.privateKey.equals(files.leafKey) && loaded.signKey.equals(files.signKey));
      assert(loaded.sealKey.equals(files.sealKey));
      assert(loaded.privateKeyPem.startsWith("-----BEGIN PRIVATE KEY-----"));
      assertEquals(verifyKeyCard(loaded.card, loaded.fingerprint, leaf.publicKey), true);
      assertEquals(isIssuedBy(await pemDer(dir), loaded.rootCertificate), true);
    });
  }
});

Deno.test("with a pass-phrase, no private key is on disk in the clear, and none opens without it", async () => {
  const files = await identity();
  const clear = [files.leafKey, files.signKey, files.sealKey, files.rootKey!].map((key) =>
    key.export({ type: "pkcs8", format: "der" }).toString("base64").slice(60, 120)
  );
  await withFolder(async (dir) => {
    await saveIdentity(dir, files, { passphrase: "правильная" });
    const right = join(dir, "right");
    await Deno.writeTextFile(right, "правильная\n");
    for (const name of SECRET_KEYS) {
      const text = await Deno.readTextFile(join(dir, name));
      assert(text.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"), name);
      for (const part of clear) assert(!text.replaceAll("\n", "").includes(part), name);
      assertEquals(
        (await opensslResult(["pkey", "-noout", "-in", name, "-passin", "pass:false"], { cwd: dir })).code,
        1,
      );
      await openssl(["pkey", "-noout", "-in", name, "-passin", `file:${right}`], { cwd: dir });
    }
    const parameters = await openssl(["asn1parse", "-in", "identity/leaf.key"], { cwd: dir });
    for (const part of ["PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"]) assertStringIncludes(parameters, part);
    await assertRejects(() => loadIdentity(dir), PassphraseNeededError);
    const error = await assertRejects(() => loadIdentity(dir, "неправильная"), WrongPassphraseError);
    assert(!error.message.includes("неправильная") && !error.message.includes("правильная"));
    await assertRejects(() => loadIdentity(dir, ""), WrongPassphraseError);
  });
});

if (Deno.build.os !== "windows") {
  Deno.test("files are for their owner alone: 0600 in folders of 0700", () =>
    withFolder(async (dir) => {
      await Deno.chmod(dir, 0o755);
      await saveIdentity(dir, await identity());
      const check = async (path: string): Promise<void> => {
        const { mode, isDirectory } = await Deno.stat(path);
        assertEquals((mode! & 0o777).toString(8), isDirectory ? "700" : "600", path);
        if (isDirectory) { for await (const { name } of Deno.readDir(path)) await check(join(path, name)); }
      };
      await check(dir);
    }));
}

Deno.test("a second identity sets the first aside; nothing is overwritten", async () => {
  const files = await identity();
  await withFolder(async (dir) => {
    assertEquals((await saveIdentity(dir, files, { now: NOW })).setAside, []);
    const before = await Deno.readTextFile(join(dir, "identity", "sign.key"));
    const other = await createIdentity({ name: "Борис", now: NOW, bits: 2048 });
    const aside = [join(dir, "ca.20261121T100000Z"), join(dir, "identity.20261121T100000Z")];
    assertEquals((await saveIdentity(dir, other, { now: NOW })).setAside, aside);
    assertEquals(await Deno.readTextFile(join(aside[1], "sign.key")), before);
    assertEquals((await loadIdentity(dir)).name, "Борис");
    const again = (await saveIdentity(dir, files, { now: NOW })).setAside;
    assertEquals(again, aside.map((path) => `${path}-2`));
  });
});

Deno.test("no temporary file is left behind, and no half identity counts as one", async () => {
  await withFolder(async (dir) => {
    await saveIdentity(dir, await identity());
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
    assertEquals(names, ["ca", "identity"]);
    assertEquals([...Deno.readDirSync(join(dir, "identity"))].map(({ name }) => name).sort(), [...NAMES].sort());
    // cut off before the last rename: a folder beside is not an identity
    await Deno.rename(join(dir, "identity"), join(dir, "identity.new-0123456789ab"));
    assertEquals(await identityExists(dir), false);
    await assertRejects(() => loadIdentity(dir), IdentityError, `" is missing`);
  });
});

for (const name of NAMES) {
  Deno.test(`an identity whose ${name} is missing, empty or garbage is refused in words and left alone`, async () => {
    await withFolder(async (dir) => {
      await saveIdentity(dir, await identity());
      const path = join(dir, "identity", name);
      for (const text of ["", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]) {
        await Deno.writeTextFile(path, text);
        await assertRejects(() => loadIdentity(dir), IdentityError);
        assertEquals(await Deno.readTextFile(path), text);
      }
      await Deno.remove(path);
      await assertRejects(() => loadIdentity(dir), IdentityError, `"${name}" is missing`);
      assertEquals(await identityExists(dir), true);
    });
  });
}

Deno.test("parts of two identities do not make one", async () => {
  const [one, two] = [await identity(), await createIdentity({ name: "Борис", now: NOW, bits: 2048 })];
  const mixed: [string, Partial<IdentityFiles>][] = [
    ["private key does not belong", { leafKey: two.leafKey }],
    ["was not issued by the root", { root: two.root }],
    ["content key is not of the right kind", { signKey: two.sealKey }],
    ["content key is not of the right kind", { sealKey: two.signKey }],
    ["private key does not belong", { leafKey: two.signKey }],
    ["CA:TRUE", { leaf: two.root }],
  ];
  for (const [words, part] of mixed) {
    await withFolder(async (dir) => {
      // the personal authority is left out: a leaf that does not read could not be entered into its books
      await saveIdentity(dir, { ...one, ...part, rootKey: undefined });
      await assertRejects(() => loadIdentity(dir), IdentityError, words);
    });
  }
});

Deno.test("an expired identity still loads: it has to be shown and renewed", async () => {
  const old = await createIdentity({ name: "Old", now: new Date("2001-01-01T00:00:00Z"), bits: 2048 });
  await withFolder(async (dir) => {
    await saveIdentity(dir, old);
    assertEquals((await loadIdentity(dir)).notAfter.toISOString(), "2002-01-01T00:00:00.000Z");
  });
});

Deno.test("the same pass-phrase gives different files each time: fresh salt and vectors", async () => {
  const files = await identity();
  await withFolder(async (dir) => {
    await saveIdentity(join(dir, "a"), files, { passphrase: "same" });
    await saveIdentity(join(dir, "b"), files, { passphrase: "same" });
    for (const name of SECRET_KEYS) {
      assertNotEquals(await Deno.readTextFile(join(dir, "a", name)), await Deno.readTextFile(join(dir, "b", name)));
    }
  });
});

async function pemDer(dir: string): Promise<Uint8Array> {
  const body = (await Deno.readTextFile(join(dir, "identity", "leaf.crt"))).replace(/-----[^-]+-----|\s/g, "");
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}
