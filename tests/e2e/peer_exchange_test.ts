/** NET-8: people of one authority find each other through those they have links with. */
import { assertEquals } from "@std/assert";
import { linked } from "../support/node_process.ts";
import { Folders } from "../support/profiles.ts";
import { linkedWith, Team } from "../support/team.ts";

Deno.test("NET-8: a chain Anna–Boris–Carl becomes a triangle by itself, and stays one without Boris", async () => {
  await using folders = new Folders();
  const team = await Team.found(folders);
  await using anna = await team.member("Anna");
  await using boris = await team.member("Boris");
  await using carl = await team.member("Carl");
  const a = await anna.start();
  const b = await boris.start("--peer", `127.0.0.1:${a.port}`);
  const c = await carl.start("--peer", `127.0.0.1:${b.port}`);
  await linked(anna, carl);
  assertEquals(await linkedWith(boris), [a.id, c.id].sort());
  await boris.stop();
  const [sent] = await carl.json<{ status: string }>("send", "Anna", "Boris has gone", "--wait", "30");
  assertEquals(sent.status, "delivered");
  // They know each other's address now, on disk.
  await anna.stop();
  await anna.start("--port", String(a.port));
  await linked(anna, carl);
});
