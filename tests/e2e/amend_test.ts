/** TXT-4 TXT-3: two people change what they said, while one is away and although the other's machine dies. */
import { assert, assertEquals } from "@std/assert";
import { connectToNode } from "../../ui/server/mod.ts";
import { linked, pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

interface Line {
  id: string;
  text: string;
  status: string;
  edited_at: string | null;
  deleted: boolean;
  reply_to: string | null;
  forwarded: boolean;
  reactions: { from: string; emoji: string; at: string }[];
}

type Client = NonNullable<Awaited<ReturnType<typeof connectToNode>>>;

/** One question to the local API of a running program, as its window asks. */
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

function lines(person: Person, peer: string): Promise<Line[]> {
  return person.json<Line>("history", peer);
}

/** What both sides must see alike. */
function essence(all: Line[]) {
  return all.map(({ id, text, deleted, edited_at, reply_to, forwarded, reactions }) => (
    { id, text, deleted, edited_at, reply_to, forwarded, reactions: reactions.map(({ from, emoji }) => [from, emoji]) }
  ));
}

Deno.test("TXT-4: what Anna changes while Boris is away is so when he returns, although her program is killed meanwhile", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const port = String(boris.ready!.port);
  for (const text of ["Privet", "a secret", "How are you?"]) {
    const [sent] = await anna.json<{ status: string }>("send", "Boris", text, "--wait", "30");
    assertEquals(sent.status, "delivered");
  }
  await boris.stop();

  const [greeting, secret, question] = await lines(anna, "Boris");
  await ask(anna, async (api, conversation) => {
    await api.call("message_edit", { conversation, id: greeting.id, text: "Привет" });
    await api.call("message_edit", { conversation, id: greeting.id, text: "Привет!" });
    await api.call("message_delete", { conversation, id: secret.id, for: "everyone" });
    await api.call("message_react", { conversation, id: question.id, emoji: "🙂" });
    await api.call("send", { conversation, text: "answer me", reply_to: question.id });
    const never = await api.call("send", { conversation, text: "never mind" });
    await api.call("message_cancel", { conversation, id: never.id });
  });
  await anna.kill();

  await anna.start();
  await boris.start("--port", port);
  await linked(anna, boris);
  await until("all changes to arrive", async () => (await lines(boris, "Anna")).length === 4);
  const seen = await lines(boris, "Anna");
  assertEquals(seen.map(({ text, deleted }) => [text, deleted]), [
    ["Привет!", false],
    ["", true],
    ["How are you?", false],
    ["answer me", false],
  ]);
  assert(seen[0].edited_at !== null);
  assertEquals(seen[3].reply_to, question.id);
  assertEquals(seen[2].reactions.map(({ from, emoji }) => [from, emoji]), [[anna.ready!.id, "🙂"]]);
  await until("the receipts", async () => (await lines(anna, "Boris")).every(({ status }) => status === "delivered"));
  assertEquals(essence(await lines(anna, "Boris")), essence(seen));
  const versions = await ask(
    boris,
    (api, conversation) => api.call("message_versions", { conversation, id: greeting.id }),
  );
  assertEquals(versions.map(({ text }) => text), ["Privet", "Привет"]);
});

Deno.test("TXT-9: two people agree that messages disappear, and after a restart they do", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const contact = (person: Person) => ask(person, async (api) => (await api.call("contacts", {}))[0]);
  await ask(anna, (api, conversation) => api.call("timer_set", { conversation, seconds: 5 }));
  await until("the proposal", async () => (await contact(boris)).timer.theirs !== null);
  await ask(boris, (api, conversation) => api.call("timer_set", { conversation, seconds: 5 }));
  await until("the agreement", async () => (await contact(anna)).timer.agreed === 5);
  const [sent] = await anna.json<{ status: string }>("send", "Boris", "for five seconds", "--wait", "30");
  assertEquals(sent.status, "delivered");
  await anna.kill();
  await anna.start();
  await until("Anna's copy to be gone", async () => (await lines(anna, "Boris")).length === 0);
  // Nobody looked at it there.
  assertEquals((await lines(boris, "Anna")).map(({ text }) => text), ["for five seconds"]);
  await ask(boris, async (api, conversation) => {
    const { messages } = await api.call("history", { conversation });
    await api.call("mark_read", { conversation, cursor: messages.at(-1)!.cursor });
  });
  await until("Boris's copy to be gone", async () => (await lines(boris, "Anna")).length === 0);
});
