/** FILE-1 FILE-2 FILE-4 FILE-5 FILE-7 LIM-3 LIM-4: files between two programs, as people send, take and refuse them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename } from "node:path";
import { ApiCallError } from "../../ui/server/mod.ts";
import type { Transfer } from "../../ui/api.ts";
import { filesWith, hashOf, MIB, randomFile, treeOf } from "../support/contents.ts";
import { type FilesSide, two } from "../support/files_side.ts";
import { until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

/** Slow enough for somebody to change their mind, in KiB a second. */
const SLOW = 4 * 1024;

const SECRET = "zqxverschwiegen";

async function carry(from: FilesSide, to: FilesSide, path: string): Promise<Transfer> {
  const [{ id }] = await from.offer(path);
  await to.take(id);
  const [, arrived] = await Promise.all([from.reach(id, "completed"), to.reach(id, "completed")]);
  return arrived;
}

async function entriesBelow(folder: string): Promise<number> {
  try {
    return Object.keys(await treeOf(folder)).length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0; // of what is being removed, too
    throw error;
  }
}

async function makeFolder(path: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    await Deno.mkdir(`${path}/${folder}`, { recursive: true });
    if (!name.endsWith("/")) await randomFile(`${path}/${name}`, name.length * 1_000);
  }
}

Deno.test("FILE-1 FILE-5 FILE-7: what is sent arrives the same, whatever it is and is called", async (t) => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna, boris } = people;
  const source = folders.path("source");
  await Deno.mkdir(source);

  /** What it grew in goes a moment after the whole has its place. */
  async function tidy(): Promise<void> {
    const inside = () => Array.fromAsync(Deno.readDir(`${folders.path("boris-files")}/.parley`));
    await until("what was half-done to go", () => inside().then(() => false, () => true));
  }

  await t.step("several files, one of them empty", async () => {
    const sizes: Record<string, number> = { "one.bin": 3 * MIB + 1, "two.bin": MIB, "empty.txt": 0 };
    const hashes = new Map<string, string>();
    for (const [name, size] of Object.entries(sizes)) hashes.set(name, await randomFile(`${source}/${name}`, size));
    const offered = await anna.offer(...Object.keys(sizes).map((name) => `${source}/${name}`));
    assertEquals(offered.map(({ name, size, state }) => [name, size, state]), [
      ["one.bin", 3 * MIB + 1, "offered"],
      ["two.bin", MIB, "offered"],
      ["empty.txt", 0, "offered"],
    ]);
    for (const { id } of offered) await boris.take(id);
    for (const { id, name, size } of offered) {
      const [sent, arrived] = await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
      assertEquals([arrived.done, sent.done, arrived.ended_by], [size, size, null]);
      assertEquals(await hashOf(arrived.path!), hashes.get(name));
    }
  });

  await t.step("once more: nothing that is there is replaced", async () => {
    await tidy();
    const before = await treeOf(folders.path("boris-files"));
    const { path } = await carry(anna, boris, `${source}/one.bin`);
    assertEquals(basename(path!), "one (2).bin");
    await tidy();
    const { [basename(path!)]: added, ...others } = await treeOf(folders.path("boris-files"));
    assertEquals([others, added], [before, before["one.bin"]]);
  });

  await t.step("a folder with folders, small and large and empty ones in it", async () => {
    const path = `${source}/Фото 2025`;
    await makeFolder(path, ["a.txt", "empty/", "sub/b.bin", "sub/deeper/c.bin", "sub/deeper/nothing/"]);
    await randomFile(`${path}/sub/large.bin`, 2 * MIB + 7);
    await Deno.writeTextFile(`${path}/sub/zero`, "");
    const arrived = await carry(anna, boris, path);
    assertEquals([arrived.type, arrived.files, basename(arrived.path!)], ["folder", 5, "Фото 2025"]);
    assertEquals(await treeOf(arrived.path!), await treeOf(path));
  });

  await t.step("names of any kind", async () => {
    const names = [
      "Письмо маме.txt",
      "🦊 лиса и 🍇.png",
      "two  spaces .txt",
      "#%&+=~'`$(id);.sh",
      `${"ы".repeat(100)}`,
    ];
    for (const name of names) {
      const hash = await randomFile(`${source}/${name}`, 1_000);
      const { path } = await carry(anna, boris, `${source}/${name}`);
      assertEquals([basename(path!), await hashOf(path!)], [name, hash]);
    }
  });

  await t.step("names that would harm become harmless ones", async () => {
    const path = `${source}/bad`;
    const names = {
      "CON": "_CON",
      "a:b?.txt": "a_b_.txt",
      ".bashrc": "_bashrc",
      "end. ": "end",
      "gnp\u202egpj": "gnp_gpj",
    };
    await makeFolder(path, Object.keys(names));
    await Deno.symlink("/etc/passwd", `${path}/link`);
    const arrived = await carry(anna, boris, path);
    const wanted = await treeOf(path);
    for (const [name, safe] of Object.entries(names)) {
      assertEquals((await treeOf(arrived.path!))[safe], wanted[name], `"${name}" is "${safe}"`);
    }
    assertEquals(arrived.files, Object.keys(names).length, "a link is left out");
    for await (const { name } of Deno.readDir(arrived.path!)) {
      assertEquals((await Deno.lstat(`${arrived.path}/${name}`)).mode! & 0o111, 0, "nothing may be run");
    }
  });

  await t.step("what a window hands over: dropped, or pasted", async () => {
    const content = crypto.getRandomValues(new Uint8Array(50_000));
    const file = { name: "снимок.png", size: content.length };
    const { ticket } = await anna.call("files_upload", { conversation: anna.key, file });
    await anna.upload(ticket, content);
    const { id } = (await anna.list())[0];
    await boris.take(id);
    const [, { path, media }] = await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
    assertEquals([basename(path!), media, await Deno.readFile(path!)], ["снимок.png", "picture", content]);
  });

  await t.step("both see the same list, newest first, and nothing half-done is left", async () => {
    const shown = (files: Transfer[]) => files.map(({ id, name, state, size }) => [id, name, state, size]);
    const list = await boris.list();
    assertEquals(shown(list), shown(await anna.list()));
    assertEquals(list[0].name, "снимок.png");
    await tidy();
  });
});

