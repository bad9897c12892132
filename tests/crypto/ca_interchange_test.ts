import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import {
  CaDir,
  CaError,
  createCsr,
  isIssuedBy,
  parseCrl,
  readLeaf,
  readRoot,
  WrongPassphraseError,
} from "../../crypto/mod.ts";
import { newRsaKey } from "../../crypto/keys.ts";
import { OPENSSL_CNF } from "../../crypto/ca_files.ts";
import { findPem } from "../../crypto/pem.ts";
import { keptAuthority, script, scriptDone, withFolder } from "../support/authority.ts";
import { openssl, opensslResult, testKey } from "../support/certificates.ts";
import { STRONG_REQUEST } from "../support/strong_request.ts";

const PASSPHRASE = "пароль из слов";

/** A folder with a pass-phrase file in it. */
function withCa(run: (at: { cwd: string; passphraseFile: string; ca: string }) => Promise<void>): Promise<void> {
  return withFolder(async (cwd) => {
    const passphraseFile = join(cwd, "pass-phrase");
    await Deno.writeTextFile(passphraseFile, `${PASSPHRASE}\n`);
    await run({ cwd, passphraseFile, ca: join(cwd, "центр") });
  });
}

const command = () => ({ now: new Date(), passphrase: PASSPHRASE });

/** The authority of most tests, which are about what comes after it was made. */
const made = new Date();
const team = (ca: string) => keptAuthority(ca, { name: "Team", passphrase: PASSPHRASE, now: made });

const annasRequest = async () =>
  await createCsr({ name: "Anna", key: createPrivateKey((await testKey(3)).privateKey) });

async function read(cwd: string, name: string): Promise<string> {
  return await Deno.readTextFile(join(cwd, name));
}

const leafOf = (pem: string) => readLeaf(findPem(pem, "CERTIFICATE")!);

async function verify(cwd: string, ca: string, file: string): Promise<void> {
  for (const purpose of ["sslserver", "sslclient"]) {
    const args = ["verify", "-x509_strict", "-crl_check", "-purpose", purpose, "-CAfile", join(ca, "ca.crt")];
    assertEquals(await openssl([...args, "-CRLfile", join(ca, "ca.crl"), file], { cwd }), `${file}: OK\n`);
  }
}

Deno.test("an authority begun by script is continued by command, and taken up by script again", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const at = { cwd, passphraseFile };
    await scriptDone("create_cert.sh", ["-d", ca, "-n", 'Отдел / ИТ + "x" \\ y'], at);
    await scriptDone("create_key_csr.sh", ["-n", "Анна/О+К", "-o", "anna"], at);
    const authority = await CaDir.open(ca);
    assertEquals(readRoot(await read(ca, "ca.crt")).name, 'Отдел / ИТ + "x" \\ y');
    const signed = await authority.sign(await read(cwd, "anna.csr"), command());
    assertEquals(signed.name, "Анна/О+К");
    assertEquals(isIssuedBy(findPem(signed.leaf, "CERTIFICATE")!, await read(ca, "ca.crt")), true);
    await Deno.writeTextFile(join(cwd, "anna.crt"), signed.leaf + signed.root);
    await verify(cwd, ca, "anna.crt");

    const issued = await authority.issue({ ...command(), name: "Борис", bits: 2048 });
    assertStringIncludes(await scriptDone("list.sh", ["-d", ca], at), "Борис");
    await scriptDone("revoke.sh", ["-d", ca, "-c", "keyCompromise", issued.id], at);
    const [anna, boris] = await authority.list(new Date());
    assertEquals([anna.status, boris.status, boris.reason], ["valid", "revoked", "keyCompromise"]);
    const crl = parseCrl(await read(ca, "ca.crl"), authority.root.certificate);
    assertEquals(crl.serials, new Set([issued.serial]));
  });
});

