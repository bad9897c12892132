/** ROOM-1 ROOM-2 ROOM-3: which events a room takes, and what becomes of those that it should not have taken. */
import { assert, assertEquals } from "@std/assert";
import { foldRoom } from "../../../chat/rooms/membership.ts";
import { parseEvent } from "../../../chat/rooms/event.ts";
import { MAX_ROOM_CLOCK_AHEAD, MAX_ROOM_STREAMS_OF_ONE } from "../../../net/limits.ts";
import vectors from "../../vectors/rooms-v1.json" with { type: "json" };
import { reasons, room } from "../../support/room_of_three.ts";
import { crowd, everyoneOf, Hand, renewed, someone, StoredLog } from "../../support/rooms.ts";

Deno.test("ROOM-3: a forged signature is refused, and the true event taken afterwards", async () => {
  const { log, b, c, addB } = await room();
  const said = b.say(addB.id);
  assertEquals(log.refusal({ ...said, signature: said.signature.with(5, said.signature[5] ^ 1) }), "bad-signature");
  assertEquals(log.refusal({ ...said, signature: c.say(addB.id, { signer: c.who }).signature }), "bad-signature");
  assertEquals(log.refusal(said), undefined);
});

Deno.test("ROOM-3: an event that comes again is known, in one call as well", async () => {
  const { log, events, b, addB } = await room();
  const said = [b.say(addB.id), b.say(addB.id)];
  assertEquals(reasons(log, said[0], said[1], said[0]).map(([, why]) => why), ["known"]);
  assertEquals(log.take(...events, ...said).refused.map(({ why }) => why), Array(7).fill("known"));
  assertEquals(log.stored.get(said[0].stream)?.length, 2);
});

Deno.test("ROOM-3: nobody writes under somebody else's membership, nor in their stream", async () => {
  const { log, b, c, addB, addC } = await room();
  assertEquals(log.refusal(c.say(addB.id)), "wrong-author");
  const mine = b.say(addB.id);
  const inMine = c.say(addC.id, { stream: mine.stream, seq: 1 });
  assertEquals(log.refusal(inMine), "wrong-author", "the name is not theirs although the stream is not known yet");
  log.take(mine);
  assertEquals(log.refusal(c.say(addC.id, { stream: mine.stream, seq: 2, prev: mine.hash })), "wrong-author");
  assertEquals(log.refusal(c.say(addC.id, { stream: mine.stream, seq: 1, prev: "" })), "wrong-author");
  assertEquals(
    log.refusal(c.say(addB.id, { author: b.who.key, stream: mine.stream, seq: 2, prev: mine.hash })),
    "bad-signature",
  );
  assertEquals(log.refusal(b.say(addB.id)), undefined, "none of it has stopped the stream");
});

Deno.test("ROOM-2: a plain member's add, remove and rename are stored and mean nothing", async () => {
  const { log, b, addB, addC } = await room();
  const before = log.log.state;
  const vain = [b.add(addB.id, await someone(3)), b.remove(addB.id, [addC.id]), b.rename(addB.id, "Mine")];
  assertEquals(log.take(...vain).accepted, vain);
  assertEquals(log.log.state, before);
});

Deno.test("ROOM-2: a removed owner's backdated remove is refused, or taken out when it came first", async () => {
  for (const first of [true, false]) {
    const { log, a, b, addB, addC, create, joinB, joinC } = await room("owner");
    const backdated = b.remove(addB.id, [addC.id], [joinC], { clock: joinB.clock + 1 });
    const remove = a.remove(create.id, [addB.id], [joinB]);
    if (first) {
      log.take(backdated);
      assertEquals(log.log.open(addC.data.kind === "add" ? addC.data.member : ""), []);
      const { accepted, cut } = log.take(remove);
      assertEquals([accepted, cut], [[remove], [{ stream: joinB.stream, seq: 1 }]]);
    } else {
      log.take(remove);
      assertEquals(log.refusal(backdated), "beyond-cut");
    }
    assertEquals(log.log.state.memberships.get(addC.id)?.closed, undefined);
    assertEquals(log.log.heads().get(joinB.stream)?.seq, 1);
  }
});

