/** `parley chat` as a whole program: with nothing running it brings a node of its own, and takes it along when it ends. */
import { assertEquals, assertMatch } from "@std/assert";
import { LineReader, withDeadline } from "../support/process_output.ts";
import { Folders } from "../support/profiles.ts";
import { programCommand } from "../support/program.ts";

/** Milliseconds; a busy machine needs a while to start a process. */
const DEADLINE = 60_000;

Deno.test("chat without a running node starts one that others can use, and ends it with the input", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  const [command, ...args] = await programCommand();
  const child = new Deno.Command(command, {
    args: [...args, "chat", "--data", anna.dataDir, "--listen", "127.0.0.1", "--port", "0", "--no-lan", "--lang", "en"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = new LineReader(child.stdout);
  const input = child.stdin.getWriter();
  assertMatch((await withDeadline(lines.next(), DEADLINE, "the list"))!, /No contacts yet/);
  await input.write(new TextEncoder().encode("/invite\n"));
  assertMatch((await withDeadline(lines.next(), DEADLINE, "the invite"))!, /^parley:[\w-]{100,}$/);

  const [running] = await anna.json<{ running: boolean; pid: number }>("status");
  assertEquals([running.running, running.pid], [true, child.pid]);

  await input.close();
  assertEquals((await withDeadline(child.status, DEADLINE, "the end of chat")).code, 0);
  await lines.close();
  const [after] = await anna.json<{ running: boolean }>("status");
  assertEquals(after.running, false);
});