Deno.test("an authority begun by command is continued by script, and taken up by command again", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const at = { cwd, passphraseFile };
    const authority = await CaDir.init(ca, { ...command(), name: "Команда", bits: 2048 });
    const first = await authority.issue({ ...command(), name: "Boris", bits: 2048 });
    await scriptDone("create_key_csr.sh", ["-n", "😀 Hub", "-o", "hub"], at);
    await scriptDone("create_certificate.sh", ["-d", ca, "-r", "hub.csr", "-o", "hub.crt"], at);
    await verify(cwd, ca, "hub.crt");
    const hub = leafOf(await read(cwd, "hub.crt"));
    assertEquals(hub.name, "😀 Hub");
    assertEquals(isIssuedBy(findPem(await read(cwd, "hub.crt"), "CERTIFICATE")!, authority.root.certificate), true);

    await scriptDone("create_client_certificate.sh", ["-d", ca, "-r", "hub.csr", "-o", "v.crt", "-n", "Вера"], at);
    assertEquals(leafOf(await read(cwd, "v.crt")).name, "Вера");
    assertNotEquals(leafOf(await read(cwd, "v.crt")).id, hub.id);

    const list = await authority.list(new Date());
    assertEquals(list.map(({ id, name, status }) => [id, name, status]), [
      [first.id, "Boris", "valid"],
      [hub.id, "😀 Hub", "valid"],
      [leafOf(await read(cwd, "v.crt")).id, "Вера", "valid"],
    ]);
    const renewed = await authority.renew(hub.id, command());
    assertEquals([renewed.id, renewed.name], [hub.id, "😀 Hub"]);
    assertNotEquals(renewed.serial, hub.serial);
    assertEquals(leafOf(renewed.leaf).publicKey, hub.publicKey);
    const gone = await authority.revoke(hub.id, { ...command(), reason: "superseded" });
    assertEquals(gone.map(({ serial }) => serial), [hub.serial, renewed.serial]);
    const said = await opensslResult(
      ["verify", "-crl_check", "-CAfile", join(ca, "ca.crt"), "-CRLfile", join(ca, "ca.crl"), "hub.crt"],
      { cwd },
    );
    assertStringIncludes(said.stderr, "certificate revoked");
    await scriptDone("crl.sh", ["-d", ca, "-o", "copy.crl"], at);
    const crl = parseCrl(await read(cwd, "copy.crl"), authority.root.certificate);
    assertEquals(crl.serials, new Set([hub.serial, renewed.serial]));
    assertEquals(crl.number, parseCrl((await authority.crl(command())).pem, authority.root.certificate).number - 1);
  });
});

Deno.test("scripts renew an id they are given, and only one that was issued here", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const at = { cwd, passphraseFile };
    const authority = await team(ca);
    await Deno.writeTextFile(join(cwd, "a.csr"), await annasRequest());
    const { id } = await authority.sign(await read(cwd, "a.csr"), command());
    const sign = (out: string, wanted: string) => ["-d", ca, "-r", "a.csr", "-o", out, "-i", wanted];
    await scriptDone("create_client_certificate.sh", sign("a2.crt", id), at);
    assertEquals(leafOf(await read(cwd, "a2.crt")).id, id);
    const refused = await script("create_client_certificate.sh", sign("a3.crt", "12"), at);
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.stderr, `signing for id "12": this authority issued no such id`);
    assertEquals((await authority.list(new Date())).length, 2);
  });
});

