/** OPS-3, ID-5: files take the place of others as a whole, killed at whatever step. */
import { assert, assertEquals } from "@std/assert";
import { finishSwap, StagedFolder, swapIsDue } from "../../store/swap.ts";
import { tree } from "../support/backups.ts";

class Killed extends Error {}

const OLD = {
  "identity/leaf.key": "old key",
  "identity/leaf.crt": "old",
  "history.1.journal": "old words",
  "ui.key": "u",
};
const LEAVING = {
  aside: { folder: "before", names: ["identity", "ca", "absent"] },
  remove: ["history.1.journal", "gone.already"],
};
const DONE = {
  "before/identity/leaf.key": "old key",
  "before/identity/leaf.crt": "old",
  "ca/issued/01.pem": "new",
  "history.2.snapshot": "new words",
  "identity/leaf.key": "new key",
  "ui.key": "u",
};

const sorted = (files: Record<string, string>) => Object.fromEntries(Object.entries(files).sort());

async function withProfile(test: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "parley-swap-" });
  try {
    await Deno.mkdir(`${path}/identity`);
    for (const [name, text] of Object.entries(OLD)) await Deno.writeTextFile(`${path}/${name}`, text);
    await test(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** The whole of it; dies before step number `death`. @returns how many steps there were */
async function run(path: string, death: number): Promise<number> {
  let steps = 0;
  const step = () => {
    if (++steps === death) throw new Killed();
  };
  try {
    const staged = StagedFolder.begin(path, step);
    await staged.writeText("identity/leaf.key", "new key");
    await staged.writeText("ca/issued/01.pem", "new");
    await staged.writeText("history.2.snapshot", "new words");
    await staged.commit(LEAVING);
    finishSwap(path, step);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return steps;
}

Deno.test("what is decided is done: new files in, what is kept aside, what is not needed gone", () =>
  withProfile(async (path) => {
    await run(path, 0);
    assertEquals(await tree(path), DONE);
    assertEquals(swapIsDue(path), false);
  }));

Deno.test("killed at any step, the next opening finds all of the old or all of the new", () =>
  withProfile(async (first) => {
    const steps = await run(first, 0);
    assert(steps > 15, `${steps} steps`);
    for (let death = 1; death <= steps; death++) {
      await withProfile(async (path) => {
        await run(path, death);
        const due = swapIsDue(path);
        const before = await tree(path);
        finishSwap(path);
        const isNew = due || before["identity/leaf.key"] === "new key";
        assertEquals(await tree(path), isNew ? DONE : sorted(OLD), `death at step ${death}`);
        finishSwap(path);
        assertEquals(await tree(path), isNew ? DONE : sorted(OLD), `death at step ${death}, opened again`);
      });
    }
  }));

Deno.test("killed at any step, and again at any step of going on, it comes to the same end", () =>
  withProfile(async (first) => {
    const steps = await run(first, 0);
    for (let death = 8; death <= steps; death += 2) {
      for (let second = 1; second < 12; second += 2) {
        await withProfile(async (path) => {
          await run(path, death);
          if (!swapIsDue(path)) return;
          let count = 0;
          try {
            finishSwap(path, () => {
              if (++count === second) throw new Killed();
            });
          } catch (error) {
            assert(error instanceof Killed);
          }
          finishSwap(path);
          assertEquals(await tree(path), DONE, `deaths at ${death} and ${second}`);
        });
      }
    }
  }));

Deno.test("what was staged and not decided is forgotten, by the next try as well", () =>
  withProfile(async (path) => {
    await StagedFolder.begin(path).writeText("identity/leaf.key", "first try");
    const staged = StagedFolder.begin(path);
    await staged.writeText("store.key", "second try");
    staged.discard();
    assertEquals(await tree(path), sorted(OLD));
  }));