Deno.test("ROOM-2: both in one call: the remove is taken, what is beyond it is not, and nothing stored is to go", async () => {
  const { log, a, b, addB, create, joinB } = await room();
  const said = b.say(addB.id, { clock: joinB.clock + 1 });
  const remove = a.remove(create.id, [addB.id], [joinB]);
  const { accepted, refused, cut } = log.take(remove, said);
  assertEquals([accepted, refused, cut], [[remove], [{ event: said, why: "beyond-cut" }], []]);
});

Deno.test("ROOM-2: of what comes together with a remove, what it keeps is taken", async () => {
  const { log, a, b, addB, create, joinB } = await room();
  const said = [b.say(addB.id), b.say(addB.id), b.say(addB.id)];
  const remove = a.remove(create.id, [addB.id], [joinB, said[1]]);
  assertEquals(log.take(...said, remove).accepted, [said[0], said[1], remove]);
});

Deno.test("ROOM-2: what a removed person did within their cut counts when it comes late, and does not undo the remove", async () => {
  const { log, a, b, addB, addC, create, events } = await room("owner");
  const [rename, leave] = [b.rename(addB.id, "Late"), b.leave(addB.id)];
  const remove = a.remove(create.id, [addB.id], [leave]);
  log.take(remove);
  log.take(rename);
  log.take(leave);
  assertEquals(log.log.state, foldRoom(create.hash, [...events, rename, leave, remove]));
  assertEquals([log.log.state.name, log.log.state.memberships.get(addB.id)?.closed?.why], ["Late", "removed"]);
  assert(log.log.state.memberships.get(addC.id)?.joined);
});

Deno.test("ROOM-2: names and keys that come late stand where they belong", async () => {
  const { log, a, b, addB, create } = await room("owner");
  const keyOf = (digit: string) => ({ kind: "key", key: digit.repeat(32), boxes: [], before: [] }) as const;
  const late = [b.rename(addB.id, "Older"), b.write(addB.id, keyOf("a"))];
  const first = [a.rename(create.id, "Newer"), a.write(create.id, keyOf("b"))];
  log.take(...first);
  log.take(...late);
  const { name, keys } = log.log.state;
  assertEquals([name, keys.map(({ data }) => data.key[0])], ["Newer", ["a", "b"]]);
});

Deno.test("ROOM-2: a remove that keeps what was said and not the join keeps nothing: nobody could prove who said it", async () => {
  const { log, a, b, addB, create, joinB } = await room();
  const said = b.say(addB.id);
  log.take(said);
  const { cut } = log.take(a.remove(create.id, [addB.id], [said]));
  assertEquals(
    cut.map(({ stream, seq }) => `${stream}:${seq}`).sort(),
    [`${said.stream}:0`, `${joinB.stream}:0`].sort(),
  );
});

Deno.test("ROOM-3: an owner who adds somebody with keys of their own cannot speak in that person's name", async () => {
  const { log, a, create } = await room();
  const [victim, thief] = [await someone(3), await renewed(await someone(3), "Thieves")];
  const { sign, seal } = thief.credential.card;
  const add = a.write(create.id, { kind: "add", member: victim.key, name: victim.name, sign, seal, role: "member" });
  const v = a.other(victim);
  const asVictim = { signer: thief };
  assertEquals(log.refusal(add), undefined);
  assertEquals(log.refusal(v.join(add.id)), "wrong-credential");
  assertEquals(log.refusal(v.join(add.id, { ...asVictim, stream: v.newStream(add.id, true) })), "wrong-credential");
  const { stream } = v.say(add.id, asVictim);
  const copied = { ...victim.credential, card: thief.credential.card };
  const forged = v.write(add.id, { kind: "join", credential: copied }, {
    ...asVictim,
    stream: v.newStream(add.id, true),
  });
  assertEquals(log.refusal(forged), "wrong-credential");
  assertEquals(log.refusal(v.say(add.id, { ...asVictim, stream, seq: 1, prev: "" })), "unknown-membership");
});

