import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import {
  CaDir,
  createIdentity,
  exportIdentity,
  fingerprintOf,
  type Identity,
  IdentityError,
  type IdentityFiles,
  loadIdentity,
  PassphraseNeededError,
  saveIdentity,
  writeBundle,
  WrongPassphraseError,
} from "../../crypto/mod.ts";
import { PassphraseHasher } from "../../crypto/pbes2.ts";
import { writePem } from "../../crypto/pem.ts";
import { encryptKey } from "../../crypto/pkcs8.ts";
import { readPkcs12 } from "../../crypto/pkcs12.ts";
import { importIdentity, withFolder } from "../support/authority.ts";
import { openssl, opensslCertificate, opensslRoot, type TestCertificate } from "../support/certificates.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const SECRET = "секрет вывоза";

let made: Promise<IdentityFiles> | undefined;
const identity = () => made ??= createIdentity({ name: "Анна", now: NOW, bits: 2048 });

const same = (one: Identity, two: Identity) =>
  one.fingerprint === two.fingerprint && one.privateKey.equals(two.privateKey) && one.signKey.equals(two.signKey) &&
  one.sealKey.equals(two.sealKey);

for (const format of ["pem", "p12"] as const) {
  Deno.test(`an identity goes elsewhere in a ${format} file whole: same keys, same person`, async () => {
    await withFolder(async (dir) => {
      const [here, there] = [join(dir, "here"), join(dir, "there")];
      await saveIdentity(here, await identity(), { passphrase: "профиль" });
      const options = { format, passphrase: SECRET, profilePassphrase: "профиль" };
      const bundle = await exportIdentity(here, options);
      const { id, name, setAside } = await importIdentity(there, {
        bundle,
        bundlePassphrase: SECRET,
        passphrase: "новый",
      });
      assertEquals([id, name, setAside], [(await identity()).id, "Анна", []]);
      assert(same(await loadIdentity(here, "профиль"), await loadIdentity(there, "новый")));
      await assertRejects(() => importIdentity(there, { bundle, bundlePassphrase: "чужой" }), WrongPassphraseError);
      await assertRejects(() => importIdentity(there, { bundle }), PassphraseNeededError);
      await assertRejects(() => exportIdentity(here, { ...options, passphrase: "" }), IdentityError);
      await assertRejects(
        () => exportIdentity(here, { ...options, profilePassphrase: undefined }),
        PassphraseNeededError,
      );
    });
  });

  Deno.test(`openssl reads a ${format} file of ours with its pass-phrase only`, async () => {
    await withFolder(async (dir) => {
      const files = await identity();
      await Deno.writeFile(join(dir, "bundle"), await writeBundle({ ...files }, format, SECRET));
      await Deno.writeTextFile(join(dir, "right"), SECRET);
      await Deno.writeTextFile(join(dir, "wrong"), "wrong");
      const show = (file: string) =>
        format === "p12"
          ? openssl(["pkcs12", "-in", "bundle", "-passin", `file:${file}`, "-nodes"], { cwd: dir })
          : openssl(["rsa", "-in", "bundle", "-passin", `file:${file}`], { cwd: dir });
      assertStringIncludes(await show("right"), "BEGIN PRIVATE KEY");
      await assertRejects(() => show("wrong"), Error);
    });
  });
}

/** What `openssl pkcs12 -export` makes of a test certificate. */
async function opensslP12(
  dir: string,
  leaf: TestCertificate,
  root: TestCertificate,
  args: string[],
): Promise<Uint8Array> {
  await Deno.writeTextFile(join(dir, "leaf.pem"), leaf.certificate);
  await Deno.writeTextFile(join(dir, "key.pem"), leaf.privateKey);
  await Deno.writeTextFile(join(dir, "root.pem"), root.certificate);
  await Deno.writeTextFile(join(dir, "pass"), SECRET);
  const files = ["-in", "leaf.pem", "-inkey", "key.pem", "-certfile", "root.pem", "-out", "out.p12"];
  await openssl(["pkcs12", "-export", ...files, "-passout", "file:pass", ...args], { cwd: dir });
  return await Deno.readFile(join(dir, "out.p12"));
}

