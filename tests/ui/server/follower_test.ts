import { assertEquals } from "@std/assert";
import type { ApiEvent } from "../../../ui/api.ts";
import { type EventSink, Follower } from "../../../ui/server/follower.ts";
import { MAX_QUEUED_EVENTS, MAX_WAITING_BYTES, SLOW_TIMEOUT } from "../../../ui/server/limits.ts";
import { VirtualClock } from "../../support/clock.ts";
import { FakeBackend, SNAPSHOT } from "./support.ts";

class FakeSink implements EventSink {
  readonly events: ApiEvent[] = [];
  waiting = 0;
  dropped = false;
  write(event: ApiEvent): void {
    this.events.push(event);
  }
  drop(): void {
    this.dropped = true;
  }
  get kinds(): string[] {
    return this.events.map((event) => event.type === "notice_dismissed" ? event.id : event.type);
  }
}

function follow(backend = new FakeBackend()) {
  const sink = new FakeSink();
  const clock = new VirtualClock();
  const follower = new Follower(backend, sink, clock, () => {});
  const happen = (id: number | string) => backend.emit({ type: "notice_dismissed", id: String(id) });
  return { backend, sink, clock, follower, happen };
}

Deno.test("what happens while a snapshot is made follows it", async () => {
  const { sink, clock, happen, follower, backend } = follow();
  happen(1);
  happen(2);
  assertEquals(sink.kinds, []);
  await clock.advance(0);
  happen(3);
  assertEquals(sink.kinds, ["snapshot", "1", "2", "3"]);
  follower.stop();
  assertEquals([backend.listeners, clock.pending], [0, 0]);
});

Deno.test("a slow reader misses events and gets a snapshot when it has caught up", async () => {
  const { sink, clock, happen, follower } = follow();
  await clock.advance(0);
  sink.waiting = MAX_WAITING_BYTES + 1;
  for (let i = 0; i < 100_000; i++) happen(i);
  await clock.advance(10_000);
  assertEquals(sink.kinds, ["snapshot"]);
  sink.waiting = 0;
  await clock.advance(1_000);
  happen("later");
  assertEquals(sink.kinds, ["snapshot", "snapshot", "later"]);
  follower.stop();
});

Deno.test("a reader that stays slow is let go", async () => {
  const { sink, clock, happen, backend } = follow();
  await clock.advance(0);
  sink.waiting = MAX_WAITING_BYTES + 1;
  happen(1);
  await clock.advance(SLOW_TIMEOUT - 1_000);
  assertEquals(sink.dropped, false);
  await clock.advance(2_000);
  assertEquals([sink.dropped, backend.listeners, clock.pending], [true, 0, 0]);
});

Deno.test("more events than are kept while a snapshot is made lead to another snapshot", async () => {
  const backend = new FakeBackend();
  const making = Promise.withResolvers<unknown>();
  backend.answers.set("snapshot", () => making.promise);
  const { sink, clock, happen, follower } = follow(backend);
  for (let i = 0; i <= MAX_QUEUED_EVENTS; i++) happen(i);
  making.resolve(SNAPSHOT);
  await clock.advance(1_000);
  happen("later");
  assertEquals(sink.kinds, ["snapshot", "snapshot", "later"]);
  follower.stop();
});

Deno.test("bye reaches a reader whatever state it is in, and is the last thing", async () => {
  for (const waiting of [0, MAX_WAITING_BYTES + 1]) {
    const { sink, clock, happen, follower } = follow();
    await clock.advance(0);
    sink.waiting = waiting;
    happen(1);
    follower.sayBye();
    follower.sayBye();
    happen(2);
    await clock.advance(100_000);
    assertEquals(sink.kinds.slice(-1), ["bye"]);
    assertEquals(sink.kinds.filter((kind) => kind === "bye").length, 1);
    assertEquals(clock.pending, 0);
  }
});

Deno.test("while the program is locked a window is told so, and nothing of what was said before", async () => {
  const backend = new FakeBackend();
  backend.answers.set("snapshot", () => {
    throw Object.assign(new Error("locked"), { code: "locked", why: "start" });
  });
  const { sink, clock, happen, follower } = follow(backend);
  happen("before");
  backend.emit({ type: "locked", why: "start" });
  await clock.advance(0);
  assertEquals(sink.events, [{ type: "locked", why: "start" }]);
  backend.emit({ type: "snapshot", snapshot: SNAPSHOT });
  happen("after");
  assertEquals([sink.kinds, sink.dropped], [["locked", "snapshot", "after"], false]);
  follower.stop();
});
