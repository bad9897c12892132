/** FILE-2: a disk that is too small, or becomes full, or is made larger again. Linux. */
import { assertEquals, assertRejects } from "@std/assert";
import { SPARE_BYTES } from "../../files/limits.ts";
import { ApiCallError } from "../../ui/server/mod.ts";
import { MIB, randomFile } from "../support/contents.ts";
import { two } from "../support/files_side.ts";
import { linked } from "../support/node_process.ts";
import { OwnMachine } from "../support/own_machine.ts";
import { Folders } from "../support/profiles.ts";

const FILE = 48 * MIB;
/** Room for the file, and little more than what must stay free. */
const DISK = SPARE_BYTES + FILE + 8 * MIB;

Deno.test("FILE-2: a full disk refuses, stops and goes on, keeps what it has, and the conversation is not harmed", async (t) => {
  await using folders = new Folders();
  const downloads = folders.path("boris-files");
  await using machine = await OwnMachine.start([
    `mkdir ${downloads}`,
    `mount -t tmpfs -o size=${DISK} tmpfs ${downloads}`,
  ]);
  await using people = await two(folders, { anna: { machine }, boris: { machine } });
  const { anna, boris } = people;
  const hash = await randomFile(folders.path("film.bin"), FILE);
  await Deno.writeFile(folders.path("large.bin"), new Uint8Array());
  await Deno.truncate(folders.path("large.bin"), DISK);

  await t.step("what has no room is not begun", async () => {
    const [{ id }] = await anna.offer(folders.path("large.bin"));
    await boris.reach(id, "offered");
    const error = await assertRejects(() => boris.answer("file_accept", id), ApiCallError);
    assertEquals(error.code, "no-space");
    assertEquals((await boris.list())[0].state, "offered", "and can be taken when there is room");
    await boris.answer("file_decline", id);
    await anna.reach(id, "declined");
  });

  await t.step("full in the middle, then room again: it goes on with what it has", async () => {
    // Slow: it must not be whole before the disk is full, however long a busy machine takes to fill it.
    await anna.call("settings_set", { speed_limit: 2 * 1024 });
    const [{ id }] = await anna.offer(folders.path("film.bin"));
    await boris.take(id);
    await boris.until(id, "some of it", ({ done }) => done >= MIB);
    await machine.run("sh", "-c", `cat /dev/zero > ${downloads}/filler || true`);
    for (const [side, by] of [[anna, "them"], [boris, "me"]] as const) {
      const file = await side.reach(id, "failed");
      assertEquals([file.reason, file.ended_by], ["disk-full", by]);
    }
    const [{ done }] = await boris.list();
    await boris.person.json("send", "Anna", "my disk is full", "--wait", "30");
    await boris.kill();
    await boris.start();
    await linked(anna.person, boris.person);
    await machine.run("rm", `${downloads}/filler`);
    await anna.call("settings_set", { speed_limit: null });
    const again = await boris.answer("file_resume", id);
    assertEquals(again.done >= done, true, "what was verified is still there");
    const [, arrived] = await Promise.all([anna.whole(id), boris.whole(id)]);
    assertEquals((await machine.run("sha256sum", arrived.path!)).slice(0, 64), hash);
    const texts = (await boris.person.json<{ text: string; kind: string }>("history", "Anna"))
      .filter(({ kind }) => kind === "text").map(({ text }) => text);
    assertEquals(texts, ["my disk is full"]);
  });
});
