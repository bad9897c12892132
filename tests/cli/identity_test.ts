/** ID-5, taking an identity elsewhere: real folders and files. */
import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { createIdentity, loadIdentity, saveIdentity } from "../../crypto/mod.ts";
import { lockProfile } from "../../store/mod.ts";
import { ME, type Ran, runCommand, type RunOptions } from "../support/terminal.ts";

/** RSA-2048: quicker to make, and allowed by the profile. */
const [ANNA, BORIS] = await Promise.all(
  ["Anna", "Boris"].map((name) => createIdentity({ name, now: new Date(), bits: 2048 })),
);

class Profiles implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync();
  readonly one = `${this.root}/one`;
  readonly two = `${this.root}/two`;

  static async make(passphraseOfOne?: string): Promise<Profiles> {
    const profiles = new Profiles();
    await saveIdentity(profiles.one, ANNA, { passphrase: passphraseOfOne });
    await saveIdentity(profiles.two, BORIS);
    return profiles;
  }

  async file(name: string, text: string): Promise<string> {
    await Deno.writeTextFile(`${this.root}/${name}`, text);
    return `${this.root}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

function identity(dataDir: string, words: string[], options: RunOptions = {}): Promise<Ran> {
  return runCommand(["identity", ...words], { dataDir, ...options });
}

Deno.test("identity show --json has the fields of the contract and no secret", async () => {
  const ran = await identity("/nowhere", ["show", "--json"]);
  const { id, name, fingerprint, root, root_name, data_dir } = ME;
  const shown = { id, name, fingerprint, root, root_name, data_dir };
  assertEquals(ran.json(), [{ ...shown, valid_until: new Date(ME.valid_until).toISOString(), encrypted: false }]);
});

Deno.test("ID-9: a certificate of another authority is not renewed here, and whom to ask is said", async () => {
  await using profiles = await Profiles.make();
  await Deno.remove(`${profiles.one}/ca`, { recursive: true });
  for (const words of [["renew"], ["renew", "--name", "Anna Nova"]]) {
    const { code, stderr } = await identity(profiles.one, words);
    assertEquals(code, 1);
    assertStringIncludes(stderr[0], "the certificate is of another authority: ask it for a new one");
    assertStringIncludes(stderr[1], "parley identity renew --request FILE");
  }
});

for (const file of ["me.pem", "me.p12"]) {
  Deno.test(`an identity exported to ${file} and imported elsewhere is the same one, and what was there is kept`, async () => {
    await using profiles = await Profiles.make();
    const path = `${profiles.root}/${file}`;
    const exported = await identity(profiles.one, ["export", path, "--json"], { secrets: ["пароль", "пароль"] });
    assertEquals([exported.code, exported.json()], [0, [{ file: path, format: file.slice(3) }]]);
    assertEquals((await Deno.readTextFile(path).catch(() => "")).includes("BEGIN PRIVATE KEY"), false);
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);

    const imported = await identity(profiles.two, ["import", path, "--json"], { secrets: ["пароль"] });
    assertEquals(imported.code, 0, imported.stderr.join());
    const [{ id, name, set_aside }] = imported.json() as [{ id: string; name: string; set_aside: string[] }];
    const [anna, here] = [await loadIdentity(profiles.one), await loadIdentity(profiles.two)];
    assertEquals([id, name, here.fingerprint], [anna.id, "Anna", anna.fingerprint]);
    assertEquals([here.card.sign, here.card.seal], [anna.card.sign, anna.card.seal]);
    assertEquals(set_aside, [`${profiles.two}/before-import.20260102T030405Z/identity`]);
    await Deno.mkdir(`${profiles.root}/former`);
    await Deno.rename(set_aside[0], `${profiles.root}/former/identity`);
    assertEquals((await loadIdentity(`${profiles.root}/former`)).name, "Boris");
  });
}

Deno.test("an export is never written over another file", async () => {
  await using profiles = await Profiles.make();
  const path = await profiles.file("precious.pem", "precious");
  const ran = await identity(profiles.one, ["export", path], { secrets: ["x", "x"] });
  assertEquals([ran.code, await Deno.readTextFile(path)], [1, "precious"]);
  assertStringIncludes(ran.stderr[0], "exists already");
});

Deno.test("an export needs a pass-phrase, typed twice alike", async () => {
  await using profiles = await Profiles.make();
  for (const secrets of [[], [""], ["one", "two"], ["one"]]) {
    const ran = await identity(profiles.one, ["export", `${profiles.root}/me.pem`], { secrets });
    assertEquals(ran.code, 1);
    assertEquals((await Array.fromAsync(Deno.readDir(profiles.root))).length, 2);
    assertEquals([...ran.stdout, ...ran.stderr].join().includes("one,"), false);
  }
});

Deno.test("a locked profile opens for an export with its pass-phrase only, and an import stays under it", async () => {
  await using profiles = await Profiles.make("lock");
  const path = `${profiles.root}/me.pem`;
  const wrong = await identity(profiles.one, ["export", path], { secrets: ["wrong", "file", "file"] });
  assertEquals([wrong.code, wrong.stderr[0]], [1, "parley identity: the pass-phrase is wrong"]);
  const right = await identity(profiles.one, ["export", path], { secrets: ["lock", "file", "file"] });
  assertEquals(right.code, 0, right.stderr.join());

  const boris = `${profiles.root}/boris.pem`;
  await identity(profiles.two, ["export", boris], { secrets: ["b", "b"] });
  const taken = await identity(profiles.one, ["import", boris], { secrets: ["lock", "b"] });
  assertEquals(taken.code, 0, taken.stderr.join());
  assertEquals((await loadIdentity(profiles.one, "lock")).name, "Boris");
});

Deno.test("scripts give pass-phrases in files", async () => {
  await using profiles = await Profiles.make("lock");
  const env = { PARLEY_PASSPHRASE_FILE: await profiles.file("lock.txt", "lock\n") };
  const phrase = await profiles.file("file.txt", "other\r\n");
  const path = `${profiles.root}/me.p12`;
  const out = await identity(profiles.one, ["export", path, "--passphrase-file", phrase], { env });
  assertEquals(out.code, 0, out.stderr.join());
  const into = await identity(profiles.two, ["import", path, "--passphrase-file", phrase]);
  assertEquals(into.code, 0, into.stderr.join());
  assertEquals((await loadIdentity(profiles.two)).name, "Anna");
});

Deno.test("an import is refused while the profile is in use, and changes nothing", async () => {
  await using profiles = await Profiles.make();
  const path = `${profiles.root}/me.pem`;
  await identity(profiles.one, ["export", path], { secrets: ["x", "x"] });
  const lock = await lockProfile(profiles.two);
  assertNotEquals(lock, undefined);
  try {
    const ran = await identity(profiles.two, ["import", path], { secrets: ["x"] });
    assertEquals(ran.code, 1);
    assertStringIncludes(ran.stderr.join(), "End it first");
  } finally {
    await lock!.release();
  }
  assertEquals((await loadIdentity(profiles.two)).name, "Boris");
});

Deno.test("garbage, a missing file and a wrong pass-phrase change nothing", async () => {
  await using profiles = await Profiles.make();
  const path = `${profiles.root}/me.p12`;
  await identity(profiles.one, ["export", path], { secrets: ["x", "x"] });
  const garbage = await profiles.file("garbage.pem", "garbage");
  for (const [file, secrets] of [[garbage, []], [`${profiles.root}/none`, []], [path, ["y"]], [path, []]] as const) {
    const ran = await identity(profiles.two, ["import", file], { secrets });
    assertEquals([ran.code, ran.stdout], [1, []]);
    assertEquals((await loadIdentity(profiles.two)).name, "Boris");
  }
});

for (const words of ["frob", "export", "import", "show x", "export a b", "export a --format der"]) {
  Deno.test(`"identity ${words}" is wrong usage`, async () => {
    assertEquals((await identity("/nowhere", words.split(" "))).code, 2);
  });
}
