import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { createCsr, loadIdentity, parseCrl, readLeaf } from "../../crypto/mod.ts";
import { findPem } from "../../crypto/pem.ts";
import { importIdentity, keptAuthority, scriptDone, withFolder } from "../support/authority.ts";
import { openssl, testKey } from "../support/certificates.ts";
import { programCommand } from "../support/program.ts";
import { NOW, type Ran, runCommand, type RunOptions } from "../support/terminal.ts";

const PASSPHRASE = "пароль центра";

interface At {
  readonly dir: string;
  readonly ca: string;
  run(args: string[], options?: RunOptions): Promise<Ran>;
  /** Run with --json; it must succeed. */
  json(...args: string[]): Promise<Record<string, unknown>[]>;
}

function withCommands(run: (at: At) => Promise<void>): Promise<void> {
  return withFolder(async (dir) => {
    const ca = join(dir, "центр");
    const file = join(dir, "pass-phrase");
    await Deno.writeTextFile(file, `${PASSPHRASE}\r\nsecond line\n`);
    const command = (args: string[], options: RunOptions = {}) =>
      runCommand(["ca", ...args, "--dir", ca], { env: { PARLEY_PASSPHRASE_FILE: file }, ...options });
    await run({
      dir,
      ca,
      run: command,
      json: async (...args) => {
        const ran = await command([...args, "--json"]);
        assertEquals(ran.code, 0, ran.stderr.join("\n"));
        return ran.json();
      },
    });
  });
}

/** What most tests begin with: the first is about how it is made. */
const begun = (at: At) => keptAuthority(at.ca, { name: "Отдел", passphrase: PASSPHRASE, now: new Date(NOW) });

async function request(at: At, name: string): Promise<string> {
  const path = join(at.dir, `${name}.csr`);
  await Deno.writeTextFile(path, await createCsr({ name, key: createPrivateKey((await testKey(3)).privateKey) }));
  return path;
}

