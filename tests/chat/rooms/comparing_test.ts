/** ROOM-4: whoever was away catches up with any member. `docs/specs/rooms-v1.md`, section 7. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { eventId } from "../../../chat/rooms/event.ts";
import { Merge } from "../../../chat/rooms/merge.ts";
import { bucketOf, differing, digestOf, havesOf, headOfId } from "../../../chat/rooms/summary.ts";
import { isControlStream } from "../../../chat/rooms/types.ts";
import { neighbourRank } from "../../../crypto/mod.ts";
import {
  BATCH_TARGET_BYTES,
  MAX_ROOM_BATCH,
  MAX_ROOM_HAVES,
  MAX_ROOM_STREAMS,
  ROOM_ANSWER_PATIENCE,
  ROOM_COMPARISON_BURST,
  ROOM_GRAFT_DELAY,
  ROOM_LAZY_DELAY,
  ROOM_ROUND,
} from "../../../net/limits.ts";
import { control, LoneMember, loneTest, ME, peer, said } from "../../support/lone_member.ts";
import { simulatedEvent, SimulatedLog } from "../../support/room_simulation.ts";

const EMPTY = "0".repeat(512);
const FIRST = [...Array(64).keys()];

Deno.test("ROOM-4: digests are equal exactly where both have the same", () => {
  const head = (stream: string, seq: number) => ({ stream, seq, hash: neighbourRank(stream, `${seq}`, "") });
  const [one, two] = [head(said(0x10), 3), head(said(0x20), 1)];
  assertEquals(digestOf([]), EMPTY);
  assertEquals(digestOf([one, two]), digestOf([two, one]));
  assertEquals(differing(digestOf([one, two]), digestOf([one, head(said(0x20), 2)])), [bucketOf(said(0x20))]);
  assertEquals(differing(digestOf([one]), digestOf([one, two])), [8]);
  assertEquals(differing(digestOf([one]), digestOf([{ ...one, hash: two.hash }])), [4], "a fork is a difference");
});

Deno.test("ROOM-4: a long list of streams is cut into contents of at most so many", () => {
  const heads = Array.from({ length: 3 * MAX_ROOM_STREAMS }, (_, index) => ({
    ...{ stream: said(index), seq: 1, hash: "0".repeat(64) },
  }));
  const haves = havesOf(heads, FIRST, true);
  assert(haves.length <= MAX_ROOM_HAVES);
  for (const { streams, ask } of haves) assert(ask && streams.length <= MAX_ROOM_STREAMS);
  assertEquals(haves.flatMap(({ buckets }) => buckets), FIRST);
  assertEquals(haves.reduce((sum, { streams }) => sum + streams.length, 0), heads.length);
});

Deno.test("ROOM-4: the hash of an event can be told from its id", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000 }), (number) => {
    const hash = neighbourRank("some", `${number}`, "event");
    assertEquals(headOfId(eventId(1_763_683_200_000 + number, hash)), hash.slice(0, 16));
  }));
  assertEquals(headOfId("01234567-0123-4123-8123-0123456789ab"), "", "of no other kind of id");
});

Deno.test("ROOM-4: events of many streams are merged into the order of the room, control first", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.integer({ min: 0, max: 50 })), (lengths, steps) => {
      const log = new SimulatedLog();
      const all = lengths.flatMap((length, index) => {
        const stream = index % 3 === 0 ? control(index) : said(index);
        let clock = 1_763_683_200_000;
        return Array.from({ length }, (_, at) => {
          const event = simulatedEvent(peer(1), stream, at + 1, clock += 1 + steps.next().value);
          log.add(event);
          return event;
        });
      });
      const merge = new Merge(
        log,
        new Map(lengths.map((_, index) => [index % 3 === 0 ? control(index) : said(index), 1])),
      );
      const merged = [];
      while (merge.top !== undefined) merged.push(merge.take().id);
      const key = ({ stream, id }: typeof all[number]) => `${stream < "8" ? 1 : 0} ${id}`;
      assertEquals(merged, all.sort((one, other) => key(one) < key(other) ? -1 : 1).map(({ id }) => id));
    }),
    { numRuns: 20 },
  );
});

loneTest("ROOM-4: both tell what they have when a link opens; who has the same says nothing more", async (me) => {
  me.hold(peer(9), said(1), 3);
  me.link(peer(6));
  assertEquals(me.to(peer(6), "digest"), [{ digest: digestOf(me.log.heads().values()) }]);
  await me.heard(peer(6), { digest: digestOf(me.log.heads().values()) });
  await me.clock.advance(2 * ROOM_GRAFT_DELAY);
  assertEquals(me.to(peer(6), "have"), []);
});

loneTest("ROOM-4: who sees a difference asks about those buckets alone; one of both begins", async (me) => {
  me.hold(peer(9), said(0x10), 3);
  me.hold(peer(9), said(0x20), 1);
  const other = new LoneMember();
  other.log.add(me.log.streams.get(said(0x20))![0]);
  const theirs = { digest: digestOf(other.log.heads().values()) };
  other.stop();
  await me.neighbours(6, 4);
  await me.heard(peer(6), theirs);
  const [{ have }] = me.to(peer(6), "have");
  assertEquals([have.buckets, have.ask, have.streams.length], [[4], true, 1]);
  // The one with the smaller key begins; if it does not, the other does a little later.
  await me.heard(peer(6), { events: [] });
  await me.heard(peer(4), theirs);
  assertEquals(me.to(peer(4), "have"), []);
  await me.clock.advance(ROOM_LAZY_DELAY);
  assertEquals(me.to(peer(4), "have"), [{ have }]);
});

loneTest("ROOM-4: whoever says what they have gets what they lack, and is asked when they have more", async (me) => {
  await me.neighbours(6);
  const [, second] = me.hold(peer(9), said(1), 3);
  me.hold(peer(9), said(0x10), 1);
  const head = second.hash.slice(0, 16);
  const more = { stream: said(2), seq: 7, head };
  await me.heard(peer(6), { have: { buckets: [0], streams: [{ stream: said(1), seq: 2, head }, more], ask: true } });
  assertEquals(me.events(peer(6)), [`${said(1)}:3`]);
  assertEquals(me.to(peer(6), "have").map(({ have }) => [have.buckets, have.ask]), [[[0], false]]);
});

loneTest("ROOM-4: who is asked and has nothing for the other says so, and the next is asked at once", async (me) => {
  await me.neighbours(6, 7);
  const [event] = me.hold(peer(9), said(1), 1);
  const streams = [{ stream: said(1), seq: 1, head: event.hash.slice(0, 16) }];
  await me.heard(peer(6), { have: { buckets: [0], streams, ask: true } });
  assertEquals(me.to(peer(6), "events"), [{ events: [] }]);
  await me.heard(peer(6), { have: { buckets: [0], streams, ask: false } });
  assertEquals(me.to(peer(6), "events").length, 1);
  for (const number of [6, 7]) await me.heard(peer(number), { digest: EMPTY });
  await me.heard(peer(6), { have: { buckets: [0], streams: [], ask: false } });
  assertEquals(me.to(peer(7), "have"), [], "what they lack says nothing about what they have");
  await me.heard(peer(6), { events: [] });
  assertEquals(me.to(peer(7), "have").length, 1);
});

loneTest("ROOM-4: whoever asks hears when that was all, behind the last event, once for each question", async (me) => {
  await me.neighbours(6);
  me.hold(peer(9), said(1), 400);
  me.stalled = true;
  const ask = (bucket: number) => me.heard(peer(6), { have: { buckets: [bucket], streams: [], ask: true } });
  await ask(0);
  await ask(1);
  while (me.events(peer(6)).length < 400) await me.release();
  assert(me.to(peer(6), "events").every(({ events }) => events.length > 0));
  for (let times = 0; times < 4; times++) await me.release();
  assertEquals(me.to(peer(6), "events").slice(-2).map(({ events }) => events), [[], []]);
  assertEquals(me.to(peer(6), "events").filter(({ events }) => events.length === 0).length, 2);
});

loneTest("ROOM-4: a question in several parts is answered when each part is", async (me) => {
  await me.neighbours(6, 7);
  for (let number = 0; number < MAX_ROOM_STREAMS + 256; number++) me.hold(peer(9), said(number), 1);
  for (const number of [6, 7]) await me.heard(peer(number), { digest: "1".repeat(512) });
  const parts = me.to(peer(6), "have").length;
  assert(parts > 1);
  for (let part = 1; part < parts; part++) await me.heard(peer(6), { events: [] });
  assertEquals(me.to(peer(7), "have"), []);
  await me.heard(peer(6), { events: [] });
  assert(me.to(peer(7), "have").length > 0);
});

for (const how of ["events that are here already", "ever new digests"]) {
  loneTest(`ROOM-4: whoever is asked and sends ${how} does not keep the others from being asked`, async (me) => {
    await me.neighbours(6, 7);
    const events = me.hold(peer(9), said(1), 1);
    for (const number of [6, 7]) await me.heard(peer(number), { digest: "1".repeat(512) });
    assertEquals([me.to(peer(6), "have").length, me.to(peer(7), "have").length], [1, 0]);
    for (let times = 0; times < 3; times++) {
      await me.clock.advance(ROOM_ANSWER_PATIENCE / 2);
      await me.heard(peer(6), how.startsWith("events") ? { events } : { digest: `${times}`.repeat(512) });
    }
    assertEquals(me.to(peer(7), "have").length, 1);
  });
}

loneTest("ROOM-4: one member is asked at a time, and the next only for what is still missing", async (me) => {
  await me.neighbours(6, 7, 8);
  const events = me.make(peer(9), said(1), 2);
  const digest = digestOf(events.slice(1));
  for (const number of [6, 7, 8]) await me.heard(peer(number), { digest });
  assertEquals(me.sent.filter(({ message }) => "have" in message).map(({ to }) => to), [peer(6)]);
  await me.clock.advance(ROOM_ANSWER_PATIENCE);
  assertEquals(me.to(peer(7), "have").length, 1, "they did not answer: the next is asked");
  await me.clock.advance(ROOM_ANSWER_PATIENCE - 1);
  await me.heard(peer(7), { events: events.slice(0, 1) });
  await me.clock.advance(ROOM_ANSWER_PATIENCE - 1);
  assertEquals(me.to(peer(8), "have"), [], "whoever sends is waited for");
  await me.heard(peer(7), { events: events.slice(1) });
  await me.clock.advance(2 * ROOM_ANSWER_PATIENCE);
  assertEquals(me.to(peer(8), "have"), []);
});

loneTest(
  "ROOM-4: what comes before it is missing: whoever sent it is told what we have, at most once a second",
  async (me) => {
    await me.neighbours(6);
    const events = me.make(peer(9), said(1), 30).slice(1);
    for (const event of events) await me.heard(peer(6), { events: [event] });
    await me.clock.advance(ROOM_GRAFT_DELAY);
    assertEquals(me.to(peer(6), "digest"), [{ digest: EMPTY }]);
  },
);

loneTest("ROOM-4: events go in contents of bounded size, each after the link took the one before", async (me) => {
  await me.neighbours(6);
  for (const stream of [said(1), said(2), said(3), control(1), control(2)]) me.hold(peer(9), stream, 400);
  me.stalled = true;
  await me.heard(peer(6), { have: { buckets: [0], streams: [], ask: false } });
  assertEquals(me.to(peer(6), "events").length, 1);
  for (let rounds = 1; me.events(peer(6)).length < 2_000; rounds++) {
    await me.release();
    assertEquals(me.to(peer(6), "events").length, rounds + 1);
  }
  for (const { events } of me.to(peer(6), "events")) {
    assert(events.length <= MAX_ROOM_BATCH);
    assert(events.reduce((sum, { body }) => sum + body.length, 0) <= BATCH_TARGET_BYTES);
  }
  const ids = me.to(peer(6), "events").flatMap(({ events }) => events.map(({ body }) => body));
  const key = ({ stream, id }: { stream: string; id: string }) => `${isControlStream(stream) ? 0 : 1} ${id}`;
  const order = [...me.log.streams.values()].flat().sort((one, other) => key(one) < key(other) ? -1 : 1);
  assertEquals(ids, order.map(({ body }) => body));
  await me.release();
});

loneTest(
  "ROOM-4: a newer word of what somebody has takes the place of the older, in the middle of sending",
  async (me) => {
    await me.neighbours(6);
    const events = me.hold(peer(9), said(1), 1_000);
    me.hold(peer(9), said(2), 1_000);
    me.stalled = true;
    await me.heard(peer(6), { have: { buckets: [0], streams: [], ask: false } });
    const have = (seq: number) => ({ stream: said(1), seq, head: events[seq - 1].hash.slice(0, 16) });
    await me.heard(peer(6), { have: { buckets: [0], streams: [have(900)], ask: false } });
    me.stalled = false;
    await me.release();
    const first = me.events(peer(6)).filter((name) => name.startsWith(said(1)));
    assert(first.includes(`${said(1)}:901`) && !first.includes(`${said(1)}:800`));
    assertEquals(first.at(-1), `${said(1)}:1000`);
    assertEquals(new Set(first).size, first.length, "and what was on its way does not go again");
    assertEquals(me.events(peer(6)).filter((name) => name.startsWith(said(2))).length, 1_000);
  },
);

loneTest("ROOM-4: what is written while somebody catches up reaches them as well", async (me) => {
  await me.neighbours(6);
  me.publish(said(1), 300);
  me.publish(said(2), 10);
  me.link(peer(7));
  me.sent.length = 0;
  me.stalled = true;
  await me.heard(peer(7), { have: { buckets: [0], streams: [], ask: false } });
  await me.heard(peer(7), { want: [] });
  me.publish(said(1));
  me.publish(said(2));
  me.publish(said(3));
  me.stalled = false;
  await me.release();
  const last = (stream: string) => me.events(peer(7)).findLast((name) => name.startsWith(stream));
  assertEquals([last(said(1)), last(said(2)), last(said(3))], [`${said(1)}:301`, `${said(2)}:11`, `${said(3)}:1`]);
  assertEquals(me.events(peer(7)).length, 313);
});

loneTest("ROOM-4: what we wrote is given out when it is on our disk, not before, and then to who asked", async (me) => {
  await me.neighbours(6);
  const [, second] = me.hold(ME, said(1), 2);
  me.hold(peer(9), said(2), 1);
  await me.heard(peer(6), { have: { buckets: [0], streams: [], ask: true } });
  assertEquals(me.events(peer(6)), [`${said(2)}:1`]);
  // The first of them is known to be on disk because the second is.
  me.spreading.published([second]);
  await me.clock.advance(0);
  assertEquals(me.events(peer(6)).slice(1), [`${said(1)}:1`, `${said(1)}:2`]);
});

loneTest("ROOM-4: a stream that is another one with them from some number on is left alone", async (me) => {
  await me.neighbours(6);
  me.hold(peer(9), said(1), 10);
  const forked = { stream: said(1), seq: 5, head: "0".repeat(16) };
  await me.heard(peer(6), { have: { buckets: [0], streams: [forked], ask: true } });
  assertEquals(me.events(peer(6)), []);
});

loneTest("ROOM-4: what was sent over a link and is asked for again and again goes ever more rarely", async (me) => {
  await me.neighbours(6);
  me.hold(peer(9), said(1), 10);
  for (let round = 0; round < 64; round++) {
    await me.heard(peer(6), { want: [{ stream: said(1), seq: 1 + round % 10 }] });
    await me.heard(peer(6), { prune: true });
  }
  assert(me.to(peer(6), "events").length <= 8);
});

loneTest("ROOM-4: comparisons are answered up to a rate; the rest is dropped", async (me) => {
  await me.neighbours(6);
  me.hold(peer(9), said(1), 1);
  for (let round = 0; round < 200; round++) await me.heard(peer(6), { digest: EMPTY });
  assertEquals(me.to(peer(6), "have").length, ROOM_COMPARISON_BURST);
  me.sent.length = 0;
  await me.clock.advance(ROOM_GRAFT_DELAY);
  await me.heard(peer(6), { digest: EMPTY });
  assertEquals(me.to(peer(6), "have").length, 1);
});

loneTest("ROOM-4: a list of streams nobody has is answered once and asks for nothing twice", async (me) => {
  await me.neighbours(6);
  me.hold(peer(9), said(1), 2);
  const made = Array.from(
    { length: MAX_ROOM_STREAMS },
    (_, index) => ({ stream: said(64 + index), seq: 9, head: "0".repeat(16) }),
  );
  await me.heard(peer(6), { have: { buckets: FIRST, streams: made, ask: true } });
  assertEquals(me.events(peer(6)).length, 2);
  await me.clock.advance(ROOM_ROUND / 2);
  assertEquals(me.to(peer(6), "have").length, 1);
});

loneTest(
  "ROOM-4: when comparing brings what neighbours should have, they are asked again to be neighbours",
  async (me) => {
    await me.neighbours(6, 7);
    me.link(peer(8));
    await me.heard(peer(8), { digest: EMPTY.replace("0", "1") });
    await me.heard(peer(8), { events: me.make(peer(9), said(1), 1) });
    me.sent.length = 0;
    await me.clock.advance(ROOM_ROUND * 4 / 3);
    assertEquals(me.to(peer(6), "want"), [{ want: [] }]);
    await me.clock.advance(ROOM_ROUND * 4 / 3);
    assertEquals(me.to(peer(6), "want").length, 1, "once");
  },
);

loneTest("ROOM-4: who was linked and has joined by now is compared with again, and stays a neighbour", async (me) => {
  await me.neighbours(1, 2, 3, 4);
  me.link(peer(6), false);
  await me.heard(peer(6), { want: [] });
  me.hold(peer(9), said(1), 1);
  me.sent.length = 0;
  me.link(peer(6));
  assertEquals(me.to(peer(6), "digest"), [{ digest: digestOf(me.log.heads().values()) }]);
  me.publish(said(2));
  await me.clock.advance(0);
  assertEquals(me.events(peer(6)), [`${said(2)}:1`]);
});

loneTest("ROOM-4: now and then somebody at random is told what we have", async (me) => {
  await me.neighbours(6, 7);
  await me.clock.advance(ROOM_ROUND * 4 / 3);
  assertNotEquals(me.sent.filter(({ message }) => "digest" in message).length, 0);
  me.unlink(peer(6));
  me.unlink(peer(7));
  me.sent.length = 0;
  await me.clock.advance(3 * ROOM_ROUND);
  assertEquals(me.sent, []);
  assertEquals(me.clock.pending, 0, "who is alone waits for nothing");
});
