/** ROOM-1 ROOM-2: who is a member follows from the set of control events, never from their order. */
import { assert, assertEquals } from "@std/assert";
import { cutOf, isInside } from "../../../chat/rooms/closing.ts";
import { foldEveryone } from "../../../chat/rooms/everyone.ts";
import { foldRoom } from "../../../chat/rooms/membership.ts";
import type { EventId, Membership, RoomEvent, RoomState } from "../../../chat/rooms/types.ts";
import { crowd, everyoneOf, Hand, newRoom, renewed, someone } from "../../support/rooms.ts";

/** A room of its creator and two others who were added by them and came. */
async function room(role: "owner" | "member" = "member") {
  const [anna, boris, clara] = await crowd(3);
  const { hand, create, room } = newRoom(anna);
  const [b, c] = [hand.other(boris), hand.other(clara)];
  const addB = hand.add(create.id, boris, role);
  const joinB = b.join(addB.id);
  const addC = hand.add(create.id, clara, role);
  const joinC = c.join(addC.id);
  const events: RoomEvent[] = [create, addB, joinB, addC, joinC];
  return { room, events, hand, b, c, create, addB, addC, joinB, joinC, anna, boris, clara };
}

/** The state, which must be the same from both ends of the set. */
function fold(room: string, events: readonly RoomEvent[]): RoomState {
  const state = foldRoom(room, events);
  assertEquals(foldRoom(room, events.toReversed()), state);
  return state;
}

function membership(state: RoomState, id: EventId): Membership {
  const found = state.memberships.get(id);
  assert(found, "it is no membership");
  return found;
}

const isOpen = (state: RoomState, id: EventId) => membership(state, id).closed === undefined;

Deno.test("ROOM-2: who is added is invited, and a member once they joined", async () => {
  const { room: id, create, addB, joinB, anna, boris } = await room();
  const invited = membership(fold(id, [create, addB]), addB.id);
  const { sign, seal } = boris.credential.card;
  const wanted = {
    id: addB.id,
    member: boris.key,
    name: boris.name,
    role: "member",
    sign,
    seal,
    by: anna.key,
  } as const;
  assertEquals(invited, { ...wanted, joined: false });
  assertEquals(membership(fold(id, [create, addB, joinB]), addB.id), { ...wanted, joined: true });
  const { name, role, joined, by } = membership(fold(id, [create]), create.id);
  assertEquals({ name, role, joined, by }, { name: anna.name, role: "owner", joined: true, by: anna.key });
});

Deno.test("ROOM-2: control events of a plain member mean nothing", async () => {
  const { room: id, events, b, addB, addC } = await room();
  const before = fold(id, events);
  const stranger = await someone(3);
  const vain = [b.add(addB.id, stranger), b.remove(addB.id, [addC.id]), b.rename(addB.id, "Mine")];
  const key = b.write(addB.id, { kind: "key", key: "f".repeat(32), boxes: [], before: [] });
  assertEquals(fold(id, [...events, ...vain, key]), before);
});

Deno.test("ROOM-2: a remove closes, keeps of each stream what it names, and nothing of others", async () => {
  const { room: id, events, hand, b, create, addB, addC, joinB } = await room();
  const said = b.say(addB.id);
  const remove = hand.remove(create.id, [addB.id], [joinB, said]);
  const state = fold(id, [...events, remove]);
  const { closed, joined } = membership(state, addB.id);
  const cuts = new Map([[joinB.stream, 1], [said.stream, 1]]);
  assertEquals([closed, joined], [{ at: remove.id, why: "removed", by: hand.who.key, cuts }, true]);
  assertEquals(cutOf(membership(state, addB.id), "0".repeat(32)), 0);
  assert(isOpen(state, addC.id) && state.valid.has(remove.id));
});

Deno.test("ROOM-2: of several removes of one person the smallest cut of each stream counts", async () => {
  const { room: id, events, hand, b, c, create, addB, addC, joinB } = await room("owner");
  const [first, second] = [b.say(addB.id), b.say(addB.id)];
  const byAnna = hand.remove(create.id, [addB.id], [joinB, second]);
  assertEquals(
    isOpen(fold(id, [...events, c.remove(addC.id, [addB.id], [joinB, first])]), addB.id),
    true,
    "a junior's",
  );
  const another = hand.remove(create.id, [addB.id], [first]);
  const { closed } = membership(fold(id, [...events, byAnna, another]), addB.id);
  assertEquals(closed?.cuts, new Map([[first.stream, 1]]));
  assertEquals(
    membership(fold(id, [...events, byAnna, another]), addB.id).joined,
    false,
    "the join is beyond the second",
  );
});

Deno.test("ROOM-2: two owners remove each other: the senior stays, whatever the clocks say", async () => {
  const { room: id, events, b, c, addB, addC, joinB, joinC } = await room("owner");
  const early = joinC.clock + 1;
  const byJunior = c.remove(addC.id, [addB.id], [joinB], { clock: early });
  const bySenior = b.remove(addB.id, [addC.id], [joinC], { clock: early + 60_000 });
  const state = fold(id, [...events, byJunior, bySenior]);
  assertEquals([isOpen(state, addB.id), isOpen(state, addC.id)], [true, false]);
  assertEquals([state.valid.has(bySenior.id), state.valid.has(byJunior.id)], [true, false]);
});