Deno.test("parley ca: from nothing to a certificate taken back, with one JSON object per answer", async () => {
  await withCommands(async (at) => {
    const [made] = await at.json("init", "--name", "Отдел", "--bits", "2048");
    const root = join(at.ca, "ca.crt");
    assertEquals([made.dir, made.name, made.root, made.encrypted], [at.ca, "Отдел", root, true]);
    assertMatch(String(made.valid_until), /^2035-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const out = join(at.dir, "anna.crt");
    const [signed] = await at.json("sign", await request(at, "Анна"), "--out", out);
    const leaf = readLeaf(findPem(await Deno.readTextFile(out), "CERTIFICATE")!);
    assertEquals([signed.id, signed.name, signed.serial, signed.file], [leaf.id, "Анна", leaf.serial, out]);
    assertEquals(await openssl(["verify", "-CAfile", root, "-attime", `${NOW / 1000 | 0}`, out]), `${out}: OK\n`);

    const [renewed] = await at.json("renew", leaf.id);
    assertEquals([renewed.id, renewed.name], [leaf.id, "Анна"]);
    assertStringIncludes(String(renewed.certificate), "BEGIN CERTIFICATE");
    const list = await at.json("list");
    assertEquals(list.map(({ id, serial, status }) => [id, serial, status]), [
      [leaf.id, leaf.serial, "valid"],
      [leaf.id, renewed.serial, "valid"],
    ]);
    const [revoked] = await at.json("revoke", leaf.id, "--reason", "keyCompromise");
    const entries = revoked.revoked as Record<string, unknown>[];
    assertEquals(entries.map(({ serial, reason }) => [serial, reason]), [
      [leaf.serial, "keyCompromise"],
      [renewed.serial, "keyCompromise"],
    ]);
    assertEquals(entries[0].revoked_at, new Date(Math.floor(NOW / 1000) * 1000).toISOString());
    const copy = join(at.dir, "copy.crl");
    const [crl] = await at.json("crl", "--out", copy);
    assertEquals([crl.crl, crl.number, crl.revoked], [copy, 3, 2]);
    assertEquals(parseCrl(await Deno.readTextFile(copy), await Deno.readTextFile(root)).serials.size, 2);
  });
});

for (const format of ["pem", "p12"] as const) {
  Deno.test(`parley ca issue writes a ${format} bundle for its owner alone, that an identity is made of`, async () => {
    await withCommands(async (at) => {
      await begun(at);
      const [file, secret] = [join(at.dir, `b.${format}`), join(at.dir, "bundle pass-phrase")];
      await Deno.writeTextFile(secret, "пароль файла\n");
      const args = ["issue", "--name", "Борис", "--bits", "2048", "--out", file, "--passphrase-file", secret];
      const [issued] = await at.json(...args);
      assertEquals([issued.name, issued.format, issued.encrypted, issued.file], ["Борис", format, true, file]);
      assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
      const profile = join(at.dir, "profile");
      await importIdentity(profile, { bundle: await Deno.readFile(file), bundlePassphrase: "пароль файла" });
      assertEquals((await loadIdentity(profile)).id, issued.id);
      const again = await at.run(args);
      assertEquals([again.code, again.stdout], [1, []]);
      assertStringIncludes(again.stderr[0], `writing "${file}": exists already`);
      assertEquals((await at.json("list")).length, 1);
    });
  });
}

Deno.test("parley ca without --json speaks to people, in both languages, and signs to standard output", async () => {
  await withCommands(async (at) => {
    await begun(at);
    const csr = await request(at, "Anna");
    const signed = await at.run(["sign", csr, "--name", "Вера"]);
    assertEquals(readLeaf(findPem(signed.stdout.join("\n"), "CERTIFICATE")!).name, "Вера");
    assertMatch((await at.run(["list"])).stdout[0], /^\d+\s+valid\s+\d{4}-\d\d-\d\d\s+[0-9a-f]{32}\s+Вера$/);
    assertStringIncludes((await at.run(["list", "--lang", "ru"])).stdout[0], "действует");
  });
});

Deno.test("parley ca asks for a pass-phrase where there is no file, twice for a new one, and never shows it", async () => {
  await withCommands(async (at) => {
    const asked = { env: {}, secrets: ["один", "два"] };
    const args = ["init", "--name", "Team", "--bits", "2048"];
    const differ = await at.run(args, asked);
    assertEquals([differ.code, differ.stderr], [1, ["parley ca: the two pass-phrases differ"]]);
    assertEquals((await at.run(args, { env: {}, secrets: ["один", "один"] })).code, 0);
    const csr = await request(at, "Anna");
    for (
      const [secrets, text] of [[["два"], "pass-phrase is not the right one"], [[], "a pass-phrase is needed"]] as const
    ) {
      const refused = await at.run(["sign", csr], { env: {}, secrets: [...secrets] });
      assertEquals([refused.code, refused.stdout], [1, []]);
      assertStringIncludes(refused.stderr.join("\n"), text);
      assert(!refused.stderr.join("\n").includes("два"));
    }
    assertEquals((await at.run(["sign", csr], { env: {}, secrets: ["один"] })).code, 0);
  });
});

Deno.test("parley ca says so when a key stays unencrypted, and never writes PKCS#12 without a pass-phrase", async () => {
  await withCommands(async (at) => {
    const made = await at.run(["init", "--name", "Team", "--bits", "2048", "--json"], { env: {} });
    assertEquals([made.code, made.json()[0].encrypted], [0, false]);
    assertStringIncludes(made.stderr[0], "is not encrypted");
    const issue = (file: string) =>
      at.run(["issue", "--name", "A", "--bits", "2048", "--out", join(at.dir, file)], { env: {} });
    const plain = await issue("a.pem");
    assertEquals(plain.code, 0);
    assertStringIncludes(plain.stderr[0], "is not encrypted");
    const refused = await issue("a.p12");
    assertEquals([refused.code, (await at.json("list")).length], [1, 1]);
    assertStringIncludes(refused.stderr[0], "needs a pass-phrase");
  });
});

Deno.test("parley ca: wrong usage is status 2, failure is status 1, and neither changes anything", async () => {
  await withCommands(async (at) => {
    await begun(at);
    const csr = await request(at, "Anna");
    const usage = [
      [],
      ["destroy"],
      ["constructor"],
      ["init"],
      ["issue"],
      ["sign"],
      ["revoke"],
      ["renew"],
      ["sign", csr, "more"],
      ["list", "--name", "x"],
      ["sign", csr, "--days", "0"],
      ["sign", csr, "--days", "many"],
      ["issue", "--name", "A", "--bits", "1024"],
      ["issue", "--name", "A", "--format", "doc"],
      ["revoke", "1", "--reason", "boredom"],
    ];
    for (const args of usage) assertEquals((await at.run(args)).code, 2, args.join(" "));
    assertEquals((await runCommand(["ca", "list"])).code, 2);
    const failing = [
      ["init", "--name", "Again"],
      ["sign", join(at.dir, "nothing.csr")],
      ["sign", join(at.ca, "ca.crt")],
      ["sign", csr, "--name", " "],
      ["issue", "--name", "x".repeat(65), "--bits", "2048"],
      ["revoke", "77"],
      ["revoke", "not a serial"],
      ["renew", "77"],
    ];
    for (const args of failing) {
      const ran = await at.run(args);
      assertEquals([ran.code, ran.stdout], [1, []], args.join(" "));
      assert(ran.stderr.at(-1)!.startsWith("parley ca: "), ran.stderr.join("\n"));
    }
    assertEquals(await at.json("list"), []);
    assertEquals((await runCommand(["ca", "list", "--dir", join(at.dir, "nowhere")])).code, 1);
  });
});

Deno.test("the program itself, with the permissions people give it, continues what a script began", async () => {
  await withFolder(async (dir) => {
    const passphraseFile = join(dir, "pass-phrase");
    await Deno.writeTextFile(passphraseFile, `${PASSPHRASE}\n`);
    const at = { cwd: dir, passphraseFile };
    await scriptDone("create_cert.sh", ["-d", "team", "-n", "Team"], at);
    await scriptDone("create_key_csr.sh", ["-n", "Анна", "-o", "anna"], at);
    const [command, ...args] = programCommand();
    const ran = await new Deno.Command(command, {
      args: [...args, "ca", "sign", "anna.csr", "--dir", "team", "--out", "anna.crt", "--json"],
      cwd: dir,
      env: { PARLEY_PASSPHRASE_FILE: passphraseFile },
      stdin: "null",
    }).output();
    assertEquals(new TextDecoder().decode(ran.stderr), "");
    assertEquals(ran.code, 0);
    const { id } = JSON.parse(new TextDecoder().decode(ran.stdout));
    assertStringIncludes(await scriptDone("list.sh", ["-d", "team"], at), id);
    assertEquals(await openssl(["verify", "-CAfile", "team/ca.crt", "anna.crt"], { cwd: dir }), "anna.crt: OK\n");
  });
});
