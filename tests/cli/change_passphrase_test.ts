/** ID-5: a pass-phrase set, changed and taken off a profile that is in use: whole, whatever it is killed in, and nothing plain stays. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { changePassphrase } from "../../cli/change_passphrase.ts";
import { CaDir, createIdentity, loadIdentity, saveIdentity, WrongPassphraseError } from "../../crypto/mod.ts";
import { finishSwap, HISTORY_MIGRATIONS, LIMITS_MIGRATIONS, openDatabase, openKeyFile } from "../../store/mod.ts";
import { wrapKey } from "../../store/keyfile.ts";
import { CHEAP, tree } from "../support/backups.ts";
import { openssl } from "../support/certificates.ts";
import { copyTree } from "../support/copy_tree.ts";
import { runCommand } from "../support/terminal.ts";

const [ANNA, BORIS] = await Promise.all(
  ["Anna", "Boris"].map((name) => createIdentity({ name, now: new Date(), bits: 2048 })),
);
const WORD = "unmistakable-plain-text";
const [OLD, NEW] = ["old pass-phrase", "new pass-phrase"];

/** A profile with something said in it, under this pass-phrase, and with things set aside. */
class Profile implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "parley-rekey-" });

  static async plain(): Promise<Profile> {
    const profile = new Profile();
    await saveIdentity(profile.path, BORIS);
    await saveIdentity(profile.path, ANNA);
    await profile.write("first");
    await (await profile.#open("limits", undefined)).close();
    const base = `${profile.path}/history`;
    await Deno.writeTextFile(`${base}.1.journal.cut`, WORD);
    await Deno.writeTextFile(`${base}.7.snapshot.unreadable`, WORD);
    await Deno.mkdir(`${profile.path}/before-restore.20260101T000000Z`);
    await Deno.writeTextFile(`${profile.path}/before-restore.20260101T000000Z/history.1.journal`, WORD);
    return profile;
  }

  /** The same under {@link OLD}, which takes no time to try. */
  static async old(): Promise<Profile> {
    const profile = new Profile();
    for (const [name, content] of await (sealed ??= filesUnderOld())) {
      Deno.mkdirSync(dirname(`${profile.path}/${name}`), { recursive: true });
      Deno.writeFileSync(`${profile.path}/${name}`, content);
    }
    return profile;
  }

  async write(value: string, key?: Uint8Array): Promise<void> {
    const database = await this.#open("history", key);
    const row = [value, `${WORD} ${value}`];
    await database.write([{ sql: "INSERT INTO settings (key, value) VALUES (?, ?)", rows: [row] }]);
    await database.close();
  }

  /** Everything in it, opened with this pass-phrase. @throws when any part does not open with it */
  async read(passphrase: string | undefined): Promise<string[]> {
    assertEquals((await loadIdentity(this.path, passphrase)).name, "Anna");
    await (await CaDir.open(`${this.path}/ca`)).crl({ now: new Date(), passphrase });
    const key = passphrase === undefined ? undefined : await openKeyFile(`${this.path}/store.key`, passphrase);
    await (await this.#open("limits", key)).close();
    const database = await this.#open("history", key);
    assertEquals(database.notices, []);
    const rows = database.all<{ value: string }>("SELECT value FROM settings ORDER BY key");
    await database.close();
    return rows.map(({ value }) => value);
  }

  #open(name: "history" | "limits", key: Uint8Array | undefined) {
    const migrations = name === "history" ? HISTORY_MIGRATIONS : LIMITS_MIGRATIONS;
    return openDatabase({ path: `${this.path}/${name}`, migrations, key });
  }

  /** Files that hold this. */
  holding(text: string, folder = this.path): string[] {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return this.holding(text, path);
      return new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(text) ? [path] : [];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

let sealed: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** As the program seals a profile, but for the work that a pass-phrase costs; that stands in the files. */
async function filesUnderOld(): Promise<ReadonlyMap<string, Uint8Array>> {
  await using profile = await Profile.plain();
  const plain = await tree(profile.path);
  await changePassphrase(profile.path, { current: undefined, next: OLD });
  const names = Object.keys(await tree(profile.path));
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, Deno.readFileSync(`${profile.path}/${name}`));
  const seal = ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-iter", "1", "-passout", `pass:${OLD}`];
  for (const name of names.filter((name) => name.endsWith(".key") && name.includes("/"))) {
    files.set(name, new TextEncoder().encode(await openssl(seal, { stdin: plain[name] })));
  }
  const parts = { salt: randomBytes(16), nonce: randomBytes(12), cost: CHEAP };
  files.set("store.key", await wrapKey(await openKeyFile(`${profile.path}/store.key`, OLD), OLD, parts));
  return files;
}

Deno.test("a pass-phrase set on a used profile: all of it opens with it, nothing without, and nothing plain is left", async () => {
  await using profile = await Profile.plain();
  assert(profile.holding(WORD).length === 4 && profile.holding("BEGIN PRIVATE KEY").length === 8);
  await changePassphrase(profile.path, { current: undefined, next: NEW });
  assertEquals([profile.holding(WORD), profile.holding("BEGIN PRIVATE KEY")], [[], []]);
  assertEquals(await profile.read(NEW), [`${WORD} first`]);
  await assertRejects(() => profile.read(OLD), WrongPassphraseError);
  await assertRejects(() => profile.read(undefined));
  const [aside] = [...Deno.readDirSync(profile.path)].filter(({ name }) => name.startsWith("identity."));
  await Deno.mkdir(`${profile.path}/other`);
  await Deno.rename(`${profile.path}/${aside.name}`, `${profile.path}/other/identity`);
  assertEquals((await loadIdentity(`${profile.path}/other`, NEW)).name, "Boris");
});

Deno.test("what is written before and after goes on, through every change and back to none", async () => {
  await using profile = await Profile.old();
  const oldKey = await openKeyFile(`${profile.path}/store.key`, OLD);
  await profile.write("second", oldKey);
  await changePassphrase(profile.path, { current: OLD, next: NEW });
  // SECURITY.md says so: an older copy goes on opening what is written.
  await profile.write("third", oldKey);
  await assertRejects(() => openKeyFile(`${profile.path}/store.key`, OLD));
  await changePassphrase(profile.path, { current: NEW, next: undefined });
  assertEquals(await profile.read(undefined), ["first", "second", "third"].map((value) => `${WORD} ${value}`));
  assertEquals(profile.holding("ENCRYPTED"), []);
  await changePassphrase(profile.path, { current: undefined, next: NEW });
  await assertRejects(() => profile.write("fourth", oldKey));
});

Deno.test("a pass-phrase opens in whatever form its letters are typed", async () => {
  await using profile = await Profile.plain();
  await changePassphrase(profile.path, { current: undefined, next: "мой йогурт ё".normalize("NFD") });
  for (const form of ["NFC", "NFD"] as const) {
    const run = await runCommand(["identity", "renew", "--request", `${profile.path}/${form}.pem`], {
      dataDir: profile.path,
      secrets: ["мой йогурт ё".normalize(form)],
    });
    assertEquals(run.code, 0, run.stderr.join());
  }
});

Deno.test("a wrong pass-phrase changes nothing", async () => {
  await using profile = await Profile.old();
  for (const next of [NEW, undefined]) {
    await assertRejects(() => changePassphrase(profile.path, { current: "wrong", next }));
    await assertRejects(() => changePassphrase(profile.path, { current: undefined, next }));
  }
  assertEquals(await profile.read(OLD), [`${WORD} first`]);
});

for (
  const [name, from, to] of [["set", undefined, NEW], ["changed", OLD, NEW], ["taken off", OLD, undefined]] as const
) {
  Deno.test(`killed at any step of a pass-phrase being ${name}, the next opening finds the old or the new, whole`, async () => {
    await using template = from === undefined ? await Profile.plain() : await Profile.old();
    await using profile = copyOf(template.path);
    // Before each step the folder is what a kill there leaves.
    const deaths: Profile[] = [];
    await changePassphrase(profile.path, { current: from, next: to }, () => deaths.push(copyOf(profile.path)));
    const [before, after] = [await tree(template.path), await tree(profile.path)];
    assertEquals([await template.read(from), await profile.read(to)], [[`${WORD} first`], [`${WORD} first`]]);
    assert(deaths.length > 12, `${deaths.length} steps`);
    const outcomes = new Set<string>();
    for (const [step, death] of deaths.entries()) {
      await using killed = death;
      finishSwap(killed.path);
      const found = await tree(killed.path);
      const isNew = found["identity/leaf.key"] === after["identity/leaf.key"];
      outcomes.add(isNew ? "new" : "old");
      assertEquals(found, isNew ? after : before, `killed before step ${step}`);
    }
    assertEquals([...outcomes], ["old", "new"]);
  });
}

function copyOf(from: string): Profile {
  const profile = new Profile();
  copyTree(from, profile.path);
  return profile;
}

Deno.test("identity passphrase asks for the old one and twice for the new one, and refuses a short one", async () => {
  await using profile = await Profile.plain();
  const run = (words: string[], secrets: string[]) =>
    runCommand(["identity", "passphrase", ...words], { dataDir: profile.path, secrets });
  for (const secrets of [[""], ["short"], [NEW, "another one"], [NEW], []]) {
    assertEquals((await run([], secrets)).code, 1, secrets.join());
  }
  assertEquals(await profile.read(undefined), [`${WORD} first`]);
  assertEquals((await run([], [NEW, NEW])).code, 0);
  assertEquals((await run(["--remove"], ["wrong one"])).code, 1);
  assertEquals(await profile.read(NEW), [`${WORD} first`]);
  assertEquals((await run(["--remove"], [NEW])).code, 0);
  assertEquals(await profile.read(undefined), [`${WORD} first`]);
});
