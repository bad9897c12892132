/** ROOM-3: new events go along a tree of few neighbours, each once. `docs/specs/rooms-v1.md`, section 7. */
import { assert, assertEquals } from "@std/assert";
import {
  MAX_ROOM_EMPTY_NAMES,
  MAX_ROOM_FRESH,
  MAX_ROOM_NEIGHBOURS,
  ROOM_FANOUT,
  ROOM_GRAFT_DELAY,
  ROOM_LAZY_DELAY,
} from "../../../net/limits.ts";
import type { RoomMessage } from "../../../chat/rooms/types.ts";
import { control, LoneMember, loneTest, peer, said } from "../../support/lone_member.ts";
import { RoomSimulation } from "../../support/room_simulation.ts";

const signed = (events: readonly { body: string; signature: Uint8Array }[]): RoomMessage => ({ events });

loneTest("ROOM-3: a new event goes whole to each of a few neighbours, and to nobody else", async (me) => {
  for (let number = 10; number < 30; number++) me.link(peer(number));
  await me.clock.advance(ROOM_LAZY_DELAY);
  const told = me.sent.filter(({ message }) => "want" in message);
  assertEquals(told.length, ROOM_FANOUT, "who is chosen is told");
  me.publish(said(1));
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  const reached = me.sent.filter(({ message }) => "events" in message).map(({ to }) => to);
  assertEquals(reached.sort(), told.map(({ to }) => to).sort());
  assertEquals(me.sent.filter(({ message }) => "ihave" in message).length, 0);
});

loneTest("ROOM-3: whoever asked to be told names alone gets names, gathered, and no event", async (me) => {
  await me.neighbours(1, 2);
  await me.heard(peer(1), { prune: true });
  me.publish(said(1));
  me.publish(said(1));
  me.publish(said(2));
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  assertEquals(me.events(peer(1)), []);
  assertEquals(me.events(peer(2)), [`${said(1)}:1`, `${said(1)}:2`, `${said(2)}:1`]);
  const names = [{ stream: said(1), seq: 2 }, { stream: said(2), seq: 1 }];
  assertEquals(me.to(peer(1), "ihave"), [{ ihave: names }]);
  assertEquals(me.to(peer(2), "ihave"), []);
});

loneTest(
  "ROOM-3: an event that comes twice is passed on once, and its second sender is asked for names",
  async (me) => {
    await me.neighbours(1, 2, 3);
    const events = me.make(peer(9), said(1), 1);
    await me.heard(peer(1), signed(events));
    await me.heard(peer(2), signed(events));
    await me.heard(peer(2), signed(events));
    assertEquals(me.events(peer(1)), []);
    assertEquals(me.events(peer(3)), [`${said(1)}:1`]);
    assertEquals(me.to(peer(2), "prune").length, 1, "said once, not for what was on its way");
    assertEquals(me.to(peer(1), "prune").length, 0);
    me.sent.length = 0;
    me.publish(said(2));
    await me.clock.advance(2 * ROOM_LAZY_DELAY);
    assertEquals(me.events(peer(2)), [], "between the two, events are named from now on");
    assertEquals(me.to(peer(2), "ihave").length, 1);
    assertEquals(me.events(peer(1)), [`${said(2)}:1`]);
  },
);

loneTest("ROOM-3: who named an event is asked for it when nobody brings it, and is eager from then on", async (me) => {
  await me.neighbours(1, 2);
  await me.heard(peer(1), { prune: true });
  await me.heard(peer(1), { ihave: [{ stream: said(1), seq: 3 }] });
  await me.clock.advance(ROOM_GRAFT_DELAY - 1);
  assertEquals(me.to(peer(1), "want"), []);
  await me.clock.advance(1);
  assertEquals(me.to(peer(1), "want"), [{ want: [{ stream: said(1), seq: 1 }] }]);
  me.sent.length = 0;
  me.publish(said(2));
  await me.clock.advance(0);
  assertEquals(me.events(peer(1)), [`${said(2)}:1`]);
});