Deno.test("ROOM-2: an owner may remove juniors and members, nobody the creator, nobody themselves", async () => {
  const { room: id, events, b, c, create, addB, addC, joinB } = await room("owner");
  const vain = [b.remove(addB.id, [create.id]), c.remove(addC.id, [addB.id, create.id]), b.remove(addB.id, [addB.id])];
  const state = fold(id, [...events, ...vain]);
  assert([create.id, addB.id, addC.id].every((one) => isOpen(state, one)));
  assert(vain.every(({ id }) => !state.valid.has(id)));
  assertEquals(isOpen(fold(id, [...events, b.remove(addB.id, [addC.id], [joinB])]), addC.id), false);
});

Deno.test("ROOM-2: what a removed owner signs beyond the cut is void, with an early clock too, and what followed from it", async () => {
  const { room: id, events, hand, b, create, addB, addC, joinB } = await room("owner");
  const friend = await someone(3);
  const remove = hand.remove(create.id, [addB.id], [joinB]);
  const before = fold(id, [...events, remove]);
  const early = joinB.clock + 1;
  const add = b.add(addB.id, friend, "owner", { clock: early });
  const [f, back] = [b.other(friend), b.add(addB.id, b.who, "owner", { clock: early + 1 })];
  const joins = [f.join(add.id), b.join(back.id)];
  const deeds = [f.remove(add.id, [addC.id]), b.remove(addB.id, [addC.id]), b.rename(back.id, "Mine")];
  assertEquals(fold(id, [...events, remove, add, back, ...joins, ...deeds]), before);
});

Deno.test("ROOM-2: a remove of somebody whose add is not known yet closes them when it comes", async () => {
  const { room: id, events, hand, c, addC, create } = await room("owner");
  const friend = await someone(3);
  const add = hand.add(create.id, friend);
  const remove = c.remove(addC.id, [add.id]);
  assertEquals(fold(id, [...events, remove]).valid.has(remove.id), false, "it means nothing yet");
  assertEquals(isOpen(fold(id, [...events, remove, add]), add.id), false);
});

Deno.test("ROOM-2: who leaves is gone, keeps what was said, and can be added again", async () => {
  const { room: id, events, hand, b, create, addB, joinB } = await room("owner");
  const said = b.say(addB.id);
  const leave = b.leave(addB.id);
  const late = b.rename(addB.id, "Later");
  const state = fold(id, [...events, leave, late]);
  const left = membership(state, addB.id);
  assertEquals(left.closed, { at: leave.id, why: "left", by: b.who.key, cuts: new Map(), until: leave.clock });
  const stays = [joinB, said, leave, late, b.say(addB.id)].map((event) => isInside(left, event));
  assertEquals(stays, [true, true, true, false, false]);
  assertEquals([state.name, state.valid.has(late.id)], ["Room", false]);
  const add = hand.add(create.id, b.who);
  const again = fold(id, [...events, leave, add, b.join(add.id)]);
  assertEquals([isOpen(again, addB.id), isOpen(again, add.id), membership(again, add.id).joined], [false, true, true]);
});

Deno.test("ROOM-2: of the owners' names the newest counts", async () => {
  const { room: id, events, hand, b, create, addB } = await room("owner");
  const first = b.rename(addB.id, "First");
  const second = hand.rename(create.id, "Second");
  const state = fold(id, [...events, first, second]);
  assertEquals([state.name, state.valid.has(first.id)], ["Second", true]);
  assertEquals(fold(id, [...events, first]).name, "First");
  assertEquals(fold(id, events).name, "Room");
});

Deno.test("ROOM-2: keys of owners are told in the order of the room", async () => {
  const { room: id, events, hand, b, create, addB } = await room("owner");
  const keyOf = (digit: string) => ({ kind: "key", key: digit.repeat(32), boxes: [], before: [] }) as const;
  const keys = [b.write(addB.id, keyOf("a")), hand.write(create.id, keyOf("b")), b.write(addB.id, keyOf("c"))];
  const told = fold(id, [...events, ...keys.toReversed()]).keys;
  assertEquals(told.map(({ id, by, data }) => [id, by, data.key[0]]), [
    [keys[0].id, addB.id, "a"],
    [keys[1].id, create.id, "b"],
    [keys[2].id, addB.id, "c"],
  ]);
});

Deno.test("ROOM-1: whoever joined Everyone is a member of it; to add, remove or rename means nothing there", async () => {
  const [anna, boris] = await crowd(2);
  const a = new Hand(anna, everyoneOf(anna).room);
  const b = a.other(boris);
  const joins = [a.join(""), b.join("")];
  const state = foldEveryone(joins);
  const rows = [...state.memberships.values()].map(({ member, name, role, joined }) => ({
    member,
    name,
    role,
    joined,
  }));
  const others = { role: "member", joined: true } as const;
  assertEquals(rows, [
    { member: anna.key, name: anna.name, ...others },
    { member: boris.key, name: boris.name, ...others },
  ]);
  const under = joins[0].id;
  const vain = [a.add(under, boris, "owner"), a.remove(under, [joins[1].id]), a.rename(under, "Mine"), a.leave(under)];
  assertEquals(foldEveryone([...vain, ...joins.toReversed()]).memberships.size, 2);
  assertEquals(foldEveryone([...joins, ...vain]), state);
});

Deno.test("ROOM-1: somebody who joins Everyone again, with new keys, came once", async () => {
  const anna = await someone(0);
  const again = await renewed(anna);
  const a = new Hand(anna, everyoneOf(anna).room);
  const joins = [a.join(""), a.other(again).join("")];
  for (const events of [joins, joins.toReversed()]) {
    const { valid, memberships } = foldEveryone(events);
    assertEquals([[...valid], memberships.size], [[joins[0].id], 2]);
  }
});