Deno.test("both leave keys that only the pass-phrase opens, in files that only the owner reads", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const script = join(cwd, "by script");
    await scriptDone("create_cert.sh", ["-d", script, "-n", "Script"], { cwd, passphraseFile });
    await CaDir.init(ca, { ...command(), name: "Command", bits: 2048 });
    for (const dir of [script, ca]) {
      assertStringIncludes(await read(dir, "ca.key"), "BEGIN ENCRYPTED PRIVATE KEY");
      const wrong = await opensslResult(["pkey", "-in", "ca.key", "-noout", "-passin", "pass:x"], { cwd: dir });
      assertEquals(wrong.code, 1);
      await openssl(["pkey", "-in", "ca.key", "-noout", "-passin", `file:${passphraseFile}`], { cwd: dir });
      const parameters = await openssl(["asn1parse", "-in", "ca.key"], { cwd: dir });
      for (const part of ["PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"]) assertStringIncludes(parameters, part);
      assertEquals((await Deno.stat(dir)).mode! & 0o777, 0o700);
      assertEquals((await Deno.stat(join(dir, "issued"))).mode! & 0o777, 0o700);
      for await (const { name, isFile } of Deno.readDir(dir)) {
        if (isFile) assertEquals((await Deno.stat(join(dir, name))).mode! & 0o777, 0o600, name);
      }
      const authority = await CaDir.open(dir);
      assertEquals(await authority.needsPassphrase(), true);
      const before = await read(dir, "ids.txt");
      const attempt = { now: new Date(), passphrase: "wrong", name: "X", bits: 2048 };
      await assertRejects(() => authority.issue(attempt), WrongPassphraseError);
      await assertRejects(() => authority.crl({ now: new Date(), passphrase: "wrong" }), WrongPassphraseError);
      assertEquals(await read(dir, "ids.txt"), before);
    }
  });
});

Deno.test("scripts with a wrong pass-phrase issue nothing, and no pass-phrase stands in an argument list", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const authority = await team(ca);
    await Deno.writeTextFile(join(cwd, "a.csr"), await annasRequest());
    await Deno.writeTextFile(join(cwd, "wrong"), "wrong\n");
    const args = ["-d", ca, "-r", "a.csr", "-o", "a.crt"];
    const refused = await script("create_client_certificate.sh", args, { cwd, passphraseFile: join(cwd, "wrong") });
    assertEquals(refused.code, 1);
    assertEquals(await authority.list(new Date()), []);
    assertEquals([...Deno.readDirSync(join(ca, "issued"))], []);
    // an openssl that writes down how it was called
    await Deno.mkdir(join(cwd, "bin"));
    const real = (await new Deno.Command("which", { args: ["openssl"] }).output()).stdout;
    const spy = `#!/bin/sh\nprintf '%s\\n' "$*" >>"$SPY"\nexec ${new TextDecoder().decode(real).trim()} "$@"\n`;
    await Deno.writeTextFile(join(cwd, "bin", "openssl"), spy, { mode: 0o755 });
    const { code } = await new Deno.Command("bash", {
      args: [new URL("../../certs/scripts/create_client_certificate.sh", import.meta.url).pathname, ...args],
      cwd,
      stdout: "null",
      env: {
        PATH: `${join(cwd, "bin")}:${Deno.env.get("PATH")}`,
        SPY: join(cwd, "calls"),
        PARLEY_PASSPHRASE_FILE: passphraseFile,
      },
    }).output();
    assertEquals(code, 0);
    const calls = await read(cwd, "calls");
    assertStringIncludes(calls, "-passin fd:3");
    assert(!calls.includes("пароль"));
  });
});

Deno.test("a hostile request gets nothing it asks for: names, CA rights and ids come from the authority", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const authority = await team(ca);
    const { privateKey } = await testKey(2);
    await Deno.writeTextFile(join(cwd, "key.pem"), privateKey);
    const extensions = [
      ["subjectAltName=URI:parley:7,DNS:7.parley.internal,DNS:bank.example"],
      ["basicConstraints=critical,CA:TRUE"],
      ["keyUsage=critical,keyCertSign,cRLSign"],
    ].flatMap((text) => ["-addext", ...text]);
    await openssl(["req", "-new", "-key", "key.pem", "-subj", "/O=Evil/CN=Mallory", ...extensions, "-out", "m.csr"], {
      cwd,
    });
    const byCommand = (await authority.sign(await read(cwd, "m.csr"), command())).leaf;
    const args = ["-d", ca, "-r", "m.csr", "-o", "m.crt"];
    await scriptDone("create_client_certificate.sh", args, { cwd, passphraseFile });
    for (const pem of [byCommand, await read(cwd, "m.crt")]) {
      const leaf = leafOf(pem);
      assertEquals(leaf.name, "Mallory");
      assertNotEquals(leaf.id, "7");
      const text = await openssl(["x509", "-noout", "-text"], { stdin: pem });
      assert(!text.includes("bank.example") && !text.includes("CA:TRUE") && !text.includes("Evil"));
    }
  });
});