loneTest("ROOM-3: what came in time is not asked for", async (me) => {
  await me.neighbours(1, 2);
  const events = me.make(peer(9), said(1), 1);
  await me.heard(peer(1), { ihave: [{ stream: said(1), seq: 1 }] });
  await me.heard(peer(2), signed(events));
  await me.clock.advance(3 * ROOM_GRAFT_DELAY);
  assertEquals(me.to(peer(1), "want"), []);
  assertEquals(me.to(peer(1), "ihave"), [], "and who has named it is not told its name");
  assertEquals(me.events(peer(1)), [], "nor sent it");
});

loneTest("ROOM-3: an event nobody brings is asked for of each who named it, once", async (me) => {
  await me.neighbours(1, 2, 3);
  for (const number of [1, 2, 3]) await me.heard(peer(number), { ihave: [{ stream: said(1), seq: 1 }] });
  await me.clock.advance(10 * ROOM_GRAFT_DELAY);
  const asked = me.sent.filter(({ message }) => "want" in message).map(({ to }) => to);
  assertEquals(asked.sort(), [peer(1), peer(2), peer(3)]);
});

loneTest("ROOM-3: who names what does not exist is soon not asked any more, until it brings something", async (me) => {
  await me.neighbours(1);
  for (let number = 1; number <= 20; number++) {
    await me.heard(peer(1), { ihave: [{ stream: said(100 + number), seq: number }] });
    await me.clock.advance(2 * ROOM_GRAFT_DELAY);
  }
  assertEquals(me.to(peer(1), "want").length, MAX_ROOM_EMPTY_NAMES);
  await me.heard(peer(1), signed(me.make(peer(9), said(1), 1)));
  await me.heard(peer(1), { ihave: [{ stream: said(200), seq: 1 }] });
  await me.clock.advance(2 * ROOM_GRAFT_DELAY);
  assertEquals(me.to(peer(1), "want").length, MAX_ROOM_EMPTY_NAMES + 1);
});

loneTest("ROOM-3: who names numbers that nobody has spoils the word of nobody else", async (me) => {
  await me.neighbours(1, 2, 3);
  for (let number = 1; number <= 2 * MAX_ROOM_EMPTY_NAMES; number++) {
    await me.heard(peer(1), { ihave: [{ stream: said(number), seq: 9e15 }] });
    await me.heard(peer(2), { ihave: [{ stream: said(number), seq: 1 }] });
    await me.heard(peer(3), signed(me.make(peer(9), said(number), 1)));
    await me.clock.advance(5 * ROOM_GRAFT_DELAY);
  }
  assertEquals([me.to(peer(1), "want").length, me.to(peer(2), "want").length], [MAX_ROOM_EMPTY_NAMES, 0]);
  await me.heard(peer(2), { ihave: [{ stream: said(100), seq: 1 }] });
  await me.clock.advance(2 * ROOM_GRAFT_DELAY);
  assertEquals(me.to(peer(2), "want").length, 1, "who told the truth is asked");
});

loneTest("ROOM-3: thousands of made-up names cost one question at a time", async (me) => {
  await me.neighbours(1);
  for (let round = 0; round < 10; round++) {
    const ihave = Array.from({ length: 8_000 }, (_, index) => ({ stream: said(8_000 * round + index), seq: 9 }));
    await me.heard(peer(1), { ihave });
  }
  await me.clock.advance(20 * ROOM_GRAFT_DELAY);
  assertEquals(me.to(peer(1), "want").length, 1);
  assert(me.to(peer(1), "want")[0].want.length <= 1_024);
});

loneTest("ROOM-3: neighbours are few, however many want to be; who is told names alone goes first", async (me) => {
  await me.neighbours(10, 11, 12, 13);
  for (let number = 20; number < 60; number++) {
    me.link(peer(number));
    await me.heard(peer(number), { want: [] });
    if (number === 55) await me.heard(peer(55), { prune: true });
  }
  me.sent.length = 0;
  me.publish(said(1));
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  const reached = new Set(me.sent.filter(({ message }) => "events" in message).map(({ to }) => to));
  assertEquals(reached.size, MAX_ROOM_NEIGHBOURS);
  for (const number of [10, 11, 12, 13]) assert(reached.has(peer(number)), "whom we chose stay");
  assertEquals(me.to(peer(55), "ihave"), []);
});

