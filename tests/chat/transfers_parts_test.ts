/** FILE-2, FILE-3, FILE-6, FILE-8: the small parts of transfers, without anybody to talk to. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Connection } from "../../chat/transfers/asked.ts";
import { ServingTurns } from "../../chat/transfers/serving_turns.ts";
import { mediaOf } from "../../chat/transfers/media_kind.ts";
import { Progress } from "../../chat/transfers/progress.ts";
import { Retries } from "../../chat/transfers/retries.ts";
import { SpeedLimit } from "../../chat/transfers/speed_limit.ts";
import { failureOf, isMovable, viewTransfer } from "../../chat/transfers/transfer_state.ts";
import { chunkCount, chunkSize, filePackets } from "../../chat/transfers/chunks.ts";
import type { BulkLink } from "../../net/types.ts";
import type { TransferRow } from "../../store/history_types.ts";
import { MEDIA_TYPES } from "../../ui/server/media_types.ts";
import { VirtualClock } from "../support/clock.ts";

const MIB = 1024 * 1024;

const ROW: TransferRow = {
  conversation: "1.root",
  id: "0199-1",
  cursor: 7,
  direction: "in",
  name: "lake.JPG",
  offer: { type: "file", size: 10 * MIB, files: 1, key: "k" },
  offered_at: 5,
  path: null,
  mine: "",
  theirs: "",
  final: null,
  ended_by: null,
  ended_at: null,
  done: 0,
  moving_ms: 0,
};

Deno.test("a content is cut into chunks of a mebibyte, the last one shorter, and none is empty", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
    const count = chunkCount(size);
    const last = count === 0 ? 0 : chunkSize(size, count - 1);
    assertEquals(Math.max(0, count - 1) * MIB + last, size);
    assertEquals(count === 0 || (last > 0 && last <= MIB), true);
    assertEquals(filePackets(size), Math.max(1, Math.ceil(size / MIB)));
  }));
});

Deno.test("FILE-2: what both have said decides the state, and a failure of either is one", () => {
  const cases: [Partial<TransferRow>, string, string | null, "me" | "them" | null][] = [
    [{}, "offered", null, null],
    [{ mine: "accepted" }, "waiting", null, null],
    [{ mine: "accepted", theirs: "failed source-gone" }, "failed", "source-gone", "them"],
    [{ mine: "failed disk-full" }, "failed", "disk-full", "me"],
    [{ mine: "failed disk-full", theirs: "failed changed" }, "failed", "disk-full", "me"],
    [{ mine: "accepted", theirs: "ready" }, "waiting", null, null],
    [{ direction: "out", mine: "ready" }, "offered", null, null],
    [{ direction: "out", theirs: "accepted" }, "waiting", null, null],
    [{ mine: "accepted", final: "completed", ended_by: "me" }, "completed", null, null],
    [{ mine: "failed changed", final: "cancelled", ended_by: "them" }, "cancelled", null, "them"],
    [{ final: "declined", ended_by: "me" }, "declined", null, "me"],
  ];
  for (const [change, state, reason, ended_by] of cases) {
    const view = viewTransfer({ ...ROW, ...change });
    assertEquals([view.state, view.reason, view.ended_by], [state, reason, ended_by], JSON.stringify(change));
  }
});

Deno.test("FILE-2: it moves when its reader wants it and nobody has stopped it", () => {
  assertEquals(isMovable({ ...ROW, mine: "accepted" }), true);
  assertEquals(isMovable({ ...ROW, direction: "out", mine: "accepted" }), false, "an author cannot accept");
  assertEquals(isMovable({ ...ROW, mine: "accepted", theirs: "failed changed" }), false);
  assertEquals(isMovable({ ...ROW, mine: "accepted", final: "cancelled" }), false);
  assertEquals(failureOf({ ...ROW, mine: "failed x", final: "completed" }), undefined);
});

Deno.test("FILE-8: what a window handed over is here until it has arrived; what is shown stays, and so does what was sent by path", () => {
  const path = (change: Partial<TransferRow>) =>
    viewTransfer({ ...ROW, direction: "out", name: "a.txt", path: `/profile/spool/${ROW.id}/a.txt`, ...change }).path;
  const handed = `/profile/spool/${ROW.id}/a.txt`;
  assertEquals([path({}), path({ final: "completed" }), path({ final: "declined" })], [handed, null, null]);
  assertEquals(path({ final: "completed", name: "a.mp3" }), handed);
  assertEquals(path({ final: "declined", name: "a.mp3" }), null);
  assertEquals(path({ final: "completed", path: "C:\\me\\a.txt" }), "C:\\me\\a.txt");
  assertEquals(path({ final: "completed", path: `C:\\p\\spool\\${ROW.id}\\a.txt` }), null);
});

Deno.test("FILE-6: complete is all of it, with the average over the time it moved", () => {
  const done = viewTransfer({ ...ROW, final: "completed", done: 3, moving_ms: 2_000 });
  assertEquals([done.done, done.average, done.speed, done.left_ms], [10 * MIB, 5 * MIB, null, null]);
  assertEquals(viewTransfer({ ...ROW, final: "completed" }).average, null, "no time, no speed");
  assertEquals(viewTransfer({ ...ROW, done: 99 * MIB }).done, 10 * MIB, "never more than all");
});

Deno.test("FILE-6: the speed follows within seconds, does not dance, and says how long it will take", () => {
  const progress = new Progress(1000 * MIB, 0, 0);
  progress.begin(0);
  assertEquals(progress.motion(0), { isRunning: true, done: 0, speed: null, left_ms: null });
  let now = 0;
  const run = (seconds: number, perSecond: number) => {
    for (const end = now + seconds * 1000; now < end;) {
      now += 100;
      progress.moved(perSecond / 10, progress.done + perSecond / 10, now);
    }
    return progress.motion(now).speed!;
  };
  assertEquals(Math.round(run(5, 10 * MIB) / MIB), 10);
  const after = run(10, 2 * MIB) / MIB;
  assertEquals(after > 1.9 && after < 2.5, true, `after ten seconds it says ${after}`);
  const { left_ms, done } = progress.motion(now);
  assertEquals(Math.abs(left_ms! - (1000 * MIB - done) / (after * MIB) * 1000) < 1_000, true);
  assertEquals(progress.moving, 15_000);
});

Deno.test("FILE-6: time in which nothing moves does not count, and a wait says no speed", () => {
  const progress = new Progress(10 * MIB, MIB, 5_000);
  progress.begin(0);
  progress.moved(MIB, 2 * MIB, 1_000);
  progress.pause();
  assertEquals(progress.motion(1_000), { isRunning: false, done: 2 * MIB, speed: null, left_ms: null });
  progress.begin(3_600_000);
  progress.moved(MIB, 3 * MIB, 3_601_000);
  assertEquals(progress.moving, 7_000);
});

Deno.test("FILE-6: what goes on after a kill shows what is verified, not what was written down before", () => {
  const progress = new Progress(10 * MIB, MIB, 5_000);
  progress.begin(0, 7 * MIB);
  assertEquals(progress.motion(0).done, 7 * MIB);
  progress.begin(1);
  assertEquals(progress.motion(1).done, 7 * MIB, "unless nothing more is known");
});

Deno.test("FILE-3: what is asked for goes in its order, the files in turns", () => {
  const turns = new ServingTurns<number>();
  turns.add("big", [1, 2, 3]);
  turns.add("small", [10]);
  turns.add("big", [4]);
  turns.again("small", 9);
  turns.add("gone", [7, 8]);
  turns.drop("gone");
  assertEquals(turns.count, 6);
  const order = Array.from({ length: 7 }, () => turns.next()?.task);
  assertEquals(order, [1, 9, 2, 10, 3, 4, undefined]);
  assertEquals([turns.count, turns.has("big")], [0, false]);
});

Deno.test("FILE-3: the limit of speed holds over all that is sent, and follows its setting", async () => {
  const clock = new VirtualClock();
  let rate: number | null = MIB;
  const limit = new SpeedLimit(clock, () => rate);
  const order: number[] = [];
  for (const number of [1, 2, 3]) void limit.take(MIB).then(() => order.push(number));
  await clock.advance(0);
  assertEquals(order, [1]);
  await clock.advance(1_000);
  assertEquals(order, [1, 2]);
  rate = null;
  await limit.take(1000 * MIB);
  assertEquals(order, [1, 2], "the others still wait for what they have taken");
  limit.stop();
  await clock.advance(0);
  assertEquals([order, clock.pending], [[1, 2, 3], 0]);
});

/** Timers run as time goes by; the time it says may be set. */
class WallClock extends VirtualClock {
  ahead = 0;

