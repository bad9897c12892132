/** OPS-3: a profile saved while people talk, put back elsewhere or later, by command and by the window. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ApiEvent } from "../../ui/api.ts";
import { ApiCallError, type ApiClient, connectToNode } from "../../ui/server/mod.ts";
import { linked, pair, type Person, until } from "../support/node_process.ts";
import { withDeadline } from "../support/process_output.ts";
import { Folders } from "../support/profiles.ts";

const PASSPHRASE = "backup pass-phrase";

async function passphraseFile(folders: Folders): Promise<string> {
  const path = folders.path("passphrase");
  await Deno.writeTextFile(path, PASSPHRASE + "\n");
  return path;
}

async function done(person: Person, ...args: string[]): Promise<void> {
  const { code, stderr } = await person.cli(args);
  assertEquals(code, 0, stderr);
}

async function texts(person: Person, peer: string): Promise<string[]> {
  return (await person.json<{ text: string }>("history", peer, "--limit", "10000")).map(({ text }) => text);
}

async function clientOf(person: Person): Promise<ApiClient> {
  const client = await connectToNode(person.dataDir);
  if (client === undefined) throw new Error(`"${person.name}" does not answer`);
  return client;
}

async function send(person: Person, peer: string, ...all: string[]): Promise<void> {
  for (const text of all) await done(person, "send", peer, text, "--wait", "30");
}

Deno.test("a backup made in the middle of a burst has everything acknowledged before it, and talks on elsewhere", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const file = await passphraseFile(folders);
  const client = await clientOf(anna);
  const [{ key: conversation }] = await client.call("contacts", {});
  const acknowledged: string[] = [];
  const begun = Promise.withResolvers<void>();
  let number = 0;
  const writer = async () => {
    while (number < 300) {
      const text = `message ${number++}`;
      await client.call("send", { conversation, text });
      acknowledged.push(text);
      if (acknowledged.length === 40) begun.resolve();
    }
  };
  const writers = Promise.all(Array.from({ length: 10 }, writer));
  await begun.promise;
  const before = [...acknowledged];
  await done(anna, "backup", folders.path("b"), "--passphrase-file", file);
  await writers;
  client.close();
  await until("all at Boris", async () => (await texts(boris, "Anna")).length === 300);
  await anna.stop();

  await using elsewhere = folders.newcomer("elsewhere");
  await done(elsewhere, "restore", folders.path("b"), "--passphrase-file", file);
  await elsewhere.start();
  assertEquals(elsewhere.ready!.id, anna.ready!.id);
  const kept = await texts(elsewhere, "Boris");
  assertEquals([new Set(kept).size, before.filter((text) => !kept.includes(text))], [kept.length, []]);
  await linked(elsewhere, boris);
  await send(elsewhere, "Boris", "from elsewhere");
  await send(boris, "Anna", "to elsewhere");
  const all = await texts(boris, "Anna");
  assertEquals([all.length, new Set(all).size], [302, 302]);
  assertEquals((await texts(elsewhere, "Boris")).slice(-2), ["from elsewhere", "to elsewhere"]);
});

Deno.test("an old copy put back after more was said: nothing arrives twice, nothing new is lost, the peer keeps what it had", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const file = await passphraseFile(folders);
  await send(anna, "Boris", "a1", "a2");
  await send(boris, "Anna", "b1");
  await done(anna, "backup", folders.path("b"), "--passphrase-file", file);
  await send(anna, "Boris", "a3", "a4");
  await send(boris, "Anna", "b2");
  await anna.kill();
  await done(boris, "send", "Anna", "b3");

  await using again = folders.newcomer("again");
  await done(again, "restore", folders.path("b"), "--passphrase-file", file);
  // Fewer, as many, and more than were lost: every number of the old stream would mean two messages.
  await done(again, "send", "Boris", "a5");
  await again.start("--port", String(anna.ready!.port));
  await linked(again, boris);
  await send(again, "Boris", "a6", "a7", "a8");
  await until("what waited for her", async () => (await texts(again, "Boris")).includes("b3"));
  assertEquals((await texts(boris, "Anna")).filter((text) => text.startsWith("a")), [
    ...["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"],
  ]);
  assertEquals((await texts(again, "Boris")).sort(), ["a1", "a2", "a5", "a6", "a7", "a8", "b1", "b3"]);
});

/** Follows a program as its window does. */
function follow(
  client: ApiClient,
): { next: (type: ApiEvent["type"]) => Promise<ApiEvent>; end: () => Promise<unknown> } {
  const ended = new AbortController();
  const events = client.events(ended.signal)[Symbol.asyncIterator]();
  const next = async (type: ApiEvent["type"]): Promise<ApiEvent> => {
    for (;;) {
      const { value, done } = await withDeadline(events.next(), 30_000, `the event "${type}"`);
      if (done) throw new Error(`the events ended before "${type}"`);
      if (value.type === type) return value;
    }
  };
  return { next, end: () => (ended.abort(), Promise.resolve(events.return?.(undefined))) };
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield await Deno.readFile(path);
}