loneTest("ROOM-3: when a neighbour leaves, another is chosen and told", async (me) => {
  for (let number = 10; number < 20; number++) me.link(peer(number));
  await me.clock.advance(ROOM_LAZY_DELAY);
  const [first, ...others] = me.sent.filter(({ message }) => "want" in message).map(({ to }) => to);
  me.sent.length = 0;
  me.unlink(first);
  await me.clock.advance(ROOM_LAZY_DELAY);
  const chosen = me.sent.filter(({ message }) => "want" in message).map(({ to }) => to);
  assertEquals(chosen.length, 1);
  assert(!others.includes(chosen[0]));
});

loneTest(
  "ROOM-3: when the last neighbour leaves to whom events go whole, another takes its place at once",
  async (me) => {
    await me.neighbours(6, 7, 8);
    for (const number of [6, 7]) await me.heard(peer(number), { prune: true });
    me.unlink(peer(8));
    const asked = me.sent.filter(({ message }) => "want" in message && message.want.length === 0).map(({ to }) => to);
    assertEquals(asked.length, 1);
    const [event] = me.publish(said(1));
    assertEquals(me.events(asked[0]), [`${event.stream}:1`]);
    assertEquals(me.sent.filter(({ message }) => "events" in message).length, 1);
  },
);

loneTest("ROOM-3: a room that has ended says nothing to those who stay linked when others leave", async (me) => {
  await me.neighbours(6, 7, 8);
  for (const number of [6, 7]) await me.heard(peer(number), { prune: true });
  me.stop();
  me.unlink(peer(8));
  assertEquals(me.sent, []);
});

loneTest("ROOM-3: who is invited and has not joined hears of control alone", async (me) => {
  await me.neighbours(1);
  me.hold(peer(9), control(1), 2);
  me.hold(peer(9), said(1), 2);
  me.link(peer(2), false);
  await me.heard(peer(2), { want: [] });
  const { digest } = me.to(peer(2), "digest")[0];
  const buckets = [0, 1, 2];
  await me.heard(peer(2), { have: { buckets, streams: [], ask: true } });
  assertEquals(me.events(peer(2)), [`${control(1)}:1`, `${control(1)}:2`]);
  await me.heard(peer(2), { want: [{ stream: said(1), seq: 1 }] });
  const [more] = [me.publish(control(2)), me.publish(said(2))];
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  assertEquals(me.events(peer(2)).slice(2), [`${control(2)}:1`]);
  assertEquals(more.length, 1);
  // The digest is that of the control streams: the same as without what is said.
  const other = new LoneMember();
  for (const event of me.log.streams.get(control(1))!) other.log.add(event);
  other.link(peer(2));
  assertEquals(other.to(peer(2), "digest"), [{ digest }]);
  other.stop();
});

loneTest("ROOM-3: who has not joined passes nothing on", async (me) => {
  await me.neighbours(1, 2);
  me.joined = false;
  await me.heard(peer(1), signed(me.make(peer(9), control(1), 1)));
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  assertEquals(me.events(peer(2)), []);
  assertEquals(me.to(peer(2), "ihave"), []);
});

loneTest("ROOM-3: whoever is no member is neither told nor answered", async (me) => {
  await me.neighbours(1);
  me.hold(peer(9), said(1), 1);
  const stranger = peer(7);
  me.spreading.linked(peer(7));
  me.sent.length = 0;
  for (
    const message of [
      { digest: "0".repeat(512) },
      { have: { buckets: [0], streams: [], ask: true } },
      { want: [{ stream: said(1), seq: 1 }] },
      signed(me.make(peer(9), said(2), 1)),
    ] satisfies RoomMessage[]
  ) await me.heard(stranger, message);
  me.publish(said(3));
  await me.clock.advance(3 * ROOM_GRAFT_DELAY);
  assertEquals(me.sent.filter(({ to }) => to === stranger), []);
  assertEquals(me.log.heads().has(said(2)), false);
});