  override now(): number {
    return super.now() + this.ahead;
  }
}

Deno.test("FILE-3: a clock that is set back does not hold up what a limit of speed lets through", async () => {
  const clock = new WallClock();
  let steady = 0;
  const limit = new SpeedLimit(clock, () => MIB, () => steady);
  await limit.take(MIB);
  clock.ahead = -24 * 3_600_000;
  let taken = false;
  void limit.take(MIB).then(() => taken = true);
  steady = 1_000;
  await clock.advance(1_000);
  assertEquals(taken, true);
});

Deno.test("FILE-4: a clock that is set back does not hold up another try", async () => {
  const clock = new WallClock();
  const retries = new Retries(clock);
  let runs = 0;
  retries.add("a 1", () => runs++);
  clock.ahead = -24 * 3_600_000;
  await clock.advance(120_000);
  assertEquals(runs, 1);
  retries.stop();
});

Deno.test("FILE-4: what fails the same way again and again is tried less and less often, until it has ended", async () => {
  const clock = new VirtualClock();
  const retries = new Retries(clock);
  let runs = 0;
  const again = () => {
    runs++;
    retries.forget("a 1"); // it goes on
    retries.add("a 1", again); // and stops at once
  };
  retries.add("a 1", again);
  await clock.advance(24 * 3_600_000);
  assertEquals(runs < 40, true, `in a day it ran ${runs} times`);
  retries.over("a 1");
  retries.add("a 1", () => runs = 0);
  await clock.advance(120_000);
  assertEquals(runs, 0);
  retries.stop();
});

