/** TXT-8: with the box off nothing that is said gets into any file or log, through everything a person does, and a kill. */
import { assert, assertEquals } from "@std/assert";
import { connectToNode } from "../../ui/server/mod.ts";
import { filesWith } from "../support/contents.ts";
import { linked, pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

/** Lower case, one word: full text keeps words in lower case, each by itself. */
const SECRET = "zqxverschwiegen";

type Client = NonNullable<Awaited<ReturnType<typeof connectToNode>>>;

async function ask<T>(person: Person, question: (api: Client, conversation: string) => Promise<T>): Promise<T> {
  const client = await connectToNode(person.dataDir);
  if (client === undefined) throw new Error(`the program of "${person.name}" does not answer`);
  try {
    const [contact] = await client.call("contacts", {});
    return await question(client, contact.key);
  } finally {
    client.close();
  }
}

function assertSilentLog({ log }: Person): void {
  assert(log.includes("link is up"), "the log is on");
  assert(!log.includes(SECRET), "but not what was said");
}

async function texts(person: Person): Promise<string[]> {
  const { messages } = await ask(person, (api, conversation) => api.call("history", { conversation }));
  return messages.filter(({ kind }) => kind === "text").map(({ text }) => text);
}

Deno.test("TXT-8: what was said with the box off stands in no file and no log, and who keeps it has it all", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start("--log-level", "debug");
  await pair(anna, boris);
  const port = String(boris.ready!.port);
  await boris.json("contacts", "set", "Anna", "keep_history", "off");

  await anna.json("send", "Boris", `${SECRET} one`, "--wait", "30");
  await boris.json("send", "Anna", `${SECRET} two`, "--wait", "30");
  await ask(boris, async (api, conversation) => {
    const { messages } = await api.call("history", { conversation });
    const [theirs, own] = messages.filter(({ kind }) => kind === "text");
    await api.call("message_edit", { conversation, id: own.id, text: `${SECRET} three` });
    await api.call("send", { conversation, text: `${SECRET} four`, reply_to: theirs.id });
    await api.call("message_react", { conversation, id: theirs.id, emoji: "🦊" });
    await api.call("draft_set", { conversation, text: `${SECRET} five`, reply_to: theirs.id });
    const found = await api.call("search", { text: SECRET });
    assertEquals(found.messages.length, 3);
  });
  await until("everything to arrive", async () => (await texts(anna)).length === 3);
  assertEquals(await texts(boris), [`${SECRET} one`, `${SECRET} three`, `${SECRET} four`]);

  await boris.kill();
  assertSilentLog(boris);
  assertEquals(await filesWith(boris.dataDir, SECRET), []);
  assert((await filesWith(anna.dataDir, SECRET)).length > 0, "whoever keeps it has it");

  await boris.start("--port", port, "--log-level", "debug");
  await linked(anna, boris);
  assertEquals(await texts(boris), []);
  await anna.json("send", "Boris", `${SECRET} six`, "--wait", "30");
  assertEquals(await texts(boris), [`${SECRET} six`], "what was acknowledged does not come again, what is new does");
  await boris.stop();
  assertEquals(await filesWith(boris.dataDir, SECRET), []);
  assertSilentLog(boris);
  assertEquals(await texts(anna).then((all) => all.length), 4);

  await boris.start("--port", port);
  await boris.json("contacts", "set", "Anna", "keep_history", "on");
  await linked(anna, boris);
  await anna.json("send", "Boris", `${SECRET} seven`, "--wait", "30");
  await boris.kill();
  assert(
    (await filesWith(boris.dataDir, SECRET)).length > 0,
    "with the box on it is written, so the search above is worth something",
  );
});

Deno.test("TXT-8: exports of a running and of a resting program are the same", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await anna.json("send", "Boris", "первое <b>слово</b>", "--wait", "30");
  const running = await anna.cli(["history", "export", "Boris", "--format", "html"]);
  assertEquals(running.code, 0, running.stderr);
  assert(running.stdout.includes("первое &lt;b&gt;слово&lt;/b&gt;"));
  const file = `${folders.path("all")}.json`;
  assertEquals((await anna.cli(["history", "export", "--all", "--format", "json", "--out", file])).code, 0);
  const downloaded = await ask(anna, async (api, conversation) => {
    const { ticket } = await api.call("history_export", { conversation, format: "json" });
    return await new Response(ReadableStream.from(api.download(ticket))).text();
  });
  await anna.stop();
  const resting = await anna.cli(["history", "export", "Boris", "--format", "json"]);
  const messages = (text: string) => JSON.parse(text).conversations[0].messages;
  assertEquals(messages(resting.stdout), messages(await Deno.readTextFile(file)));
  assertEquals(messages(downloaded), messages(resting.stdout), "by the window's ticket, too");
  assertEquals((await anna.json<{ text: string }>("history", "--all", "--search", "сло")).map(({ text }) => text), [
    "первое <b>слово</b>",
  ]);
});