loneTest("ROOM-3: a member who was removed hears nothing more, though it is linked", async (me) => {
  await me.neighbours(1, 2);
  me.stalled = true;
  me.publish(said(1));
  me.publish(said(1));
  me.unlink(peer(1));
  await me.release();
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  assertEquals(me.events(peer(1)), [`${said(1)}:1`], "what was given to the link before");
  me.stalled = false;
  await me.release();
});

loneTest("ROOM-3: what a comparison brought first goes on when the tree brings it, and the tree stays", async (me) => {
  await me.neighbours(6, 7);
  me.link(peer(8));
  await me.heard(peer(8), { digest: "1".repeat(512) });
  const events = me.make(peer(9), said(1), 1);
  me.sent.length = 0;
  await me.heard(peer(8), signed(events));
  assertEquals(me.events(peer(7)), []);
  await me.heard(peer(6), signed(events));
  assertEquals(me.events(peer(7)), [`${said(1)}:1`]);
  assertEquals(me.to(peer(6), "prune"), []);
  await me.clock.advance(2 * ROOM_LAZY_DELAY);
  assertEquals(me.to(peer(7), "ihave"), [], "no name of what was sent");
});

loneTest("ROOM-3: a slow link is waited for, and what waits takes no memory without end", async (me) => {
  await me.neighbours(1);
  me.stalled = true;
  for (let count = 0; count < 3 * MAX_ROOM_FRESH; count++) me.publish(said(1));
  await me.clock.advance(ROOM_LAZY_DELAY);
  assertEquals(me.to(peer(1), "events").length, 1, "the next waits until the link has taken the one before");
  me.stalled = false;
  await me.release();
  const wanted = Array.from({ length: 3 * MAX_ROOM_FRESH }, (_, index) => `${said(1)}:${index + 1}`);
  assertEquals(me.events(peer(1)), wanted);
});

Deno.test("ROOM-3: nothing goes twice over one link, and once the tree stands, each event once to each member", async () => {
  const room = new RoomSimulation({ nodes: 30, links: 12 });
  room.linkAll();
  await room.run(1_000);
  const over = new Map<string, number>();
  room.watch = ({ from, to, message }) => {
    if (!("events" in message)) return;
    for (const { body } of message.events) {
      const way = `${from}>${to} ${body}`;
      over.set(way, (over.get(way) ?? 0) + 1);
    }
  };
  const talk = async (messages: number) => {
    for (let count = 0; count < messages; count++) {
      room.say(room.nodes[count % room.nodes.length]);
      await room.run(200); // all of it before the first comparison, which may be as fast as the tree
    }
  };
  await talk(30);
  room.reset();
  await talk(40);
  await room.run(2_000);
  assertEquals(room.missing(), 0);
  assertEquals(Math.max(...over.values()), 1);
  assertEquals(room.carried, room.delivered);
  room.stop();
});

Deno.test("ROOM-3: when a link of the tree breaks, what is lazy mends it", async () => {
  const room = new RoomSimulation({ nodes: 30, links: 12 });
  room.linkAll();
  await room.run(1_000);
  const [author] = room.nodes;
  for (let count = 0; count < 20; count++) {
    room.say(author);
    await room.run(500);
  }
  const ways = new Set<string>();
  room.watch = ({ from, to, message }) => void ("events" in message && ways.add(`${from}>${to}`));
  room.say(author);
  await room.run(2_000);
  assertEquals(ways.size, room.nodes.length - 1, "a tree");
  // All that our author's events go over, one after the other, as far as somebody is left to hear.
  const node = (key: string) => room.nodes.find((one) => one.key === key)!;
  for (const way of [...ways].slice(0, 10)) {
    const [from, to] = way.split(">");
    room.unlink(node(from), node(to));
  }
  room.reset();
  room.say(author);
  await room.run(10 * ROOM_GRAFT_DELAY);
  assertEquals(room.missing(), 0);
  assert(room.contents.want > 0, "asked for by who had heard the name");
  room.stop();
});
