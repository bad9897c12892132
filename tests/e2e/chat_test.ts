/** CLI-1 TXT-4 TXT-9 TXT-14: `parley chat` over pipes with a real program behind it and a real person on the other side. */
import { assertEquals, assertMatch } from "@std/assert";
import { pair, until } from "../support/node_process.ts";
import { LineReader, withDeadline } from "../support/process_output.ts";
import { Folders } from "../support/profiles.ts";
import { programCommand } from "../support/program.ts";

/** Milliseconds; a busy machine needs a while to start a process. */
const DEADLINE = 60_000;

interface Line {
  text: string;
  deleted: boolean;
  forwarded: boolean;
  reply_to: string | null;
  reactions: { emoji: string }[];
}

Deno.test("answers, reactions, changes and agreements made in chat are what the other side has", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await boris.json("send", "Anna", "tea or coffee?", "--wait", "30");

  const [command, ...args] = programCommand();
  const child = new Deno.Command(command, {
    args: [...args, "chat", "Boris", "--data", anna.dataDir, "--lang", "en"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = new LineReader(child.stdout);
  const input = child.stdin.getWriter();
  const type = (line: string) => input.write(new TextEncoder().encode(`${line}\n`));
  const line = async (wanted: RegExp) => {
    for (
      let next: string | undefined;
      (next = await withDeadline(lines.next(), DEADLINE, String(wanted))) !== undefined;
    ) {
      if (wanted.test(next)) return next;
    }
    throw new Error(`chat ended before ${wanted}`);
  };
  await line(/Boris: tea or coffee\?/);
  await type("/react +1");
  await line(/Boris: tea or coffee\? {2}👍 me/);
  await type("/reply tee");
  assertMatch(await line(/me: ┃ Boris: tea or coffee\?/), /^[…✓]/);
  await type("/edit tea");
  await line(/tea {2}\(edited\)/);
  await type("one too many");
  await line(/me: one too many/);
  await type("/delete");
  await line(/me: deleted/);
  await type("/timer 1d");
  await line(/you propose that messages disappear after 1d/);

  const said = () => boris.json<Line>("history", "Anna");
  await until("all of it on the other side", async () => {
    const [first, second, third] = await said();
    return first.reactions.length === 1 && second?.text === "tea" && third?.deleted;
  });
  const [first, second] = await said();
  assertEquals([first.reactions[0].emoji, second.reply_to === null], ["👍", false]);
  await boris.json("timer", "Anna", "agree");
  await line(/messages disappear 1d after they were read/);

  await boris.stop();
  await line(/Boris is offline; what you write waits/);
  await input.close();
  assertEquals((await withDeadline(child.status, DEADLINE, "the end of chat")).code, 0);
  await lines.close();
});
