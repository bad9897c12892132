/** ROOM-2 ROOM-3: what somebody linked can learn of a room in which they are not. */
import { assert, assertEquals } from "@std/assert";
import { Outsiders } from "../../../chat/rooms/outsiders.ts";
import { prefixesOf } from "../../../chat/rooms/stream.ts";
import { ALL_BUCKETS, NOTHING } from "../../../chat/rooms/summary.ts";
import type { Have, RoomEvent, RoomMessage } from "../../../chat/rooms/types.ts";
import { MAX_ROOM_STREAMS } from "../../../net/limits.ts";
import { VirtualClock } from "../../support/clock.ts";
import { crowd, newRoom, someone, StoredLog } from "../../support/rooms.ts";

/** A room of Anna and Boris from which Clara was removed, and what its member tells her. */
async function outside() {
  const [anna, boris, clara] = await crowd(3);
  const { hand: a, create, room } = newRoom(anna);
  const [b, c] = [a.other(boris), a.other(clara)];
  const [addB, addC] = [a.add(create.id, boris), a.add(create.id, clara)];
  const [joinB, joinC] = [b.join(addB.id), c.join(addC.id)];
  const said = b.say(addB.id);
  const remove = a.remove(create.id, [addC.id], [joinC]);
  const log = new StoredLog(room);
  log.take(create, addB, addC, joinB, joinC, said, remove);
  const sent: RoomMessage[] = [];
  const outsiders = new Outsiders({
    ...{ room, clock: new VirtualClock(), log: () => log.log },
    history: { roomControl: () => [...log.stored.values()].flat().filter(({ stream }) => stream >= "8") },
    send: (_, message) => (sent.push(message), Promise.resolve()),
  });
  /** What is answered to this. */
  const tell = (message: RoomMessage) => {
    sent.length = 0;
    outsiders.heard(clara.key, message);
    return [...sent];
  };
  return { log, tell, a, b, c, create, addB, addC, said, remove };
}

const headOf = ({ stream, seq, hash }: RoomEvent) => ({ stream, seq, head: hash.slice(0, 16) });
const have = (streams: Have["streams"]): RoomMessage => ({ have: { buckets: ALL_BUCKETS, streams, ask: true } });
const kinds = (messages: readonly RoomMessage[]) => messages.map((message) => Object.keys(message)[0]);

Deno.test("ROOM-2: who was removed is told so, and nothing of what is said after that", async () => {
  const { log, tell, a, b, create, addB, said } = await outside();
  const digest = "1".repeat(512);
  const first = tell({ digest });
  assertEquals(kinds(first), ["events", "digest"]);
  const before = tell({ digest });
  log.take(b.say(addB.id), b.say(addB.id), a.say(create.id));
  assertEquals(tell({ digest }), before, "a digest that changes would tell how much is said");
  assertEquals(tell({ digest: NOTHING }), [], "an answer to an answer would be one too many");
  const unknown = said.stream.slice(0, -16) + "f".repeat(14) + said.stream.slice(-2);
  const [{ have: answer }] = tell(have([headOf(said), { ...headOf(said), stream: unknown, seq: 9e15 }])).slice(-1) as [
    { have: Have },
  ];
  assertEquals(answer.streams, [headOf(said)], "they hear what they named");
});

Deno.test("ROOM-2 ROOM-4: who has left and does not know it any more is told so", async () => {
  const { log, tell, a, c, create } = await outside();
  const add = a.add(create.id, c.who);
  const [join, leave] = [c.join(add.id), c.leave(add.id)];
  log.take(add, join, leave);
  const [first] = tell({ digest: NOTHING });
  assert("events" in first);
  const bodies = first.events.map(({ body }) => body);
  for (const { body } of [create, add, join, leave]) assert(bodies.includes(body));
  assertEquals(tell({ digest: NOTHING }), [], "once on a link");
});

Deno.test("ROOM-2 ROOM-4: who has left and lost that gets it back, and nothing of what was said", async () => {
  const { log, tell, a, c, create } = await outside();
  const add = a.add(create.id, c.who);
  const [join, said, leave] = [c.join(add.id), c.say(add.id), c.leave(add.id)];
  log.take(add, join, said, leave);
  tell({ digest: NOTHING });
  const given = (last: RoomEvent) =>
    tell(have([headOf(last)])).flatMap((message) => "events" in message ? message.events : []).map(({ body }) => body);
  const lost = given(join);
  assert(lost.includes(leave.body) && !lost.includes(join.body) && !lost.includes(said.body));
  assert(!given(leave).includes(leave.body), "who has it is told nothing");
});

Deno.test("ROOM-4: who was added without our knowing is asked for what we lack", async () => {
  const { tell, a, b, create, addB, said } = await outside();
  const [add, later] = [a.add(create.id, await someone(3)), b.say(addB.id)];
  const [{ have: answer }] = tell(have([headOf(add), headOf(later)])).slice(-1) as [{ have: Have }];
  assertEquals(answer.streams.map(({ stream, seq }) => [stream, seq]), [[add.stream, add.seq - 1], [said.stream, 1]]);
  assertEquals(answer.ask, false);
});

Deno.test("ROOM-3: long lists of made-up streams of a room that many were removed from are looked through once", async () => {
  const { log, tell, a, create } = await outside();
  const somebody = await someone(4);
  const adds = Array.from({ length: 1_000 }, () => a.add(create.id, somebody));
  log.take(...adds, a.remove(create.id, adds.map(({ id }) => id)));
  const prefixes = adds.flatMap(({ id }) => prefixesOf(id));
  const streams = Array.from({ length: MAX_ROOM_STREAMS }, (_, n) => {
    const prefix = n % 2 === 0 ? prefixes[n % prefixes.length] : "0".repeat(16);
    return { stream: prefix + n.toString(16).padStart(16, "0"), seq: 1, head: "0".repeat(16) };
  });
  const told = tell(have(streams));
  assertEquals(kinds(told).at(-1), "have");
  assertEquals(kinds(told).filter((kind) => kind === "events").length > 0, true, "whom they name has been removed");
});
