/** ROOM-2 ROOM-3 ROOM-4: gaps, forks, and what a room takes out again when a cut comes late. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { foldRoom } from "../../../chat/rooms/membership.ts";
import type { RoomEvent } from "../../../chat/rooms/types.ts";
import { MAX_ROOM_STREAMS_OF_ONE } from "../../../net/limits.ts";
import { reasons, room } from "../../support/room_of_three.ts";
import { crowd, newRoom, someone, StoredLog } from "../../support/rooms.ts";

Deno.test("ROOM-4: what comes before something that is missing waits until that is there", async () => {
  const { log, b, addB } = await room();
  const said = [b.say(addB.id), b.say(addB.id), b.say(addB.id), b.say(addB.id)];
  assertEquals(reasons(log, said[1], said[3]), [[0, "gap"], [1, "gap"]]);
  assertEquals(log.take(said[3], said[1], said[0]).accepted, [said[0], said[1]]);
  assertEquals(log.take(said[3], said[2]).accepted, [said[2], said[3]]);
});

Deno.test("ROOM-3: two events under one number are a fork: the first stays, the stream takes no more", async () => {
  const { log, b, c, addB, addC } = await room();
  const said = [b.say(addB.id), b.say(addB.id)];
  const other = b.again(said[0], { ...said[1].data, kind: "said" } as never);
  b.took(said[1]);
  const next = b.say(addB.id);
  log.take(...said);
  const forged = { ...other, signature: c.say(addC.id).signature };
  assertEquals(log.refusal(forged), "bad-signature", "not the author's word");
  assertEquals(log.refusal(other), "fork");
  assertEquals([log.refusal(said[0]), log.refusal(next)], ["known", "fork"]);
  assertEquals(log.refusal(b.say(addB.id, { stream: b.newStream(addB.id, false) })), undefined, "others go on");
});

Deno.test("ROOM-3: an event upon another version of what we have is a fork", async () => {
  const { log, b, addB } = await room();
  const said = b.say(addB.id);
  const other = b.again(said, said.data as never);
  log.take(said);
  assertNotEquals(other.hash, said.hash);
  assertEquals(log.refusal(b.say(addB.id, { seq: 2, prev: other.hash })), "fork");
  assertEquals(log.refusal(b.say(addB.id, { seq: 2, prev: said.hash })), "fork");
});

Deno.test("ROOM-3: a stream that forked beyond a cut that proves void goes on, and has all its places", async () => {
  const { log, a, b, c, create, addB, addC, joinB, joinC } = await room("owner");
  const said = [c.say(addC.id), c.say(addC.id)];
  const others = Array.from(
    { length: MAX_ROOM_STREAMS_OF_ONE - 2 },
    () => c.say(addC.id, { stream: c.newStream(addC.id, false) }),
  );
  log.take(...said, ...others);
  assertEquals(log.refusal(c.again(said[1], said[0].data as never)), "fork");
  log.take(b.remove(addB.id, [addC.id], [joinC, said[0]]));
  assertEquals(log.log.heads().get(said[0].stream)?.seq, 1);
  const again = [said[1], ...others];
  const remove = a.remove(create.id, [addB.id], [joinB]);
  assertEquals(new Set(log.take(remove, ...again).accepted), new Set([remove, ...again]));
});

Deno.test("ROOM-3: an old event whose body is gone here is known, whatever it says", async () => {
  const { log, b, addB } = await room();
  const said = [b.say(addB.id), b.say(addB.id)];
  log.take(...said);
  log.reopen();
  const kept = log.stored.get(said[0].stream)!;
  log.stored.set(said[0].stream, []);
  assertEquals(log.refusal(b.again(said[0], said[1].data as never)), "known");
  log.stored.set(said[0].stream, kept);
  assertEquals(log.refusal(b.again(said[0], said[1].data as never)), "fork");
});

Deno.test("ROOM-2: a remove takes out what was said beyond it, and the rest stays", async () => {
  const { log, a, b, addB, create, joinB } = await room();
  const said = [b.say(addB.id), b.say(addB.id), b.say(addB.id)];
  log.take(...said);
  const remove = a.remove(create.id, [addB.id], [joinB, said[1]]);
  const { cut, accepted, changed } = log.take(remove);
  assertEquals([cut, accepted, changed], [[{ stream: said[0].stream, seq: 2 }], [remove], true]);
  const { stream, seq, hash, clock, author } = said[1];
  assertEquals(log.log.heads().get(stream), { stream, seq, hash, clock, author });
  assertEquals(log.refusal(said[2]), "beyond-cut");
  log.reopen();
  assertEquals(log.refusal(said[2]), "beyond-cut");
});

Deno.test("ROOM-2: a membership whose add is cut goes with all its streams, and comes back when the cut is void", async () => {
  const { log, a, b, c, create, addB, addC, joinB, joinC } = await room("owner");
  const dora = await someone(3);
  const d = a.other(dora);
  const add = c.add(addC.id, dora);
  const all = [add, d.join(add.id), d.say(add.id)];
  log.take(...all);
  assertEquals(log.log.open(dora.key).map(({ id }) => id), [add.id]);
  const byB = b.remove(addB.id, [addC.id], [joinC]);
  const cut = log.take(byB).cut.map(({ stream, seq }) => `${stream}:${seq}`).sort();
  assertEquals(cut, [`${joinC.stream}:1`, ...all.slice(1).map(({ stream }) => `${stream}:0`)].sort());
  assertEquals([log.log.state.memberships.has(add.id), log.log.credential(dora.key)], [false, undefined]);
  assertEquals(log.log.open(dora.key), []);
  assertEquals(reasons(log, ...all).map(([, why]) => why).sort(), [
    "beyond-cut",
    "unknown-membership",
    "unknown-membership",
  ]);
  const byA = a.remove(create.id, [addB.id], [joinB]);
  assertEquals(log.take(byA, ...all).accepted, [byA, ...all]);
  assertEquals(log.log.credential(dora.key)?.name, dora.name);
});

Deno.test("ROOM-2: of a long chain of cuts that void each other a call follows a part, and repeating it all of them", async () => {
  const [creator, ...owners] = await crowd(33);
  const { hand, create, room } = newRoom(creator);
  const links = owners.map((owner) => {
    const add = hand.add(create.id, owner, "owner");
    const own = hand.other(owner);
    return { own, add, join: own.join(add.id) };
  });
  // Each removes the one who comes after: the first holds, so the second is void, so the third holds …
  const removes = links.slice(1).map(({ add, join }, n) => links[n].own.remove(links[n].add.id, [add.id], [join]));
  const log = new StoredLog(room);
  const all = [create, ...links.flatMap(({ add, join }) => [add, join]), ...removes];
  log.take(...all);
  const isIn = (event: RoomEvent) => log.log.state.valid.has(event.id);
  assertEquals(removes.map(isIn), removes.map((_, n) => n % 2 === 0));
  const turned = hand.remove(create.id, [links[0].add.id], [links[0].join]);
  const rounds = [log.take(turned, ...all)];
  while (rounds[rounds.length - 1].accepted.length > 0) rounds.push(log.take(...all));
  assert(rounds.length > 2, "it was too much for one call");
  assertEquals(removes.map(isIn), removes.map((_, n) => n % 2 === 1));
  assertEquals(log.log.state, foldRoom(room, [...all, turned]));
});

Deno.test("ROOM-2: what was cut by a process that died before it was taken out goes at the next start", async () => {
  const { log, a, b, addB, create, joinB } = await room();
  const said = b.say(addB.id);
  log.take(said);
  const remove = a.remove(create.id, [addB.id], [joinB]);
  log.store({ ...log.log.take([remove]), cut: [] });
  log.reopen();
  assertEquals(log.log.heads().has(said.stream), false);
  assertEquals(log.take().cut, [{ stream: said.stream, seq: 0 }]);
  assertEquals(log.take().cut, []);
});
