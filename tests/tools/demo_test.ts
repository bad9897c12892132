/** What someone tries first: two paired people, by one command. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { inRoot } from "../../tools/repository.ts";
import { LineReader, withDeadline } from "../support/process_output.ts";

Deno.test("the demonstration pairs two people, gives both addresses, and Ctrl+C leaves nothing behind", async () => {
  await demonstrate("SIGINT");
});

Deno.test("a closed terminal window ends the demonstration as Ctrl+C does", async () => {
  await demonstrate("SIGHUP");
});

async function demonstrate(signal: Deno.Signal): Promise<void> {
  const temporary = await Deno.makeTempDir();
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=tools", inRoot("tools", "demo.ts"), "--no-open"],
    env: { TMPDIR: temporary },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines = new LineReader(process.stdout);
  const told = new LineReader(process.stderr);
  const next = () => withDeadline(lines.next(), 120_000, "the demonstration to say something");
  try {
    assertMatch(await next() ?? "", /identities/);
    const addresses = [await next() ?? "", await next() ?? ""];
    assertMatch(await next() ?? "", /Ctrl\+C/);
    assertMatch(addresses[0], /^Anna: http:\/\/127\.0\.0\.1:\d+\/launch\?token=/);
    assertMatch(addresses[1], /^Борис: http:\/\/127\.0\.0\.1:\d+\/launch\?token=/);
    for (const address of addresses) {
      const answer = await fetch(address.replace(/^.*?: /, ""));
      assertEquals(answer.status, 200);
      await answer.text();
    }
    process.kill(signal);
    const { code } = await withDeadline(process.status, 60_000, "the demonstration to end");
    assertEquals(code, 0);
    const names = new Set<string>();
    for (let line = await told.next(); line !== undefined; line = await told.next()) {
      const [, name] = /^(Anna|Борис): \S/.exec(line) ?? [];
      assert(name !== undefined, `nobody says: ${line}`);
      names.add(name);
    }
    assertEquals([...names].sort(), ["Anna", "Борис"]);
    assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
  } finally {
    try {
      process.kill("SIGKILL");
    } catch { /* it has ended */ }
    await process.status;
    await lines.close();
    await told.close();
    await Deno.remove(temporary, { recursive: true });
  }
}