Deno.test("ROOM-3: an owner who adds somebody under a foreign key to read cannot have them join so", async () => {
  const { log, a, b, create } = await room();
  const dora = await someone(3);
  const { sign } = dora.credential.card;
  const { seal } = b.who.credential.card;
  const add = a.write(create.id, { kind: "add", member: dora.key, name: dora.name, sign, seal, role: "member" });
  assertEquals(reasons(log, add, a.other(dora).join(add.id)), [[1, "wrong-credential"]]);
});

Deno.test("ROOM-3: nobody speaks before they have joined", async () => {
  const { log, a, create } = await room();
  const dora = await someone(3);
  const add = a.add(create.id, dora);
  const d = a.other(dora);
  const [join, said] = [d.join(add.id), d.say(add.id)];
  assertEquals(reasons(log, add, said), [[1, "unknown-membership"]]);
  assertEquals(log.take(said, join).accepted, [join, said]);
});

Deno.test("ROOM-3: a control stream begins with a credential", async () => {
  const { log, a, create } = await room();
  const dora = await someone(3);
  const add = a.add(create.id, dora);
  const d = a.other(dora);
  assertEquals(reasons(log, add, d.leave(add.id)), [[1, "wrong-credential"]]);
  const stream = d.newStream(add.id, true);
  const no = d.write(add.id, { kind: "leave", credential: dora.credential }, { stream });
  assertEquals(log.refusal(no), undefined);
  assertEquals(log.log.state.memberships.get(add.id)?.closed?.why, "left");
});

Deno.test("ROOM-3: an event far in the future is refused for now, and taken when its time has come", async () => {
  const { log, b, addB } = await room();
  const clock = log.now + MAX_ROOM_CLOCK_AHEAD;
  const [near, far] = [b.say(addB.id, { clock }), b.say(addB.id, { clock: clock + 1 })];
  assertEquals(reasons(log, near, far), [[1, "future"]]);
  log.now++;
  assertEquals(log.refusal(far), undefined);
  assertEquals(log.log.clock, far.clock);
});

Deno.test("ROOM-3: a clock that does not rise is refused, in a stream and against its membership", async () => {
  const { log, b, addB, joinB } = await room();
  const said = b.say(addB.id);
  log.take(said);
  assertEquals(log.refusal(b.say(addB.id, { clock: said.clock })), "bad-clock");
  assertEquals(log.refusal(b.say(addB.id, { stream: b.newStream(addB.id, false), clock: addB.clock })), "bad-clock");
  assertEquals(log.refusal(b.rename(addB.id, "x", { clock: joinB.clock - 1 })), "bad-clock");
});

Deno.test("ROOM-3: one membership has so many streams and no more, and others are not in its way", async () => {
  const { log, b, c, addB, addC } = await room();
  for (let n = 1; n < MAX_ROOM_STREAMS_OF_ONE; n++) {
    assertEquals(log.refusal(b.say(addB.id, { stream: b.newStream(addB.id, false) })), undefined);
  }
  const more = b.newStream(addB.id, false);
  assertEquals(log.refusal(b.say(addB.id, { stream: more })), "too-many-streams");
  assertEquals(log.refusal(b.join(addB.id, { stream: b.newStream(addB.id, true) })), "too-many-streams");
  assertEquals(log.refusal(c.say(addC.id)), undefined);
  log.reopen();
  assertEquals(log.refusal(b.say(addB.id, { stream: more, seq: 1, prev: "" })), "too-many-streams");
});

Deno.test("ROOM-1: whoever joins Everyone again and again has no more streams for it", async () => {
  const anna = await someone(0);
  const { room, everyone } = everyoneOf(anna);
  const log = new StoredLog(room, everyone);
  const a = new Hand(anna, room);
  for (let n = 0; n < MAX_ROOM_STREAMS_OF_ONE; n++) assertEquals(log.refusal(a.join("")), undefined);
  assertEquals(log.refusal(a.join("")), "too-many-streams");
});

