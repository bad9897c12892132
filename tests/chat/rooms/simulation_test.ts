/**
 * ROOM-3, ROOM-4, ROOM-5: rooms of many with the real spreading under a virtual clock (`tests/support/room_simulation.ts`): links
 * lose contents, members go and come, and in the end every message is with every member, once.
 */
import { assert, assertEquals } from "@std/assert";
import { MAX_ROOM_STREAMS, ROOM_ROUND } from "../../../net/limits.ts";
import type { RoomMessage } from "../../../chat/rooms/types.ts";
import { said } from "../../support/lone_member.ts";
import { RoomSimulation, type SimulatedNode } from "../../support/room_simulation.ts";

const MINUTE = 60_000;

/** Somebody who is linked writes, and now and then one of ten leaves or comes back. */
async function talk(room: RoomSimulation, messages: number, every: number): Promise<void> {
  const away: (() => void)[] = [];
  const any = () => room.nodes[Math.floor(room.random() * room.nodes.length)];
  const linked = () => {
    let node = any();
    while (node.links.size === 0) node = any();
    return node;
  };
  for (let count = 0; count < messages; count++) {
    room.say(linked());
    if (count % 4 === 0) away.push(room.leave(linked()));
    if (away.length > room.nodes.length / 10) away.shift()!();
    await room.run(every);
  }
  for (const comeBack of away) comeBack();
}

/** Every message is with every member: taken once, since nobody's log takes a number twice. */
async function everybodyHas(room: RoomSimulation, messages: number, within: number): Promise<void> {
  const took = await room.settle(within);
  assert(took !== undefined, `${room.missing()} of ${messages * room.nodes.length} are missing after ${within} ms`);
  assertEquals(room.delivered, messages * (room.nodes.length - 1));
}

/** Whether it ends without anybody saying anything but digests, which go now and then. */
async function isQuiet(room: RoomSimulation): Promise<boolean> {
  await room.run(ROOM_ROUND * 2);
  room.reset();
  await room.run(ROOM_ROUND * 2);
  const { digest, ...others } = room.contents;
  return digest <= room.nodes.length * 4 && Object.values(others).every((count) => count === 0);
}

Deno.test("ROOM-5: a hundred members, one content in twenty lost, one in ten away: everybody has everything, once", async () => {
  const room = new RoomSimulation({ nodes: 100, loss: 0.05 });
  room.linkAll();
  await talk(room, 100, 500);
  await everybodyHas(room, 100, 2 * MINUTE);
  assert(room.carried < 1.5 * room.delivered, `each event came ${room.carried / room.delivered} times`);
  room.lossy = false;
  assert(await isQuiet(room));
  room.stop();
});

Deno.test("ROOM-5: a thousand members: each message crosses about one link per member", async () => {
  const room = new RoomSimulation({ nodes: 1_000 });
  room.linkAll();
  await room.run(1_000);
  for (let count = 0; count < 10; count++) {
    room.say(room.nodes[count * 97]);
    await room.run(500);
  }
  await everybodyHas(room, 10, MINUTE);
  room.reset();
  for (let count = 0; count < 5; count++) {
    room.say(room.nodes[count * 199]);
    await room.run(500);
  }
  await everybodyHas(room, 5, MINUTE);
  assert(room.carried < 1.05 * room.delivered, `each event came ${room.carried / room.delivered} times`);
  const { events, ...others } = room.contents;
  assert(Object.values(others).reduce((sum, count) => sum + count, 0) < 4 * events);
  room.stop();
});

Deno.test("ROOM-4: fifty who all wrote something alone meet at once: none waits for another who waits as well", async () => {
  const room = new RoomSimulation({ nodes: 50, links: 50 });
  for (const node of room.nodes) room.say(node);
  room.linkAll();
  await everybodyHas(room, 50, 3_000);
  assert(await isQuiet(room));
  room.stop();
});

Deno.test("ROOM-4: two halves that lost each other for a minute and talked on have the same soon after", async () => {
  const room = new RoomSimulation({ nodes: 60, seed: 2 });
  room.linkAll();
  await room.run(1_000);
  const half = (node: SimulatedNode) => node.index % 2;
  const cut = room.nodes.flatMap((one) => {
    const others = [...one.links.values()].filter((other) => half(one) === 0 && half(other) === 1);
    return others.map((other) => [one, other]);
  });
  for (const [one, other] of cut) room.unlink(one, other);
  for (let count = 0; count < 60; count++) {
    room.say(room.nodes[count]);
    await room.run(1_000);
  }
  assertEquals(room.missing(), 60 * 30);
  room.reset();
  for (const [one, other] of cut) room.link(one, other);
  const took = await room.settle(ROOM_ROUND);
  assert(took !== undefined);
  assert(room.carried < 2.5 * room.delivered, `each event came ${room.carried / room.delivered} times`);
  assert(await isQuiet(room));
  room.stop();
});

