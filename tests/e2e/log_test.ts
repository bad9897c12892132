/** CLI-3: the log of a running program, as it stands in a file. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { pair } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

/** Time in UTC, level, part of the program, text. */
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (debug|info|warn|error) +(net|chat|ui|store|hub|cli) +(\S.*)$/;

Deno.test("each line has its time, its level and the part that speaks; links and people coming are among them; no colours", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start("--log-level", "debug");
  await boris.start();
  await pair(anna, boris);
  const secret = "a text that nobody else should read";
  assertEquals((await boris.cli(["send", "Anna", secret, "--wait", "30"])).code, 0);
  await anna.stop();

  const lines = anna.log.split("\n").filter((line) => /^\d{4}-/.test(line));
  for (const line of lines) assertMatch(line, LINE);
  const read = lines.map((line) => LINE.exec(line)!.slice(1));
  const said = (part: string, text: string) => read.some(([, , from, what]) => from === part && what.startsWith(text));
  assert(said("net", "link is up"), anna.log);
  assert(said("net", "paired"), anna.log);
  assert(!anna.log.includes("\x1b"), "no colours in what is no terminal");
  assert(!anna.log.includes(secret), "nothing that was said");
});