Deno.test("the first screen puts a backup back: the program starts again in place and its window sees the restored profile", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await send(anna, "Boris", "hello");
  const file = await passphraseFile(folders);
  await done(anna, "backup", folders.path("b"), "--passphrase-file", file);
  await anna.stop();

  await using other = await folders.person("Clara");
  const { port, ui_url } = await other.start();
  const client = await clientOf(other);
  const window = follow(client);
  await window.next("snapshot");
  const codeOf = async (path: string, passphrase: string) => {
    const { ticket } = await client.call("upload_begin", {});
    await client.upload(ticket, bytesOf(path));
    return (await assertRejects(() => client.call("restore", { ticket, passphrase }), ApiCallError)).code;
  };
  assertEquals(await codeOf(folders.path("b"), "a wrong one"), "wrong-passphrase");
  assertEquals(await codeOf(file, PASSPHRASE), "bad-file");
  const unknown = { ticket: "A".repeat(43), passphrase: PASSPHRASE };
  assertEquals((await assertRejects(() => client.call("restore", unknown), ApiCallError)).code, "not-found");

  const { ticket } = await client.call("upload_begin", {});
  await client.upload(ticket, bytesOf(folders.path("b")));
  await client.call("restore", { ticket, passphrase: PASSPHRASE });
  const event = await window.next("snapshot");
  assert(event.type === "snapshot");
  assertEquals([event.snapshot.me.id, event.snapshot.me.port], [anna.ready!.id, port]);
  assertEquals(event.snapshot.contacts.map(({ name, last }) => [name, last?.text]), [["Boris", "hello"]]);
  assertEquals(new URL((await client.call("status", {})).ui_url).port, new URL(ui_url).port);
  other.ready = { ...other.ready!, id: anna.ready!.id };
  await linked(other, boris);
  await send(boris, "Anna", "welcome back");
  assertEquals((await texts(other, "Boris")).at(-1), "welcome back");

  const { ticket: second } = await client.call("upload_begin", {});
  await client.upload(second, bytesOf(folders.path("b")));
  const error = await assertRejects(
    () => client.call("restore", { ticket: second, passphrase: PASSPHRASE }),
    ApiCallError,
  );
  assertEquals(error.code, "not-empty");
  await window.end();
  client.close();
  await other.stop();
  const names = [...Deno.readDirSync(other.dataDir)].map(({ name }) => name);
  assertEquals(names.filter((name) => /^(upload|swap)\./.test(name)), []);
  assertEquals(names.filter((name) => name.startsWith("before-restore.")).length, 1);
});

/** Starts a restore and kills it after so many changes in the folder; or lets it end, when there are fewer. */
async function killedRestore(victim: Person, words: readonly string[], changes: number): Promise<void> {
  await Deno.mkdir(victim.dataDir, { recursive: true, mode: 0o700 });
  using watcher = Deno.watchFs(victim.dataDir);
  const [command, ...rest] = victim.program;
  const args = [...rest, ...words, "--data", victim.dataDir];
  const process = new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
  void process.status.then(() => watcher.close()).catch(() => {});
  let seen = 0;
  for await (const { paths } of watcher) {
    if (!paths.some((path) => path.includes("/swap."))) continue;
    if (++seen < changes) continue;
    try {
      process.kill("SIGKILL");
    } catch { /* it was quicker */ }
    break;
  }
  await process.status;
}

Deno.test("killed in the middle of a restore, there is an empty folder or the whole profile, and another try ends it", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const file = await passphraseFile(folders);
  await done(anna, "backup", folders.path("b"), "--passphrase-file", file);
  const [{ fingerprint }] = await anna.json<{ fingerprint: string }>("identity", "show");
  const words = ["restore", folders.path("b"), "--passphrase-file", file];
  for (const changes of [1, 5, 20, 45, 60, 70, 80]) {
    await using victim = folders.newcomer(`victim ${changes}`);
    await killedRestore(victim, words, changes);
    const shown = await victim.cli(["identity", "show", "--json"]);
    if (shown.code !== 0) {
      await done(victim, ...words);
      assertEquals((await victim.json<{ fingerprint: string }>("identity", "show"))[0].fingerprint, fingerprint);
    } else assertEquals(JSON.parse(shown.stdout).fingerprint, fingerprint);
  }
});
