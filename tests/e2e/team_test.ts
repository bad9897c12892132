/** ID-1 ID-2 ID-6 ID-7 NET-2: two people under one authority, found by address, and one who is revoked. */
import { assert, assertEquals } from "@std/assert";
import { linked, runProgram, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";

async function ca(dir: string, ...args: string[]): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await runProgram(["ca", ...args, "--dir", dir, "--json"], {
    env: { PARLEY_PASSPHRASE_FILE: `${dir}.passphrase` },
  });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout.split("\n")[0] || "{}");
}

Deno.test("two people with certificates of one authority talk without an invite, until one is revoked", async () => {
  await using folders = new Folders();
  const team = folders.path("team");
  await Deno.writeTextFile(`${team}.passphrase`, "correct horse battery staple\n");
  await ca(team, "init", "--name", "Team");
  await using anna = folders.newcomer("Anna");
  await using boris = folders.newcomer("Boris");
  const env = { PARLEY_PASSPHRASE_FILE: `${team}.passphrase` };
  for (const person of [anna, boris]) {
    person.env = env;
    const file = folders.path(`${person.name}.pem`);
    await ca(team, "issue", "--name", person.name, "--out", file, "--format", "pem");
    const imported = await runProgram(["identity", "import", file, "--data", person.dataDir, "--json"], { env });
    assertEquals(imported.code, 0, imported.stderr);
  }
  const { port } = await anna.start();
  const { id } = await boris.start("--peer", `127.0.0.1:${port}`);
  await linked(anna, boris);
  const [sent] = await boris.json<{ status: string }>("send", "Anna", "hello", "colleague", "--wait", "30");
  assertEquals(sent.status, "delivered");

  await ca(team, "revoke", id);
  await ca(team, "crl");
  const [list] = await anna.json<{ revoked: number }>("trust", "crl", `${team}/ca.crl`);
  assertEquals(list.revoked, 1);
  await until(
    "Anna to drop Boris",
    async () => (await anna.json<{ links: unknown[] }>("status"))[0].links.length === 0,
  );
  const contacts = async () => await boris.json<{ presence: string; presence_reason: string }>("contacts");
  await until("Boris to be told why", async () => (await contacts())[0].presence === "refused");
  assertEquals((await contacts())[0].presence_reason, "revoked");
  const [late] = await boris.json<{ status: string }>("send", "Anna", "still there?");
  assert(late.status === "queued");
});
