/** CLI-2 TXT-4 TXT-7 TXT-9: two people change what they said, by commands alone. */
import { assertEquals } from "@std/assert";
import { pair, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

interface Line {
  id: string;
  text: string;
  deleted: boolean;
  edited_at: string | null;
  reply_to: string | null;
  reactions: { from: string; emoji: string }[];
}

interface Timer {
  seconds: number;
  asked: number | null;
}

Deno.test("edit, reply, react, delete, search and timer by command do on both sides what they say", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await anna.json("send", "Boris", "teh tea is ready", "--wait", "30");
  const [edited] = await anna.json<Line>("edit", "Boris", "last", "the tea is ready");
  assertEquals(edited.text, "the tea is ready");
  await until("the edit", async () => (await boris.json<Line>("history", "Anna")).at(-1)?.text === "the tea is ready");

  const [liked] = await boris.json<Line>("react", "Anna", "last", "+1");
  assertEquals(liked.reactions.map(({ emoji }) => emoji), ["👍"]);
  await boris.json("send", "Anna", "coming", "--reply", "last", "--wait", "30");
  const said = () => anna.json<Line>("history", "Boris");
  await until("the answer and the reaction", async () => {
    const [first, second] = await said();
    return first.reactions.length === 1 && second?.reply_to === first.id;
  });

  const hits = await anna.json<Line>("search", "Boris", "tea");
  assertEquals(hits.map(({ id }) => id), [edited.id]);
  assertEquals((await anna.json<Line>("search", "tea")).length, 1);

  await anna.json("delete", "Boris", "last");
  await until("the deletion", async () => (await boris.json<Line>("history", "Anna"))[0].deleted);

  await anna.json("timer", "Boris", "1d");
  await until("the proposal", async () => (await boris.json<Timer>("timer", "Anna"))[0].asked === 86_400);
  assertEquals((await boris.json<Timer>("timer", "Anna", "agree"))[0].seconds, 86_400);
  await until("the agreement", async () => (await anna.json<Timer>("timer", "Boris"))[0].seconds === 86_400);
});
