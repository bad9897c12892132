/** ID-1 ID-2 ID-6 ID-7 NET-2: people under one authority, found by address, and one who is revoked. */
import { assert, assertEquals } from "@std/assert";
import { linked, until } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { linkedWith, Team } from "../support/team.ts";

Deno.test("two people with certificates of one authority talk without an invite, until one is revoked", async () => {
  await using folders = new Folders();
  const team = await Team.found(folders, true);
  await using anna = await team.member("Anna");
  await using boris = await team.member("Boris");
  const { port } = await anna.start();
  const { id } = await boris.start("--peer", `127.0.0.1:${port}`);
  await linked(anna, boris);
  const [sent] = await boris.json<{ status: string }>("send", "Anna", "hello", "colleague", "--wait", "30");
  assertEquals(sent.status, "delivered");

  const [list] = await anna.json<{ revoked: number }>("trust", "crl", await team.revoke(id));
  assertEquals(list.revoked, 1);
  await until("Anna to drop Boris", async () => (await linkedWith(anna)).length === 0);
  const contacts = async () => await boris.json<{ presence: string; presence_reason: string }>("contacts");
  await until("Boris to be told why", async () => (await contacts())[0].presence === "refused");
  assertEquals((await contacts())[0].presence_reason, "revoked");
  // Anna's program gave him the list before it refused him.
  const [{ revoked }] = await boris.json<{ revoked: boolean }>("status");
  assertEquals(revoked, true);
  const [late] = await boris.json<{ status: string }>("send", "Anna", "still there?");
  assert(late.status === "queued");
});

Deno.test("ID-7: a list given to one is everybody's: who is revoked is cut everywhere, also by who was away", async () => {
  await using folders = new Folders();
  const team = await Team.found(folders, true);
  await using anna = await team.member("Anna");
  await using boris = await team.member("Boris");
  await using carl = await team.member("Carl");
  await using dora = await team.member("Dora");
  const at = (port: number) => ["--peer", `127.0.0.1:${port}`];
  const a = await anna.start();
  const b = await boris.start(...at(a.port));
  const c = await carl.start(...at(b.port));
  const d = await dora.start(...at(a.port), ...at(b.port), ...at(c.port));
  for (const other of [anna, boris, carl]) await linked(dora, other);
  await Promise.all([linked(anna, boris), linked(boris, carl)]);

  await carl.kill();
  await anna.json("trust", "crl", await team.revoke(d.id));
  await until("Boris to hear of it", async () => !(await linkedWith(boris)).includes(d.id));
  assert(!(await linkedWith(anna)).includes(d.id));
  await anna.stop();

  // What is acknowledged later is on the disk later; and the list comes to Carl through Boris alone.
  await boris.json("send", "Carl", "see you");
  await boris.kill();
  const again = await boris.start("--port", String(b.port));
  await carl.start("--port", String(c.port), ...at(again.port));
  await linked(boris, carl);
  await until("Carl to refuse Dora", async () => {
    const [{ presence_reason } = { presence_reason: null }] =
      (await dora.json<{ id: string; presence_reason: string | null }>("contacts")).filter(({ id }) => id === c.id);
    return presence_reason === "revoked" && !(await linkedWith(carl)).includes(d.id);
  });
  assertEquals(await linkedWith(dora), []);
});