Deno.test("FILE-4: what may go on is looked at every minute, then less often, until it is forgotten", async () => {
  const clock = new VirtualClock();
  const retries = new Retries(clock);
  let runs = 0;
  retries.add("a 1", () => runs++);
  retries.add("a 1", () => runs += 100);
  await clock.advance(59_000);
  assertEquals(runs, 0);
  await clock.advance(1_000);
  assertEquals(runs, 1);
  await clock.advance(60_000);
  assertEquals(runs, 1, "twice the time");
  await clock.advance(60_000);
  assertEquals(runs, 2);
  retries.now("a ");
  retries.now("b ");
  assertEquals(runs, 3);
  await clock.advance(24 * 3_600_000);
  assertEquals(runs > 24 && runs < 40, true, `in a day it ran ${runs} times`);
  retries.forget("a 1");
  await clock.advance(3_600_000);
  assertEquals(clock.pending, 0);
});

Deno.test("FILE-4: what costs nothing to look at is looked at every minute for as long as it takes", async () => {
  const clock = new VirtualClock();
  const retries = new Retries(clock);
  let runs = 0;
  retries.add("a 1", () => runs++, true);
  await clock.advance(24 * 3_600_000);
  assertEquals(runs, 24 * 60);
  retries.stop();
});

Deno.test("FILE-8: shown is by its ending what a browser decodes and does not run", () => {
  assertEquals(mediaOf("lake.JPG"), { kind: "picture", type: "image/jpeg" });
  assertEquals(mediaOf("a.song.opus")?.kind, "sound");
  assertEquals(mediaOf("x.mov"), { kind: "video", type: "video/quicktime" });
  for (const name of ["page.svg", "a.html", "a.pdf", "png", "a.png.exe", "a.", "", "a.jpg "]) {
    assertEquals(mediaOf(name), undefined, name);
  }
  for (const ending of "png jpg jpeg gif webp avif bmp mp3 ogg oga opus m4a wav flac mp4 webm mov m4v".split(" ")) {
    assertEquals(MEDIA_TYPES.has(mediaOf(`a.${ending}`)!.type), true, ending);
  }
});

Deno.test("FILE-3: of ten thousand files that have arrived on one connection nothing is kept", () => {
  const connection = new Connection({} as BulkLink);
  for (let number = 0; number < 10_000; number++) {
    const asked = connection.of(`${number}`);
    asked.chunks.add(0);
    connection.completed(`${number}`);
    assertEquals(connection.has(`${number}`), true, "a chunk may still come");
    asked.arrived(0);
    connection.completed(`${number}`);
    assertEquals(connection.has(`${number}`), false);
  }
});