Deno.test("requests that prove nothing or cannot be read are refused by both, and nothing is issued", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const authority = await team(ca);
    const good = await annasRequest();
    const requests: Record<string, string> = {
      "signature broken": await spoil(good, -20),
      "key exchanged": await spoil(good, 120),
      "cut off": good.slice(0, 300) + "\n-----END CERTIFICATE REQUEST-----\n",
      "no request": "hello",
      "empty": "",
      "too strong": STRONG_REQUEST,
    };
    const weak = ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
    await Deno.writeTextFile(join(cwd, "k"), await openssl(weak));
    requests["too weak"] = await openssl(["req", "-new", "-key", "k", "-subj", "/CN=Anna"], { cwd });
    await Deno.writeTextFile(join(cwd, "k"), await openssl(["genpkey", "-algorithm", "ED25519"]));
    requests["not RSA"] = await openssl(["req", "-new", "-key", "k", "-subj", "/CN=Anna"], { cwd });
    await Deno.writeTextFile(join(cwd, "k"), (await testKey(2)).privateKey);
    for (const [what, name] of [["reordered", "Anna\u202ex"], ["a control", "An\u0007na"], ["padded", " Anna"]]) {
      requests[`name ${what}`] = await openssl(["req", "-new", "-utf8", "-key", "k", "-subj", `/CN=${name}`], { cwd });
    }
    requests["no name"] = await openssl(["req", "-new", "-key", "k", "-subj", "/O=Nobody"], { cwd });
    for (const [what, csr] of Object.entries(requests)) {
      await assertRejects(() => authority.sign(csr, command()), Error, undefined, what);
      await Deno.writeTextFile(join(cwd, "bad.csr"), csr);
      const args = ["-d", ca, "-r", "bad.csr", "-o", "bad.crt"];
      const refused = await script("create_client_certificate.sh", args, { cwd, passphraseFile });
      assertEquals(refused.code, 1, `${what}: ${refused.stdout}`);
      assertEquals((await opensslResult(["x509", "-in", "bad.crt", "-noout"], { cwd })).code, 1, what);
    }
    assertEquals(await authority.list(new Date()), []);
  });
});

Deno.test("two commands and a script at once never give out an id or a serial twice, nor lose a line", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const authority = await team(ca);
    const csr = await annasRequest();
    await Deno.writeTextFile(join(cwd, "a.csr"), csr);
    const args = (out: string) => ["-d", ca, "-r", "a.csr", "-o", out];
    await Promise.all([
      ...Array.from({ length: 4 }, () => authority.sign(csr, command())),
      ...["1.crt", "2.crt"].map((out) =>
        scriptDone("create_client_certificate.sh", args(out), { cwd, passphraseFile })
      ),
    ]);
    const list = await authority.list(new Date());
    assertEquals(list.length, 6);
    assertEquals(new Set(list.map(({ id }) => id)).size, 6);
    assertEquals(new Set(list.map(({ serial }) => serial)).size, 6);
    for (const { id } of list) assertMatch(id!, /^[1-9][0-9]{0,12}$/);
    assertEquals([...Deno.readDirSync(ca)].filter(({ name }) => name.includes("new") || name === "lock"), []);
  });
});

Deno.test("a lock left behind by a crash is taken over when it is old; a young one is waited for", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const authority = await team(ca);
    const old = new Date(Date.now() - 3 * 60_000);
    for (
      const run of [() => authority.crl(command()), () => scriptDone("crl.sh", ["-d", ca], { cwd, passphraseFile })]
    ) {
      await Deno.mkdir(join(ca, "lock"));
      await Deno.utime(join(ca, "lock"), old, old);
      await run();
    }
    await Deno.mkdir(join(ca, "lock"));
    let done = false;
    const waiting = authority.crl(command()).then(() => done = true);
    await authority.list(new Date());
    assertEquals(done, false);
    await Deno.remove(join(ca, "lock"));
    assertEquals(await waiting, true);
  });
});

