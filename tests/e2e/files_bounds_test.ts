/** FILE-3: what two programs need for a file does not grow with it; more offers than anybody reads harm nobody. Linux. */
import { assert, assertEquals } from "@std/assert";
import { MAX_OPEN_OFFERS } from "../../net/limits.ts";
import { MIB, randomFile } from "../support/contents.ts";
import { two } from "../support/files_side.ts";
import type { Person } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

const SIZE = 1024 * MIB;
/** Bytes above what a program takes when it does nothing. */
const MOST = 100e6;
const OFFERS = 1_000;

async function sh(command: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("sh", { args: ["-c", command] }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Most bytes in memory since {@link forgetPeak}. */
async function peak({ ready }: Person): Promise<number> {
  const line = await sh(`grep VmHWM /proc/${ready!.pid}/status`);
  return Number(/\d+/.exec(line)![0]) * 1024;
}

async function forgetPeak({ ready }: Person): Promise<void> {
  await sh(`echo 5 > /proc/${ready!.pid}/clear_refs`);
}

Deno.test("FILE-3: a large file needs no more memory than a small one, on either side", async () => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna, boris } = people;
  await Deno.writeFile(folders.path("large.bin"), new Uint8Array());
  await Deno.truncate(folders.path("large.bin"), SIZE);
  const before: number[] = [];
  for (const { person } of [anna, boris]) {
    await forgetPeak(person);
    before.push(await peak(person));
  }
  await anna.call("limits_grant", { conversation: anna.key, files: null });
  const [{ id }] = await anna.offer(folders.path("large.bin"));
  await boris.take(id);
  await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
  for (const [index, { person }] of [anna, boris].entries()) {
    const more = await peak(person) - before[index];
    assert(more <= MOST, `"${person.name}" took ${Math.round(more / 1e6)} MB more for ${SIZE / MIB} MiB`);
  }
});

Deno.test("LIM-1: whoever offers a thousand files at once is heard with the first ones, and messages go on", async () => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna } = people;
  await anna.call("limits_grant", { conversation: anna.key, files: OFFERS });
  await randomFile(folders.path("nothing"), 0);
  for (let count = 0; count < OFFERS; count += 100) await anna.offer(...Array(100).fill(folders.path("nothing")));
  await anna.person.json("send", "Boris", "are you there?", "--wait", "30");
  const states = () => {
    const all = [...anna.files.values()].map(({ state }) => state);
    return { offered: all.filter((s) => s === "offered").length, declined: all.filter((s) => s === "declined").length };
  };
  await anna.untilAsked("an answer to those that are too many", () => {
    return Promise.resolve(states().declined === OFFERS - MAX_OPEN_OFFERS);
  });
  assertEquals(states(), { offered: MAX_OPEN_OFFERS, declined: OFFERS - MAX_OPEN_OFFERS });
});
