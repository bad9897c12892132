/** FILE-4 FILE-5: `kill -9` of either side in the middle of a transfer, and what happens to files while a program is away. Linux. */
import { assert, assertEquals } from "@std/assert";
import type { Transfer } from "../../ui/api.ts";
import { hashOf, MIB, randomFile } from "../support/contents.ts";
import { type FilesSide, two } from "../support/files_side.ts";
import { OwnMachine } from "../support/own_machine.ts";
import { Folders } from "../support/profiles.ts";
import { randomFrom } from "../support/sim_disk.ts";

const SIZE = 64 * MIB;
const KILLS = 4;
/** KiB a second: a kill is to come in the middle, however fast the machine is. */
const SPEED = 48 * 1024;
/** Bytes that a kill may cost: what was on its way, in the buffers of both systems and programs. */
const LOST_BY_A_KILL = 4 * MIB;
/** Shell commands that bound what is in the system's buffers: else a reader who waits for the processor has megabytes there. */
const SMALL_BUFFERS = ["rmem", "wmem"].map((kind) => `echo 4096 131072 ${MIB} > /proc/sys/net/ipv4/tcp_${kind}`);
/** What TLS, events, and the rest of the conversation add to the content. */
const AROUND = 1.05;

const seed = Number(Deno.env.get("PARLEY_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

async function sameContent(file: { path: string | null }, hash: string): Promise<void> {
  assertEquals(await hashOf(file.path!), hash);
}

Deno.test(`FILE-4: killed again and again, it ends whole, and nothing verified is sent twice (seed ${seed})`, async () => {
  await using folders = new Folders();
  // Its own loopback: every byte on it is ours, so it can be counted.
  await using machine = await OwnMachine.start(SMALL_BUFFERS);
  await using people = await two(folders, { anna: { machine }, boris: { machine } });
  const { anna, boris } = people;
  const hash = await randomFile(folders.path("film.bin"), SIZE);
  await anna.call("settings_set", { speed_limit: SPEED });
  const before = await machine.received("lo");
  const [{ id }] = await anna.offer(folders.path("film.bin"));
  await boris.take(id);

  const next = randomFrom(seed);
  const victims: readonly (readonly FilesSide[])[] = [[boris], [anna], [anna, boris]];
  for (let kill = 1; kill <= KILLS; kill++) {
    const moment = SIZE * (kill - next()) / (KILLS + 0.5);
    const { done } = await boris.until(id, "its next part", ({ done }) => done >= moment);
    const killed = kill <= victims.length ? victims[kill - 1] : victims[Math.floor(next() * victims.length)];
    await Promise.all(killed.map((side) => side.kill()));
    await Promise.all(killed.map((side) => side.start()));
    const again = await boris.until(id, "it going on", ({ state }) => state === "running" || state === "completed");
    assert(again.done >= done, `${done} bytes were verified before kill ${kill}, ${again.done} are after it`);
  }
  const [sent, arrived] = await Promise.all([anna.reach(id, "completed"), boris.reach(id, "completed")]);
  assertEquals([sent.done, arrived.done], [SIZE, SIZE]);
  await sameContent(arrived, hash);
  const carried = await machine.received("lo") - before;
  const most = SIZE * AROUND + KILLS * LOST_BY_A_KILL;
  assert(
    carried <= most,
    `${Math.round(carried / MIB)} MiB were sent, and at most ${Math.round(most / MIB)} should be`,
  );
});

Deno.test("FILE-2 FILE-5: what happens to the files while a program is away is noticed, said, and repaired", async (t) => {
  await using folders = new Folders();
  await using people = await two(folders);
  const { anna, boris } = people;
  const [path, away] = [folders.path("film.bin"), folders.path("elsewhere.bin")];
  const hash = await randomFile(path, 32 * MIB);

  /** A transfer that has begun. */
  async function begun(): Promise<string> {
    // Slow: a busy machine takes its time to kill somebody, and the end must not come before.
    await anna.call("settings_set", { speed_limit: 4 * 1024 });
    const [{ id }] = await anna.offer(path);
    await boris.take(id);
    await boris.until(id, "some of it", ({ done }) => done >= 3 * MIB);
    return id;
  }

  async function completed(id: string): Promise<void> {
    const [, arrived] = await Promise.all([anna.whole(id), boris.whole(id)]);
    await sameContent(arrived, hash);
  }

  async function bothFail(id: string, reason: string): Promise<void> {
    for (const [side, by] of [[anna, "me"], [boris, "them"]] as const) {
      const file = await side.reach(id, "failed");
      assertEquals([file.reason, file.ended_by], [reason, by]);
    }
  }

  await t.step("what has come was changed meanwhile: it is fetched again", async () => {
    const id = await begun();
    await boris.kill();
    using file = await Deno.open(`${folders.path("boris-files")}/.parley/${id}/content/film.bin`, { write: true });
    await file.seek(2 * MIB + 17, Deno.SeekMode.Start);
    await file.write(new TextEncoder().encode("not what was sent"));
    await anna.call("settings_set", { speed_limit: null });
    await boris.start();
    await completed(id);
  });

  await t.step("the source was moved away, and back", async () => {
    const id = await begun();
    // Under the open eyes of the program first, which has it open.
    await Deno.rename(path, away);
    await bothFail(id, "source-gone");
    const { done } = await boris.until(id, "what has come", ({ state }) => state === "failed");
    assert(done < 32 * MIB, `all ${done} bytes had come`);
    await Deno.rename(away, path);
    await anna.answer("file_resume", id);
    const goesOn = (file: Transfer) => file.state === "running" && file.done > done;
    await Promise.all([anna, boris].map((side) => side.until(id, "more of it", goesOn)));
    await anna.kill();
    await Deno.rename(path, away);
    await anna.start();
    await bothFail(id, "source-gone");
    await Deno.rename(away, path);
    await anna.call("settings_set", { speed_limit: null });
    await anna.answer("file_resume", id);
    await completed(id);
  });

  await t.step("the source was changed: that is an end, and said to both", async () => {
    const id = await begun();
    await anna.kill();
    {
      using file = await Deno.open(path, { write: true });
      await file.seek(28 * MIB, Deno.SeekMode.Start);
      await file.write(new TextEncoder().encode("another film"));
    }
    await anna.start();
    await bothFail(id, "changed");
    const names = (await Array.fromAsync(Deno.readDir(folders.path("boris-files")))).map(({ name }) => name);
    assertEquals(names.filter((name) => name.startsWith("film")).length, 2, "it is not shown as if it were whole");
  });
});
