/** ID-3 ID-12 UI-8: profiles: the first start, one running copy, several people on one machine, awkward folders. */
import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { linked, pair, runProgram, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

async function modesBelow(folder: string): Promise<Map<string, number>> {
  const modes = new Map<string, number>();
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    const found = await Deno.stat(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // the program has renamed it meanwhile
    });
    if (found === undefined) continue;
    modes.set(path, found.mode! & 0o777);
    if (entry.isDirectory) { for (const [inner, mode] of await modesBelow(path)) modes.set(inner, mode); }
  }
  return modes;
}

Deno.test("a first start needs only a name, in a folder with spaces and Cyrillic letters, and leaves nothing others can read", async () => {
  await using folders = new Folders();
  await using vera = folders.newcomer("Мой профиль (Вера)");
  const ready = await vera.start();
  const [me] = await vera.json<{ id: string; name: string }>("identity", "show");
  assertEquals([me.id, me.name], [ready.id, "Мой профиль (Вера)"]);
  assert(BigInt(ready.id) > 0n && BigInt(ready.id) < 2n ** 40n);
  for (const [path, mode] of await modesBelow(vera.dataDir)) {
    assertEquals(mode & 0o077, 0, `${path} is ${mode.toString(8)}`);
  }
});

Deno.test("a second start of the same profile shows the running one", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const first = await anna.start();
  const second = await anna.cli(["run", "--json", "--no-open"]);
  assertEquals(second.code, 0, second.stderr);
  const ready = JSON.parse(second.stdout);
  assertEquals([ready.event, ready.id, ready.port, ready.pid], ["ready", first.id, first.port, first.pid]);
  assertNotEquals(ready.ui_url, first.ui_url);
});

Deno.test("several people use one machine at once: a taken port is passed over and said", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  const second = await boris.start("--port", String(port));
  assert(second.port > port);
  await pair(anna, boris);
  await boris.stop();
  assertStringIncludes(boris.log, `Port ${port} is used by another program, so it is ${second.port} this time.`);
});

Deno.test("a node that was killed leaves nothing in the way of the next start, and its neighbours come back by themselves", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  const { port } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  await anna.kill();
  const stopped = await anna.json<{ running: boolean }>("status");
  assertEquals(stopped[0].running, false);
  await until("Boris to notice", async () => (await boris.json<{ links: unknown[] }>("status"))[0].links.length === 0);
  await anna.start("--port", String(port));
  await linked(anna, boris);
});

Deno.test("a damaged history is set aside with a message, and the program starts", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await anna.start();
  await anna.stop();
  const names = [...Deno.readDirSync(anna.dataDir)].map(({ name }) => name).filter((name) =>
    name.startsWith("history.")
  );
  for (const name of names.filter((name) => !name.endsWith(".lock"))) {
    await Deno.writeFile(`${anna.dataDir}/${name}`, new TextEncoder().encode("this is not a database".repeat(200)));
  }
  await anna.start();
  const after = [...Deno.readDirSync(anna.dataDir)].map(({ name }) => name);
  const kept = after.filter((name) => !names.includes(name) && name.startsWith("history."));
  assert(kept.length > 0, `nothing was set aside: ${after.join(", ")}`);
});

Deno.test("a profile that is not there is said so, in the user's language", async () => {
  await using folders = new Folders();
  const nobody = folders.newcomer("Nobody");
  const english = await nobody.cli(["history", "Anna"]);
  assertEquals(english.code, 1);
  assertStringIncludes(english.stderr, "there is none yet");
  const russian = await nobody.cli(["history", "Anna", "--lang", "ru"]);
  assertEquals(russian.code, 1);
  assert(/[а-я]/.test(russian.stderr));
  assertEquals((await runProgram(["no-such-verb"])).code, 2);
});
