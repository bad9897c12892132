/** LIM-2 LIM-4 UI-4: a person tops up a used up budget in limits.txt while the program runs, and while it does not. */
import { freePort } from "../support/free_port.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { connectToNode } from "../../ui/server/mod.ts";
import type { ApiMethod, LimitRow, Params, Result } from "../../ui/api.ts";
import { pair, type Person, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

async function ask<M extends ApiMethod>(person: Person, method: M, params: Params<M>): Promise<Result<M>> {
  const client = await connectToNode(person.dataDir);
  if (client === undefined) throw new Error(`the program of "${person.name}" does not answer`);
  try {
    return await client.call(method, params);
  } finally {
    client.close();
  }
}

async function left(person: Person, peer: string): Promise<number | null> {
  return (await person.json<LimitRow>("limits", peer))[0].messages;
}

function fileOf(person: Person): string {
  return `${person.dataDir}/limits.txt`;
}

/** As in an editor: load, change the number behind a name's line, save. */
function edit(person: Person, from: number, to: number | string): void {
  const text = Deno.readTextFileSync(fileOf(person));
  const lines = text.split("\n").map((line) => line.startsWith("#") ? line : line.replace(` ${from} `, ` ${to} `));
  Deno.writeTextFileSync(fileOf(person), lines.join("\n"));
}

Deno.test("a used up budget stops sending; topped up by hand in limits.txt, what waited can be sent", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);

  assertEquals((await anna.cli(["limits", "grant", "Boris", "--messages", "2"])).code, 0);
  assert(/^\d+\.[0-9a-f]+ +2 /m.test(Deno.readTextFileSync(fileOf(anna))), "the file shows what was granted");
  assertEquals((await anna.cli(["send", "Boris", "-"], "x".repeat(1_500))).code, 0);
  const refused = await anna.cli(["send", "Boris", "one", "more"]);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertStringIncludes(refused.stderr, "costs 1");
  assertStringIncludes(refused.stderr, "0 left");
  assertStringIncludes(refused.stderr, "limits grant");

  await until("the used up budget in the file", () => {
    return Promise.resolve(/^\d+\.[0-9a-f]+ +0 /m.test(Deno.readTextFileSync(fileOf(anna))));
  });
  edit(anna, 0, 5);
  await until("the number written by hand", async () => await left(anna, "Boris") === 5);
  const [sent] = await anna.json<{ status: string }>("send", "Boris", "one", "more", "--wait", "30");
  assertEquals([sent.status, await left(anna, "Boris")], ["delivered", 4]);
  const texts = (await boris.json<{ text: string }>("history", "Anna")).map(({ text }) => text);
  assertEquals(texts, ["x".repeat(1_500), "one more"]);
});

Deno.test("limits.txt is read at the next start and by commands without one, and a bad line is told and kept", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  await anna.stop();

  edit(anna, 1_000, "unlimited");
  assertEquals(await left(anna, "Boris"), null);
  Deno.writeTextFileSync(fileOf(anna), `${boris.ready!.id} 7 1000\n${boris.ready!.id} seven 1000\n`);
  await anna.start();
  assertEquals(await left(anna, "Boris"), 7);
  const [{ notices }] = await anna.json<{ notices: { text: string; args: Record<string, string> }[] }>("status");
  const [{ text, args }] = notices.filter(({ text }) => text.startsWith("notice.limits"));
  const lines = Deno.readTextFileSync(fileOf(anna)).split("\n");
  assertEquals([text, lines[Number(args.line) - 1]], ["notice.limits_number", `${boris.ready!.id} seven 1000`]);
});

Deno.test("killed at any moment: what was sent is counted, and the file gives nothing back", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await using boris = await folders.person("Boris");
  await anna.start();
  await boris.start();
  await pair(anna, boris);
  const [{ conversation }] = await ask(anna, "limits", {});
  let sent = 0;
  for (let round = 0; round < 3; round++) {
    const client = (await connectToNode(anna.dataDir))!;
    const sends = Array.from({ length: 40 }, async (_, index) => {
      try {
        await client.call("send", { conversation, text: `${round} ${index}` });
        sent++;
        if (sent % 17 === 0) await anna.kill();
      } catch { /* killed before it answered */ }
    });
    await Promise.all(sends);
    client.close();
    await anna.kill();
    await anna.start();
  }
  const stored = (await anna.json("history", "Boris", "--limit", "10000")).length;
  const [{ messages, messages_spent }] = await anna.json<LimitRow>("limits", "Boris");
  assert(sent > 0 && stored >= sent, `${sent} acknowledged, ${stored} stored`);
  assert(messages_spent >= stored, `${messages_spent} counted, ${stored} stored`);
  assertEquals(messages, 1_000 - messages_spent);
});

Deno.test("the ports chosen in the settings are those of the next start, also after a kill; an option goes before", async () => {
  await using folders = new Folders();
  await using anna = await folders.person("Anna");
  await anna.start();
  const [port, ui_port] = [freePort(), freePort()];
  await ask(anna, "settings_set", { port, ui_port });
  await until("the port of the window to be kept", () => {
    return Deno.readTextFile(`${anna.dataDir}/ui.port`).then((text) => text === `${ui_port}\n`, () => false);
  });
  await anna.kill();
  anna.usualPorts = true;
  const started = await anna.start();
  assertEquals([started.port, Number(new URL(started.ui_url).port)], [port, ui_port]);
  await anna.stop();
  const other = freePort();
  assertEquals((await anna.start("--port", String(other))).port, other);
});