Deno.test("ROOM-1: Everyone takes nobody of another authority", async () => {
  const [anna, stranger] = [await someone(0), await someone(0, "Strangers")];
  const { room, everyone } = everyoneOf(anna);
  const log = new StoredLog(room, everyone);
  const [a, s] = [new Hand(anna, room), new Hand(stranger, room)];
  const join = a.join("");
  assertEquals(log.refusal(join), undefined);
  assertEquals(
    [s.join(join.id), s.join(a.join("").id)].map((one) => log.refusal(one)),
    Array(2).fill("wrong-author"),
  );
  // As author somebody of ours, with the certificate of a stranger.
  const asOurs = a.newStream("", true);
  const { credential } = stranger;
  assertEquals(
    log.refusal(a.write("", { kind: "join", credential }, { stream: asOurs, signer: stranger })),
    "wrong-credential",
  );
});

Deno.test("ROOM-1: in Everyone add and remove are stored and mean nothing, and nobody can leave", async () => {
  const [anna, boris, clara] = await crowd(3);
  const { room, everyone } = everyoneOf(anna);
  const log = new StoredLog(room, everyone);
  const a = new Hand(anna, room);
  const b = a.other(boris);
  const [joinA, joinB] = [a.join(""), b.join("")];
  log.take(joinA, joinB);
  const before = log.log.state;
  const vain = [a.add(joinA.id, clara, "owner"), a.remove(joinA.id, [joinB.id]), a.leave(joinA.id)];
  assertEquals(log.take(...vain).accepted, vain);
  assertEquals(log.log.state, before);
  assertEquals([log.refusal(b.say(joinB.id)), log.refusal(a.say(joinA.id))], [undefined, undefined]);
  assertEquals(log.log.mayRemove(before.memberships.get(joinA.id)!, joinB.id), false);
});

Deno.test("ROOM-1: a revoked member's new events are refused, what is stored stays, and a new certificate helps", async () => {
  const anna = await someone(0);
  const { room, everyone } = everyoneOf(anna);
  const log = new StoredLog(room, everyone);
  const a = new Hand(anna, room);
  const join = a.join("");
  const [before, after] = [a.say(join.id), a.say(join.id)];
  log.take(join, before);
  log.revoked.add(anna.serial);
  assertEquals([log.refusal(after), log.refusal(before)], ["revoked", "known"]);
  assertEquals(log.refusal(a.join("")), "revoked");
  assertEquals(log.log.heads().get(before.stream)?.seq, 1);
  const again = a.other(await renewed(anna));
  const rejoin = again.join("");
  const said = again.say(rejoin.id);
  assertEquals(log.take(rejoin, said).accepted, [rejoin, said]);
  assertEquals(log.log.writing(anna.key)?.id, rejoin.id);
});

Deno.test("ROOM-2: one writes under the membership with the most rights that has one's keys", async () => {
  const { log, a, b, c, create, addB, addC, boris } = await room();
  const asOwner = a.add(create.id, boris, "owner");
  log.take(asOwner);
  assertEquals(log.log.writing(boris.key)?.id, asOwner.id);
  assertEquals(log.log.open(boris.key).map(({ id }) => id), [addB.id, asOwner.id]);
  const renewedBoris = await renewed(boris);
  const withNewKeys = a.add(create.id, renewedBoris);
  log.take(withNewKeys);
  assertEquals(log.log.writing(boris.key, renewedBoris.credential.card.sign)?.id, withNewKeys.id);
  log.take(b.leave(addB.id));
  assertEquals(log.log.open(boris.key).map(({ id }) => id), [asOwner.id, withNewKeys.id]);
  const owner = log.log.state.memberships.get(asOwner.id)!;
  assertEquals([create.id, addC.id, asOwner.id].map((id) => log.log.mayRemove(owner, id)), [false, true, false]);
  assertEquals(log.log.writing(c.who.key)?.id, addC.id);
});

