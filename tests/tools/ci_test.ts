/** OPS-2: two commands on a fresh machine, and CI runs the second. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { inRoot } from "../../tools/repository.ts";

const START = "npx -y deno@2.9.6 task start";
const TEST = "npx -y deno@2.9.6 task test";

Deno.test("CI runs what both READMEs say, and nothing else", async () => {
  const script = await Deno.readTextFile(inRoot(".ci", "run"));
  const commands = script.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assertEquals(commands.at(-1), `exec ${TEST}`);
  assertEquals(commands.length, 3);
  for (const name of ["README.md", "README.ru.md"]) {
    const readme = await Deno.readTextFile(inRoot(name));
    assertStringIncludes(readme, START);
    assertStringIncludes(readme, TEST);
  }
});

Deno.test("CI's script may be executed, wherever it was cloned", async () => {
  const { mode } = await Deno.stat(inRoot(".ci", "run"));
  if (Deno.build.os !== "windows") assert(mode !== null && (mode & 0o111) !== 0);
});

Deno.test("every task of deno.json has a description and runs a file that is there", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(inRoot("deno.json"))) as {
    tasks: Record<string, { description: string; command: string }>;
  };
  for (const [name, { description, command }] of Object.entries(tasks)) {
    assert(description.length > 0, name);
    for (const [file] of command.matchAll(/[\w/]+\.ts/g)) assert((await Deno.stat(inRoot(file))).isFile, file);
  }
});
