/** OPS-1: the compiled executable, driven as people do: started, paired, talking, killed, started again. */
import { assert, assertEquals } from "@std/assert";
import { testDenort } from "../support/denort.ts";
import { linked, pair, Person, runProgram, until } from "../support/node_process.ts";
import { fromFileUrl } from "../support/paths.ts";
import { Folders } from "../support/profiles.ts";

const compiler = fromFileUrl(new URL("../../tools/compile.ts", import.meta.url));

async function compile(output: string): Promise<void> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", compiler, "--target", "x86_64-linux", "--output", output],
    env: { DENORT_BIN: await testDenort() },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout));
}

Deno.test("one file starts, pairs, talks, is killed and goes on where it was", async () => {
  await using folders = new Folders();
  const program = [folders.path("parley")];
  await compile(program[0]);
  const version = await runProgram(["--version"], { program });
  assertEquals(version.stdout, (await runProgram(["--version"])).stdout);

  await using anna = new Person(folders.path("anna"), "Anna", program);
  await using boris = new Person(folders.path("boris"), "Boris", program);
  const { port, ui_url } = await anna.start();
  await boris.start();
  await pair(anna, boris);
  const page = await (await fetch(new URL("/", ui_url))).text();
  assert(page.includes("<"), "the window is inside the executable");

  const texts: string[] = [];
  for (let number = 0; number < 20; number++) {
    const text = `message ${number} ёжик`;
    const sent = await boris.cli(["send", "Anna", text, "--json"]);
    assertEquals(sent.code, 0, sent.stderr);
    texts.push(text);
    if (number === 10) {
      await anna.kill();
      await anna.start("--port", String(port));
    }
  }
  await linked(anna, boris);
  const arrived = async () => (await anna.json<{ text: string }>("history", "Boris")).map(({ text }) => text);
  await until("all messages", async () => (await arrived()).length >= texts.length);
  assertEquals(await arrived(), texts);
});
