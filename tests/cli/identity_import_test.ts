/** ID-11: another identity takes the place of the profile's own, as a whole or not at all, wherever it is killed. */
import { assert, assertEquals } from "@std/assert";
import { takenIdentity } from "../../cli/identity_files.ts";
import { createIdentity, loadIdentity, saveIdentity, writeBundle } from "../../crypto/mod.ts";
import { finishSwap, swapIsDue } from "../../store/mod.ts";
import { tree } from "../support/backups.ts";
import { copyTree } from "../support/copy_tree.ts";
import { runCommand } from "../support/terminal.ts";

const [ANNA, BORIS] = await Promise.all(
  ["Anna", "Boris"].map((name) => createIdentity({ name, now: new Date(), bits: 2048 })),
);
const AT = Date.UTC(2026, 10, 21, 10, 15);

/** Boris' profile, and Anna in a file. */
class Place implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync({ prefix: "parley-import-" });
  readonly profile = `${this.root}/profile`;
  readonly file = `${this.root}/anna.pem`;
  readonly bundle: Uint8Array<ArrayBuffer>;

  private constructor(bundle: Uint8Array) {
    this.bundle = new Uint8Array(bundle);
  }

  static async make(): Promise<Place> {
    // Without a pass-phrase: hashing one is what takes the time.
    const place = new Place(await writeBundle(ANNA, "pem"));
    await Deno.writeFile(place.file, place.bundle);
    await saveIdentity(place.profile, BORIS);
    return place;
  }

  run(words: string[], secrets: string[] = [], dataDir = this.profile) {
    return runCommand(["identity", ...words], { dataDir, secrets });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

Deno.test("ID-11: killed at any step of an import, the next opening finds one identity or the other, whole", async () => {
  await using place = await Place.make();
  const before = await tree(place.profile);
  // Before each step the folder is what a kill there leaves.
  const deaths: string[] = [];
  const step = () => {
    const copy = `${place.root}/killed-${deaths.length}`;
    copyTree(place.profile, copy);
    deaths.push(copy);
  };
  const taken = await takenIdentity(place.profile, place.bundle, { step });
  await taken.decide(AT);
  finishSwap(place.profile, step);
  const after = await tree(place.profile);
  assertEquals((await loadIdentity(place.profile)).name, "Anna");
  assertEquals(taken.setAside(), [`${place.profile}/before-import.20261121T101500Z/identity`]);
  assert(deaths.length > 12, `${deaths.length} steps`);
  const outcomes = new Set<string>();
  for (const [number, killed] of deaths.entries()) {
    finishSwap(killed);
    const found = await tree(killed);
    const isNew = found["identity/leaf.key"] === after["identity/leaf.key"];
    outcomes.add(isNew ? "new" : "old");
    assertEquals(found, isNew ? after : before, `killed before step ${number}`);
  }
  assertEquals([...outcomes], ["old", "new"]);
});

Deno.test("ID-11: after an import that was killed half-way the next command finds the new identity", async () => {
  for (const words of [["export", "out.pem"], ["renew", "--request", "out.csr"]]) {
    await using place = await Place.make();
    const taken = await takenIdentity(place.profile, place.bundle, {});
    await taken.decide(AT);
    let steps = 0;
    try {
      finishSwap(place.profile, (step) => {
        // The former identity has left, the new one is not there yet.
        if (step === "rename" || steps++ > 100) throw new Error("killed");
      });
    } catch {
      // as it was meant
    }
    assert(swapIsDue(place.profile) && steps < 100);
    const [verb, file] = [words.slice(0, -1), `${place.root}/${words.at(-1)}`];
    const ran = await place.run([...verb, file], ["for this", "for this"]);
    assertEquals(ran.code, 0, ran.stderr.join());
    assertEquals([swapIsDue(place.profile), (await loadIdentity(place.profile)).name], [false, "Anna"]);
  }
});

Deno.test("ID-11: two imports within one second keep both identities that were there", async () => {
  await using place = await Place.make();
  const folders: string[] = [];
  for (let n = 0; n < 2; n++) {
    const ran = await place.run(["import", place.file, "--json"]);
    assertEquals(ran.code, 0, ran.stderr.join());
    const [{ set_aside }] = ran.json() as [{ set_aside: string[] }];
    folders.push(...set_aside);
  }
  assertEquals(new Set(folders).size, 2);
  for (const folder of folders) assert((await Deno.stat(`${folder}/leaf.key`)).isFile);
  assertEquals((await loadIdentity(place.profile)).name, "Anna");
});

Deno.test("ID-11: an identity imported where there was none is the profile's, and nothing is set aside", async () => {
  await using place = await Place.make();
  const empty = `${place.root}/empty`;
  await Deno.mkdir(empty, { mode: 0o755 });
  const ran = await place.run(["import", place.file, "--json"], [], empty);
  assertEquals(ran.code, 0, ran.stderr.join());
  assertEquals((ran.json() as [{ set_aside: string[] }])[0].set_aside, []);
  assertEquals((await loadIdentity(empty)).id, ANNA.id);
  assertEquals([...Deno.readDirSync(empty)].filter(({ name }) => name.startsWith("before-")), []);
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(empty)).mode! & 0o777, 0o700);
});