Deno.test("ROOM-2 ROOM-3: who has left says nothing more and does nothing more, in no stream", async () => {
  const { log, b, c, create, addB, addC } = await room("owner");
  const said = [b.say(addB.id), b.say(addB.id)];
  log.take(...said);
  const leave = b.leave(addB.id);
  assertEquals(log.refusal(leave), undefined);
  const stream = b.newStream(addB.id, true);
  const other = b.write(addB.id, { kind: "join", credential: b.who.credential }, { stream });
  const deed = b.write(addB.id, { kind: "remove", under: [addC.id], cuts: [] }, { stream });
  const again = b.say(addB.id, { stream: b.newStream(addB.id, false) });
  const why = new Set(reasons(log, b.say(addB.id), other, deed, again).map(([, why]) => why));
  assertEquals(why, new Set(["beyond-cut", "gap"]));
  assertEquals([log.log.open(c.who.key).length, log.stored.get(said[0].stream)?.length], [1, 2]);
  assertEquals(log.refusal(c.say(addC.id)), undefined);
  assertEquals(log.refusal(c.remove(addC.id, [create.id])), undefined);
});

Deno.test("ROOM-2 ROOM-4: what came before the leave that is before it is taken out, now and after a start", async () => {
  const { log, b, addB } = await room();
  const before = b.say(addB.id);
  const clock = b.time.now + 1;
  const [later, last] = [b.say(addB.id, { clock: clock + 1 }), b.say(addB.id)];
  log.take(before, later, last);
  const judged = log.log.take([b.leave(addB.id, { clock })]);
  assertEquals([judged.accepted.length, judged.cut], [1, [{ stream: before.stream, seq: 1 }]]);
  log.store({ ...judged, cut: [] });
  log.reopen();
  assertEquals([...log.log.heads().values()].find(({ stream }) => stream === before.stream)?.seq, 1);
  assertEquals(log.refusal(later), "beyond-cut");
});

Deno.test("ROOM-4: a log taken up from disk goes on as the one before, and a state that was shown does not change", async () => {
  const { log, a, b, create, addB, joinB } = await room();
  const shown = log.log.state;
  const copy = structuredClone(shown);
  const said = b.say(addB.id);
  const stranger = await someone(3);
  log.take(said, a.rename(create.id, "Other"), a.add(create.id, stranger));
  assertEquals(shown, copy);
  const [before, heads] = [log.log.state, new Map(log.log.heads())];
  log.reopen();
  assertEquals([log.log.state, log.log.clock], [before, Math.max(...[...heads.values()].map(({ clock }) => clock))]);
  assertEquals(
    [...log.log.heads().values()].map(({ stream, seq, hash }) => [stream, seq, hash]).sort(),
    [...heads.values()].map(({ stream, seq, hash }) => [stream, seq, hash]).sort(),
  );
  assertEquals([log.log.membershipOf(said.stream), log.log.membershipOf(joinB.stream)], [addB.id, addB.id]);
  assertEquals([log.refusal(said), log.refusal(b.say(addB.id))], ["known", undefined]);
  assert(log.log.credential(b.who.key));
});

Deno.test("ROOM-3 vectors: rooms that were written by other means are taken, whatever the order", () => {
  const told = [...Map.groupBy(vectors.events, ({ room }) => room)].map(([room, all]) => {
    const log = new StoredLog(room, room === vectors.everyone.room ? vectors.everyone.fingerprint : null);
    const events = all.map(({ body, signature }) =>
      parseEvent(room, { body, signature: Uint8Array.fromHex(signature) })
    );
    const { refused } = log.take(...events.toReversed());
    const people = [...log.log.state.memberships.values()].map(({ name, role, closed }) => [name, role, closed?.why]);
    return { people, refused: refused.map(({ event, why }) => [event.kind, why]) };
  });
  assertEquals(told, [
    {
      people: [["Анна", "owner", undefined], ["Борис", "member", "removed"]],
      refused: [["leave", "beyond-cut"], ["leave", "beyond-cut"]],
    },
    { people: [["Борис", "member", undefined]], refused: [] },
  ]);
});