Deno.test("FILE-2: either says no, before it begins and while it goes, and both see who and why", async (t) => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna, boris } = people;
  const path = folders.path("film.bin");
  await randomFile(path, 64 * MIB);
  await anna.call("settings_set", { speed_limit: SLOW });

  async function bothSee(id: string, state: "declined" | "cancelled", by: "anna" | "boris"): Promise<void> {
    const [mine, theirs] = await Promise.all([anna.reach(id, state), boris.reach(id, state)]);
    assertEquals([mine.ended_by, theirs.ended_by], by === "anna" ? ["me", "them"] : ["them", "me"]);
    assert(mine.ended_at !== null && theirs.ended_at !== null, "and when");
    await until(
      "nothing of it to lie on the disk",
      async () => (await entriesBelow(folders.path("boris-files"))) === 0,
    );
    await assertRejects(() => boris.answer("file_accept", id), ApiCallError);
    await assertRejects(() => anna.answer("file_cancel", id), ApiCallError);
  }

  await t.step("declined", async () => {
    const [{ id }] = await anna.offer(path);
    await boris.take(id, "file_decline");
    await bothSee(id, "declined", "boris");
  });

  await t.step("taken back before an answer", async () => {
    const [{ id }] = await anna.offer(path);
    await boris.reach(id, "offered");
    await anna.answer("file_cancel", id);
    await bothSee(id, "cancelled", "anna");
  });

  for (const by of ["anna", "boris"] as const) {
    await t.step(`cancelled by ${by} while it goes`, async () => {
      const [{ id }] = await anna.offer(path);
      await boris.take(id);
      await boris.until(id, "some of it", ({ done }) => done > 0);
      await people[by].answer("file_cancel", id);
      await bothSee(id, "cancelled", by);
    });
  }

  await t.step("the message is deleted for everyone while it goes", async () => {
    const [{ id }] = await anna.offer(path);
    await boris.take(id);
    await boris.until(id, "some of it", ({ done }) => done > 0);
    await anna.call("message_delete", { conversation: anna.key, id, for: "everyone" });
    const gone = async () => (await boris.list()).every((file) => file.id !== id || file.state === "cancelled");
    await boris.untilAsked("the end of what was deleted", gone);
  });
});

interface Line {
  readonly id: string;
  readonly state: string;
  readonly name: string;
  readonly path: string | null;
}