for (
  const [what, args] of Object.entries({
    "OpenSSL 3 as it is by default": [],
    "OpenSSL 3 with a SHA-1 integrity check": ["-macalg", "sha1"],
    "OpenSSL 1 and macOS: triple DES": ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
    "triple DES in PBES2": ["-keypbe", "des-ede3-cbc", "-certpbe", "des-ede3-cbc"],
    "certificates in the clear": ["-certpbe", "NONE"],
    "no integrity check": ["-nomac"],
  })
) {
  Deno.test(`a team's PKCS#12 file is taken over: ${what}`, async () => {
    await withFolder(async (dir) => {
      const root = await opensslRoot({ name: "Отдел" });
      const leaf = await opensslCertificate({ issuer: root, name: "Вера", id: "4242" });
      const bundle = await opensslP12(dir, leaf, root, args);
      assertEquals((await importIdentity(dir, { bundle, bundlePassphrase: SECRET })).id, "4242");
      const loaded = await loadIdentity(dir);
      assertEquals([loaded.name, loaded.root], ["Вера", fingerprintOf(root.certificate)]);
      await assertRejects(() => importIdentity(dir, { bundle, bundlePassphrase: "чужой" }), WrongPassphraseError);
    });
  });
}

Deno.test("what an authority signs is imported as key, certificate and root, together or as several files", async () => {
  await withFolder(async (dir) => {
    const authority = await CaDir.init(join(dir, "ca"), { name: "Team", now: new Date(), bits: 2048 });
    const issued = await authority.issue({ name: "Глеб", now: new Date(), bits: 2048 });
    const key = issued.key.export({ type: "pkcs8", format: "pem" }).toString();
    const bytes = (text: string) => new TextEncoder().encode(text);
    const profile = join(dir, "profile");
    await importIdentity(profile, { bundle: bytes(issued.root + issued.leaf + "some text\n" + key) });
    const first = await loadIdentity(profile);
    assertEquals([first.id, first.name], [issued.id, "Глеб"]);
    const extras = [bytes(issued.leaf), authority.root.der];
    const { setAside } = await importIdentity(profile, { bundle: bytes(key), extras, now: NOW });
    assertEquals(setAside, [join(profile, "identity.20261121T100000Z")]);
    const second = await loadIdentity(profile);
    assert(second.privateKey.equals(first.privateKey));
    assertNotEquals(second.card.sign, first.card.sign, "content keys are new when the file has none");
  });
});

Deno.test("what does not fit together is refused in words, and the profile stays as it was", async () => {
  await withFolder(async (dir) => {
    await saveIdentity(dir, await identity());
    const before = await loadIdentity(dir);
    const root = await opensslRoot();
    const leaf = await opensslCertificate({ issuer: root });
    const other = await opensslCertificate({ issuer: root, key: 3 });
    const stranger = await opensslRoot({ key: 9 });
    const caLeaf = await opensslCertificate({ issuer: root, extensions: { basicConstraints: "critical,CA:TRUE" } });
    const bad: [string, string][] = [
      [`"0" RSA private keys`, leaf.certificate + root.certificate],
      [`"2" RSA private keys`, leaf.privateKey + other.privateKey + leaf.certificate + root.certificate],
      ["no certificate belongs", other.privateKey + leaf.certificate + root.certificate],
      [`add "ca.crt"`, leaf.privateKey + leaf.certificate],
      [`add "ca.crt"`, leaf.privateKey + leaf.certificate + stranger.certificate],
      ["CA:TRUE", caLeaf.privateKey + caLeaf.certificate + root.certificate],
      [`"0" RSA private keys`, "nothing of use"],
      [`"0" RSA private keys`, ""],
      ["damaged", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
      ["too large", "x".repeat(300_000)],
      [
        "old kind",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
      ],
    ];
    for (const [words, text] of bad) {
      const bundle = new TextEncoder().encode(text);
      const error = await assertRejects(() => importIdentity(dir, { bundle, bundlePassphrase: "x" }), IdentityError);
      assertStringIncludes(error.message, words);
    }
    assert(same(await loadIdentity(dir), before));
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name).sort(), ["ca", "identity"]);
  });
});