Deno.test("an authority is never made over something, and a folder without one is no authority", async () => {
  await withCa(async ({ cwd, passphraseFile, ca }) => {
    const init = () => CaDir.init(ca, { ...command(), name: "Team", bits: 2048 });
    await assertRejects(() => CaDir.open(ca), CaError, "there is none");
    await Deno.mkdir(ca);
    await init();
    const root = await read(ca, "ca.crt");
    await assertRejects(init, CaError, "is not empty");
    assertEquals((await script("create_cert.sh", ["-d", ca, "-n", "X"], { cwd, passphraseFile })).code, 1);
    assertEquals(await read(ca, "ca.crt"), root);
    assertEquals((await script("create_cert.sh", ["-d", join(cwd, "new"), "-n", "X"], { cwd })).code, 1);
    assertEquals((await script("create_cert.sh", ["-n", "X"], { cwd, passphraseFile })).code, 2);
  });
});

Deno.test("cut off between files, nothing is given out twice and what was written can be revoked", async () => {
  await withCa(async ({ ca }) => {
    const authority = await team(ca);
    const csr = await annasRequest();
    const index = await read(ca, "index.txt");
    const lost = await authority.sign(csr, command());
    await Deno.writeTextFile(join(ca, "index.txt"), index); // as if cut off before the last file
    const next = await authority.sign(csr, command());
    assertNotEquals(next.id, lost.id);
    assertEquals((await authority.revoke(lost.id, command())).map(({ serial }) => serial), [lost.serial]);
    const crl = parseCrl(await read(ca, "ca.crl"), authority.root.certificate);
    assertEquals(crl.serials, new Set([lost.serial]));
    await assertRejects(() => authority.revoke(lost.id, command()), CaError, "revoked already");
    await assertRejects(() => authority.revoke("1", command()), CaError, "neither such an id");
    await assertRejects(() => authority.renew(lost.id, command()), CaError, "is revoked");
    await assertRejects(() => authority.renew("1", command()), CaError, "no such id");
    const bySerial = await authority.revoke(next.serial.toUpperCase(), command());
    assertEquals(bySerial.map(({ id }) => id), [next.id]);
  });
});

Deno.test("books that are damaged stop every change instead of being guessed at", async () => {
  await withCa(async ({ ca }) => {
    const authority = await team(ca);
    const csr = await annasRequest();
    await authority.sign(csr, command());
    for (const name of ["ids.txt", "index.txt", "ca.key"]) {
      const good = await read(ca, name);
      await Deno.writeTextFile(join(ca, name), "garbage\n");
      await assertRejects(() => authority.sign(csr, command()), Error);
      assertEquals(await read(ca, name), "garbage\n");
      await Deno.remove(join(ca, name));
      await assertRejects(() => authority.sign(csr, command()), CaError, `"${name}" is missing`);
      await Deno.writeTextFile(join(ca, name), good);
    }
    const other = await newRsaKey(2048);
    await Deno.writeTextFile(join(ca, "ca.key"), other.export({ type: "pkcs8", format: "pem" }).toString());
    await assertRejects(() => authority.sign(csr, command()), CaError, "is not the key of");
  });
});

Deno.test("scripts and program put the same openssl.cnf into a new authority", async () => {
  assertEquals(OPENSSL_CNF, await Deno.readTextFile(new URL("../../certs/scripts/openssl.cnf", import.meta.url)));
});

/** A request with one byte changed; `at` counts from the end when negative. */
function spoil(pem: string, at: number): Promise<string> {
  const der = findPem(pem, "CERTIFICATE REQUEST")!;
  der[at < 0 ? der.length + at : at] ^= 1;
  const body = btoa(String.fromCharCode(...der)).match(/.{1,64}/g)!.join("\n");
  return Promise.resolve(`-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----\n`);
}