Deno.test("ROOM-4: who was away for ten thousand messages gets them from any one member, in order, once", async () => {
  const room = new RoomSimulation({ nodes: 4, links: 0 });
  const [first, second, other, away] = room.nodes;
  room.link(first, second);
  room.link(second, other);
  await room.run(1_000);
  for (let count = 0; count < 100; count++) {
    room.say(room.nodes[count % 3], 50, said(count));
    room.say(room.nodes[(count + 1) % 3], 50, said(count + 1_000));
    await room.run(200);
  }
  assert(await room.settle(MINUTE, [first, second, other]) !== undefined);
  room.reset();
  let newest = "";
  let backwards = 0;
  room.watch = ({ to, message }) => {
    if (to !== away.key || !("events" in message)) return;
    const ids = message.events.map(({ body }) =>
      other.log.streams.get(body.slice(0, 32))![Number(body.split(":")[1]) - 1].id
    );
    for (const id of ids) {
      if (id < newest) backwards++;
      newest = id;
    }
  };
  room.link(away, other);
  await everybodyCaughtUp(room, away);
  assertEquals([room.delivered, room.carried, backwards], [10_000, 10_000, 0]);
  room.stop();
});

Deno.test("ROOM-4: who comes back to twenty members at once gets each message about once", async () => {
  const room = new RoomSimulation({ nodes: 21, seed: 3 });
  room.linkAll();
  await room.run(1_000);
  const [away] = room.nodes;
  const comeBack = room.leave(away);
  for (let count = 0; count < 100; count++) {
    room.say(room.nodes[1 + count % 20], 20);
    await room.run(200);
  }
  await room.settle(MINUTE, room.nodes.slice(1));
  room.reset();
  comeBack();
  await everybodyCaughtUp(room, away);
  await room.run(5_000);
  assertEquals(room.delivered, 2_000);
  assert(room.carried < 1.1 * room.delivered, `each event came ${room.carried / room.delivered} times`);
  room.stop();
});

async function everybodyCaughtUp(room: RoomSimulation, node: SimulatedNode): Promise<void> {
  assert(await room.settle(MINUTE, [node]) !== undefined, `${room.missing([node])} are missing`);
}

Deno.test("ROOM-3: two members: each message goes once, and nothing else does", async () => {
  const room = new RoomSimulation({ nodes: 2 });
  room.linkAll();
  await room.run(2_000);
  room.reset();
  for (let count = 0; count < 40; count++) {
    room.say(room.nodes[count % 2]);
    await room.run(200);
  }
  await everybodyHas(room, 40, 1_000);
  assertEquals([room.carried, room.contents.events, room.contents.ihave, room.contents.prune], [40, 40, 0, 0]);
  room.stop();
});

Deno.test("ROOM-5: members who lie, ask for everything and pass nothing on do not keep others from it, nor busy", async () => {
  const room = new RoomSimulation({ nodes: 40, links: 12, seed: 4 });
  const hostile = room.nodes.slice(0, 8);
  const honest = room.nodes.slice(8);
  for (const { key } of hostile) room.hostile.set(key, () => {});
  room.linkAll();
  await room.run(1_000);
  const names = (from: number) => Array.from({ length: 4_000 }, (_, at) => ({ stream: said(from + at), seq: 5 }));
  const all = () => honest.map(({ stream }) => ({ stream, seq: 1 }));
  const buckets = [...Array(64).keys()];
  const lies: ((round: number) => RoomMessage)[] = [
    () => ({ prune: true }),
    () => ({ want: all() }),
    () => ({ have: { buckets, streams: [], ask: true } }),
    (round) => ({ ihave: names(100_000 + 4_000 * round) }),
    () => ({ digest: "f".repeat(512) }),
    (round) => ({
      have: {
        buckets,
        ask: true,
        streams: names(4_000 * round).slice(0, MAX_ROOM_STREAMS).map((name) => ({ ...name, head: "0".repeat(16) })),
      },
    }),
  ];
  let answers = 0;
  room.watch = ({ to, message }) => {
    if (room.hostile.has(to) && "events" in message) answers += message.events.length;
  };
  for (let round = 0; round < 60; round++) {
    room.say(honest[round % honest.length]);
    for (const liar of hostile) {
      const lie = lies[round % lies.length](round);
      for (const victim of liar.links.values()) {
        if (!room.hostile.has(victim.key)) room.inject(liar, victim, lie);
      }
    }
    await room.run(250);
  }
  assert(await room.settle(MINUTE, honest) !== undefined, `${room.missing(honest)} are missing`);
  const links = hostile.reduce((sum, { links }) => sum + links.size, 0);
  // Once each, and again a few times.
  assert(answers < links * 60 * 8, `${answers} events went to who asked for everything`);
  room.reset();
  await room.run(MINUTE);
  const { digest: _, ...others } = room.contents;
  assert(Object.values(others).reduce((sum, count) => sum + count, 0) < 20 * links, "it ends when they end");
  room.stop();
});