Deno.test("FILE-4 LIM-3 LIM-4 TXT-8 CLI-2: files between two people who come and go, count, forget and type", async (t) => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna, boris } = people;

  await t.step("FILE-4: offered and accepted while the other is away, it moves when both are there", async () => {
    const path = folders.path("later.bin");
    const hash = await randomFile(path, 5 * MIB);

    await boris.stop();
    const [{ id }] = await anna.offer(path);
    await boris.start();
    await boris.reach(id, "offered");
    await anna.stop();
    await boris.answer("file_accept", id);
    await boris.reach(id, "waiting");
    await anna.start();
    const [, arrived] = await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
    assertEquals(await hashOf(arrived.path!), hash);
  });

  await t.step(
    "LIM-3 LIM-4: a file costs a packet for every MiB begun, at once and for good; without packets nothing is offered",
    async () => {
      const [path, empty] = [folders.path("three.bin"), folders.path("empty")];
      await randomFile(path, 2 * MIB + 1);
      await randomFile(empty, 0);
      await anna.call("limits_grant", { conversation: anna.key, files: 4 });
      const left = async () => (await anna.call("limits", { conversation: anna.key }))[0].files;

      assertEquals((await anna.call("files_cost", { paths: [path, empty] })).packets, 4);
      const [{ id }] = await anna.offer(path);
      assertEquals(await left(), 1);
      await anna.answer("file_cancel", id);
      assertEquals(await left(), 1, "it stays spent");
      const offered = (await anna.list()).length;
      const error = await assertRejects(() => anna.offer(empty, path), ApiCallError);
      assertEquals(error.code, "limit-exhausted");
      assertEquals([await left(), (await anna.list()).length], [1, offered], "all or none");
      const missing = await assertRejects(() => anna.offer(empty, folders.path("nowhere")), ApiCallError);
      assertEquals([missing.code, await left()], ["bad-file", 1]);

      await carry(anna, boris, empty);
      assertEquals(await left(), 0);
      await anna.call("limits_grant", { conversation: anna.key, files: null });
      await carry(anna, boris, path);
    },
  );

  await t.step("FILE-1 CLI-2: a file sent and taken by command alone", async () => {
    const { anna: { person: anna }, boris: { person: boris } } = people;
    const hash = await randomFile(folders.path("report.bin"), 3 * MIB);
    await randomFile(folders.path("other.bin"), 1);

    const paths = ["report.bin", "other.bin"].map((name) => folders.path(name));
    const sent = await anna.cli(["send", "Boris", "--file", ...paths, "--json"]);
    assertEquals(sent.code, 0, sent.stderr);
    const [report, other] = sent.stdout.trim().split("\n").map((line) => JSON.parse(line) as Line);
    await people.boris.reach(other.id, "offered");
    const accepted = await boris.cli(["files", "accept", report.id, "--wait", "60"]);
    assertEquals(accepted.code, 0, accepted.stderr);
    assertEquals((await boris.cli(["files", "decline", other.id])).code, 0);
    await people.anna.reach(other.id, "declined");
    const states = async (person: typeof anna) =>
      (await person.json<Line>("files", "--limit", "2")).map(({ id, state }) => [id, state]);
    assertEquals(await states(boris), [[other.id, "declined"], [report.id, "completed"]]);
    await people.anna.reach(report.id, "completed");
    assertEquals(await states(anna), await states(boris));
    const [, { path }] = await boris.json<Line>("files");
    assertEquals(await hashOf(path!), hash);
    assertEquals((await boris.cli(["files", "cancel", report.id])).code, 1, "it is at its end");
  });

  await t.step(
    "TXT-8: of a file in a conversation that is not kept, only the file itself gets to the disk",
    async () => {
      const path = folders.path(`${SECRET}.bin`);
      const hash = await randomFile(path, 3 * MIB);
      await boris.person.json("contacts", "set", "Anna", "keep_history", "off");
      const { path: arrived } = await carry(anna, boris, path);
      assertEquals(await hashOf(arrived!), hash);
      await carry(boris, anna, arrived!);
      await boris.kill();
      assertEquals(await filesWith(boris.person.dataDir, SECRET), []);
      assert((await filesWith(anna.person.dataDir, SECRET)).length > 0, "whoever keeps it has it");
      await boris.start();
      assertEquals(await boris.list(), []);
    },
  );
});