Deno.test("a file that asks for absurd work is refused before it is done", async () => {
  const key = (await openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])).trim();
  const args = ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-iter", "1000000", "-passout", "pass:x"];
  const encrypted = await openssl(args, { stdin: key });
  const withRounds = (...bytes: number[]) => pemOver(encrypted, [0x02, 0x03, 0x0f, 0x42, 0x40], [0x02, 0x03, ...bytes]);
  const attempt = (bundle: Uint8Array) => importIdentity("/nonexistent", { bundle, bundlePassphrase: "x" });
  // other rounds give another key, nothing worse
  await assertRejects(() => attempt(withRounds(0x0f, 0x42, 0x41)), WrongPassphraseError);
  await assertRejects(() => attempt(withRounds(0x7f, 0xff, 0xff)), IdentityError, "rounds of hashing: out of bounds");
});

Deno.test("a file that asks for much work again and again is refused before most of it is done", async () => {
  await withFolder(async (dir) => {
    const { leafKey, leaf, root } = await identity();
    const quickPem = async (key: KeyObject) =>
      writePem("ENCRYPTED PRIVATE KEY", await encryptKey(key, new PassphraseHasher(SECRET), 1_000));
    const nine = Array<KeyObject>(9).fill(leafKey);
    for (const format of ["p12", "pem"] as const) {
      // Salts of their own, as a file may have that we did not write.
      const bundle = format === "p12"
        ? await writeBundle({ leaf, leafKey, root, contentKeys: nine.slice(1) }, format, SECRET)
        : new TextEncoder().encode((await Promise.all(nine.map(quickPem))).join(""));
      const attempt = importIdentity("/nonexistent", { bundle, bundlePassphrase: SECRET });
      await assertRejects(() => attempt, IdentityError, `more than "8" hashings`);
    }
    const made = await opensslCertificate({ issuer: await opensslRoot() });
    await Deno.writeTextFile(join(dir, "both.pem"), made.privateKey + made.certificate);
    const old = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-nomaciter"];
    const args = ["pkcs12", "-export", "-in", "both.pem", "-out", "x.p12", ...old, "-iter", "600000"];
    await openssl([...args, "-passout", "pass:x"], { cwd: dir });
    const bundle = await Deno.readFile(join(dir, "x.p12"));
    const attempt = importIdentity("/nonexistent", { bundle, bundlePassphrase: "x" });
    await assertRejects(() => attempt, IdentityError, "rounds of hashing: out of bounds");
  });
});

Deno.test("keys as other programs write them open: PBKDF2 with SHA-1 and SHA-512, scrypt, AES-128, PKCS#1", async () => {
  await withFolder(async (dir) => {
    const root = await opensslRoot();
    const leaf = await opensslCertificate({ issuer: root });
    await Deno.writeTextFile(join(dir, "pass"), `${SECRET}\n`);
    const pkcs8 = (...args: string[]) =>
      openssl(["pkcs8", "-topk8", "-passout", "file:pass", ...args], { stdin: leaf.privateKey, cwd: dir });
    const keys = await Promise.all([
      pkcs8("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"),
      pkcs8("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"),
      pkcs8("-scrypt"),
      pkcs8("-v2", "des3"),
      openssl(["rsa", "-traditional"], { stdin: leaf.privateKey }),
    ]);
    for (const key of keys) {
      const bundle = new TextEncoder().encode(key + leaf.certificate + root.certificate);
      assertEquals((await importIdentity(dir, { bundle, bundlePassphrase: SECRET })).id, "1001");
    }
  });
});

Deno.test("mutated PKCS#12 files raise named errors only", async () => {
  await withFolder(async (dir) => {
    const root = await opensslRoot();
    const leaf = await opensslCertificate({ issuer: root });
    const good = await opensslP12(dir, leaf, root, ["-nomac", "-iter", "1"]);
    const edits = fc.array(fc.tuple(fc.nat(Math.min(400, good.length - 1)), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          await readPkcs12(bytes, SECRET);
        } catch (error) {
          assert(error instanceof IdentityError || error instanceof WrongPassphraseError, String(error));
        }
      }),
      { numRuns: 150 },
    );
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      await assertRejects(() => readPkcs12(bytes, SECRET), IdentityError);
    }));
  });
});

/** The same PEM with one run of bytes replaced by another. */
function pemOver(pem: string, from: number[], to: number[]): Uint8Array {
  const bytes = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, "")), (c) => c.charCodeAt(0));
  const at = bytes.findIndex((_, start) => from.every((byte, i) => bytes[start + i] === byte));
  bytes.set(to, at);
  const body = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g)!.join("\n");
  return new TextEncoder().encode(
    `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${body}\n-----END ENCRYPTED PRIVATE KEY-----\n`,
  );
}
