/** FILE-4: a program that is killed, at any moment, has everything that it had verified; and the whole is there once. */

import { setImmediate } from "node:timers/promises";
import { link, mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import { CHUNK_BYTES, type SinkPlan } from "../../files/mod.ts";
import { randomFrom } from "../support/sim_disk.ts";
import { assertArrived, bytesOf, finish, somePlan, testDisk, treeOf, writeLacking } from "./disk_help.ts";

const CHILD = new URL("./sink_child.ts", import.meta.url).pathname;
const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

/** A process that takes a content, and what it says. */
class Taker {
  readonly #process: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly lines: string[] = [];
  #rest = "";

  constructor(folder: string, type: string, stay = "") {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", CHILD, folder, type, stay],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#output = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Wait until it has said so much, or has ended. */
  async said(enough: (lines: readonly string[]) => boolean): Promise<void> {
    while (!enough(this.lines)) {
      const { value, done } = await this.#output.read();
      if (done) return;
      const lines = (this.#rest + value).split("\n");
      this.#rest = lines.pop()!;
      this.lines.push(...lines);
    }
  }

  /** What it says until it is dead counts. */
  async kill(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      // It has come to its end before.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.said(() => false);
    await this.#process.status;
    await this.#process.stdin.close();
  }

  get written(): number {
    return this.lines.filter((line) => line.startsWith("wrote ")).length;
  }
}

for (const type of ["file", "folder"] as const) {
  Deno.test(`FILE-4: a ${type} arrives though the program is killed again and again (seed ${seed})`, async () => {
    await using test = await testDisk();
    const random = randomFrom(seed);
    const plan = somePlan(type);
    const chunks = Math.ceil(plan.size / CHUNK_BYTES);
    let verified = 0;
    for (let life = 0; life < 5; life++) {
      const taker = new Taker(test.folder, type, "stay");
      const until = Math.floor(random() * (chunks - verified) * 0.6);
      await taker.said((lines) => lines.length > until || lines.includes("finish"));
      for (let turns = random() * 200; turns > 0; turns--) await setImmediate();
      await taker.kill();
      assert(taker.lines[0]?.startsWith("open "), `life ${life} did not begin`);
      const there = Math.ceil(Number(taker.lines[0].slice(5)) / CHUNK_BYTES);
      assert(there >= verified, `life ${life}: ${there} chunks, ${verified} were verified`);
      verified = there + taker.written;
    }
    const sink = await test.disk.sink(plan);
    assert(Math.ceil(sink.done / CHUNK_BYTES) >= verified);
    await writeLacking(sink, bytesOf(plan.size));
    const path = await finish(test.disk, sink);
    await assertArrived(test, plan, path);
  });

  Deno.test(`FILE-4: a ${type} is there once when the program is killed while it is put in its place (seed ${seed})`, async () => {
    const random = randomFrom(seed + 1);
    for (let life = 0; life < 4; life++) {
      await using test = await testDisk();
      const taker = new Taker(test.folder, type);
      await taker.said((lines) => lines.includes("finish"));
      for (let turns = random() * 1_000; turns > 0; turns--) await setImmediate();
      await taker.kill();
      const sink = await test.disk.sink(somePlan(type));
      assertEquals(sink.done, somePlan(type).size);
      const path = await finish(test.disk, sink);
      assertEquals(path, join(test.downloads, somePlan(type).name));
      await assertArrived(test, somePlan(type), path);
    }
  });
}

type State = (where: { content: string; partial: string; downloads: string; name: string }) => Promise<void>;

/** Every state in which a kill can leave the disk while a whole content is put in its place. */
const STATES: Record<string, { type: "file" | "folder"; leave: State }> = {
  "its name was chosen": {
    type: "file",
    leave: ({ partial, name }) => writeFile(join(partial, "target"), name),
  },
  "half of its name was written down": {
    type: "file",
    leave: ({ partial, name }) => writeFile(join(partial, "target"), name.slice(0, 2)),
  },
  "it had both names": {
    type: "file",
    leave: async ({ content, partial, downloads, name }) => {
      await writeFile(join(partial, "target"), name);
      await link(join(content, name), join(downloads, name));
    },
  },
  "it had its name": {
    type: "file",
    leave: async ({ content, partial, downloads, name }) => {
      await writeFile(join(partial, "target"), name);
      await rename(join(content, name), join(downloads, name));
    },
  },
  "its name was reserved": {
    type: "folder",
    leave: async ({ partial, downloads, name }) => {
      await writeFile(join(partial, "target"), name);
      await mkdir(join(downloads, name));
    },
  },
  "it had its name, with everything in it": {
    type: "folder",
    leave: async ({ content, partial, downloads, name }) => {
      await writeFile(join(partial, "target"), name);
      await rename(join(content, name), join(downloads, name));
    },
  },
};

for (const [what, { type, leave }] of Object.entries(STATES)) {
  Deno.test(`FILE-4: killed when ${what}, a ${type} is there once and nothing of it is fetched again`, async () => {
    await using test = await testDisk();
    const plan = somePlan(type);
    await leaveWhole(test, plan, leave);

    const sink = await test.disk.sink(plan);

    assertEquals(sink.lacking(0, 1), []);
    assertEquals(sink.done, plan.size);
    assertEquals(await sink.finish(), await sink.finish());
    const path = await finish(test.disk, sink);
    assertEquals(basename(path), plan.name);
    await assertArrived(test, plan, path);
  });
}

Deno.test("FILE-4: what the user has changed in its place since is theirs, and the content comes anew", async () => {
  await using test = await testDisk();
  const plan = somePlan("file");
  await leaveWhole(test, plan, STATES["it had its name"].leave);
  await Deno.writeFile(join(test.downloads, plan.name), bytesOf(plan.size, 2));

  const sink = await test.disk.sink(plan);
  assertEquals(sink.done, 0);
  await writeLacking(sink, bytesOf(plan.size));
  await finish(test.disk, sink);

  assertEquals(await treeOf(test.downloads), ["a (2).bin", "a.bin"]);
  assertEquals(await Deno.readFile(join(test.downloads, plan.name)), bytesOf(plan.size, 2));
});

Deno.test("FILE-5: what was in its place and is found to be wrong is not written to", async () => {
  await using test = await testDisk();
  const plan = somePlan("file");
  await leaveWhole(test, plan, STATES["it had both names"].leave);
  const sink = await test.disk.sink(plan);
  assertEquals(sink.done, plan.size);

  sink.forget(3);
  assertEquals(sink.done, 0);
  await writeLacking(sink, bytesOf(plan.size, 3));
  await finish(test.disk, sink);

  assertEquals(await Deno.readFile(join(test.downloads, "a.bin")), bytesOf(plan.size));
  assertEquals(await Deno.readFile(join(test.downloads, "a (2).bin")), bytesOf(plan.size, 3));
});

async function leaveWhole(test: Awaited<ReturnType<typeof testDisk>>, plan: SinkPlan, leave: State): Promise<void> {
  const sink = await test.disk.sink(plan);
  await writeLacking(sink, bytesOf(plan.size));
  await sink.close();
  // Empty files and folders are made when everything else is there.
  for (const { path } of plan.entries?.filter(({ size }) => size === 0) ?? []) {
    const made = join(test.partial, "content", plan.name, path);
    if (path.endsWith("/")) await mkdir(made, { recursive: true });
    else await writeFile(made, "");
  }
  const { partial, downloads } = test;
  await leave({ partial, downloads, content: join(partial, "content"), name: plan.name });
}
