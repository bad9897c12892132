/** ROOM-3, ROOM-4: rooms on a disk that dies, tears and is found again. */

import { assert, assertEquals } from "@std/assert";
import { type History, HISTORY_MIGRATIONS, openDatabase, openHistory } from "../../store/mod.ts";
import { add, EVA, ROOM, room, shown, speakers, TALK, texts } from "../support/room_history.ts";
import { Killed, randomFrom, SimDisk } from "../support/sim_disk.ts";
import { Writer } from "../support/store_writer.ts";

async function open(disk: SimDisk): Promise<History> {
  const db = await openDatabase({ path: "/p/history", migrations: HISTORY_MIGRATIONS, files: disk });
  return openHistory(db, { newStream: () => "s" });
}

/** Every event and what it says are there, or neither. @returns how many */
function wholeEvents(history: History): number {
  const page = shown(history);
  const events = history.roomHeads(ROOM).flatMap(({ stream, seq, author }) => {
    const read = history.roomEvents(ROOM, stream, 1, { count: 100_000, bytes: 1e9 });
    assertEquals(read.map((event) => event.seq), read.map((_, index) => index + 1));
    assertEquals([read.length, read.every((event) => event.author === author)], [seq, true]);
    return read;
  });
  assertEquals(page.map(({ id }) => id).sort(), events.map(({ id }) => id).sort());
  return events.length;
}

/** Says, hears, is told who has what. @param done calls with how many events are acknowledged */
async function live(disk: SimDisk, done: (count: number) => void): Promise<void> {
  const history = await open(disk);
  const { me, eva } = speakers();
  try {
    history.putRoom(room());
    for (let n = 0; n < 4; n++) {
      await add(history, me.says(`mine ${n}`), eva.says(`theirs ${n}`)).saved;
      done(2 * n + 2);
      history.putRoomReceipts(ROOM, [{ member: EVA, stream: me.stream, seq: n }], 60);
    }
  } finally {
    await history.close();
  }
}

Deno.test("ROOM-3: killed or without power at any step, every acknowledged event is there with what it says", async () => {
  const whole = new SimDisk();
  await live(whole, () => {});
  assert(whole.steps > 15, `${whole.steps} steps`);
  for (let death = 1; death <= whole.steps; death++) {
    const disk = new SimDisk();
    disk.refuse = (step) => step >= death ? new Killed("killed") : undefined;
    let acknowledged = 0;
    await live(disk, (count) => acknowledged = count).catch(() => {});
    for (const world of [disk.afterKill(), disk.afterPowerLoss(randomFrom(death))]) {
      const history = await open(world);
      const there = wholeEvents(history);
      assert(there >= acknowledged, `death at step ${death}: ${there} of ${acknowledged}`);
      const { eva } = speakers();
      [eva.seq, eva.clock] = [there / 2, eva.clock + there / 2];
      await add(history, eva.says("goes on")).saved;
      assertEquals(texts(history).at(-1), "goes on");
      await history.close();
    }
  }
});

Deno.test("ROOM-3: of a journal that is torn the events before are there, and others bring what was behind", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  const { eva } = speakers();
  const events = [eva.says("one"), eva.says("two"), eva.says("three")];
  for (const event of events) await add(history, event).saved;
  const [journal] = disk.list("/p/history").filter((name) => name.endsWith(".journal"));
  const bytes = disk.read(`/p/${journal}`);
  await history.close();
  const torn = new SimDisk();
  torn.put(`/p/${journal}`, bytes.slice(0, -9));
  const again = await open(torn);
  assertEquals([wholeEvents(again), texts(again)], [2, ["one", "two"]]);
  add(again, events[2]);
  assertEquals([wholeEvents(again), texts(again)], [3, ["one", "two", "three"]]);
  await again.close();
});

Deno.test("ROOM-3: the text of what was deleted leaves the disk, and so does that of what was taken out", async () => {
  const disk = new SimDisk();
  const history = await open(disk);
  const { eva, ida } = speakers();
  const [gone, cut] = [eva.says("verschwiegenheit"), ida.says("verschlossenheit")];
  await add(history, gone, cut).saved;
  history.search({ text: "ver", limit: 9 });
  await add(history, eva.amends("delete", gone.id)).saved;
  await history.cutRoom(ROOM, [{ stream: ida.stream, seq: 0 }]).saved;
  await history.close();
  for (const [path, bytes] of disk.files()) {
    const content = new TextDecoder("latin1").decode(bytes);
    assert(!/verschwiegen|verschlossen/.test(content), path);
  }
  const again = await open(disk);
  assertEquals([texts(again), again.roomEvents(ROOM, eva.stream, 1, { count: 9, bytes: 1e9 }).length], [[""], 2]);
  await again.close();
});

Deno.test("ROOM-3: a process killed while it talks loses no event it acknowledged", async () => {
  const folder = await Deno.makeTempDir({ prefix: "parley комната " });
  try {
    let there = 0;
    for (let life = 0; life < 2; life++) {
      const writer = new Writer(folder, there + 1, undefined, "room_child.ts");
      await writer.lines(150);
      await writer.kill();
      const acknowledged = Math.max(...(await writer.lines(Infinity)).slice(1).map(Number));
      const db = await openDatabase({ path: `${folder}/history`, migrations: HISTORY_MIGRATIONS });
      const history = openHistory(db, { newStream: () => "s" });
      there = history.roomHeads(ROOM)[0].seq;
      assert(there >= acknowledged, `${there} of ${acknowledged}`);
      assertEquals(wholeEvents(history), there);
      assertEquals(history.last(TALK)?.text, `number ${there}`);
      await history.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
