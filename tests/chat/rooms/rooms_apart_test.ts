/** ROOM-2 to ROOM-4: what people do in a private room while they do not hear of each other. */
import { assertEquals } from "@std/assert";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";

/** A room of the first, in which all these have joined. */
async function together(team: RoomTeam, ...people: readonly RoomPerson[]): Promise<string> {
  const [first, ...others] = people;
  const { key } = await first.call("room_create", { name: "Trip", members: others.map((one) => one.key) });
  await team.settle(2_000);
  for (const one of others) await one.call("room_join", { conversation: key });
  await team.settle(2_000);
  return key;
}

async function own(team: RoomTeam, by: RoomPerson, conversation: string, member: RoomPerson): Promise<void> {
  await by.call("room_role", { conversation, member: member.key, role: "owner" });
  await team.settle(2_000);
}

Deno.test("ROOM-2: who is removed by somebody who became an owner meanwhile hears that from anybody", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  const conversation = await together(team, anna, boris, clara, dora);
  team.away(clara);
  await own(team, anna, conversation, boris);
  await boris.call("room_remove", { conversation, member: clara.key });
  await dora.say("Trip", "not for Clara");
  await team.settle(2_000);
  team.link(dora, clara);
  await team.settle();
  assertEquals((await clara.room("Trip")).state, "removed");
  assertEquals(await clara.texts("Trip"), []);
});

Deno.test("ROOM-2: who was added by somebody who was removed meanwhile is not in it, and hears that", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  const conversation = await together(team, anna, boris, dora);
  await own(team, anna, conversation, boris);
  team.cut(anna, boris);
  team.cut(anna, clara);
  team.away(dora);
  await boris.call("room_add", { conversation, members: [clara.key] });
  await team.settle(2_000);
  await clara.call("room_join", { conversation });
  await anna.call("room_remove", { conversation, member: boris.key });
  await team.settle(2_000);
  assertEquals((await clara.room("Trip")).state, "joined");
  team.away(boris);
  team.link(anna, clara);
  await team.settle();
  assertEquals((await clara.room("Trip")).state, "left");
  assertEquals((await anna.members("Trip")).map(({ name }) => name), [anna.name, dora.name]);
});

Deno.test("ROOM-3: who has a message counts, even if they say so before it is known that they joined", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await together(team, anna, boris);
  await own(team, anna, conversation, boris);
  await anna.say("Trip", "before Clara");
  await team.settle(2_000);
  team.away(anna);
  await boris.call("room_add", { conversation, members: [clara.key] });
  await team.settle(2_000);
  await clara.call("room_join", { conversation });
  await team.settle(2_000);
  assertEquals(await clara.texts("Trip"), [`${anna.name}: before Clara`]);
  team.link(anna, clara);
  await team.settle(10_000);
  const [said] = (await anna.page("Trip")).filter(({ kind }) => kind === "text");
  assertEquals(said.delivery, { to: 2, of: 2 });
});

Deno.test("ROOM-2: a removal is noted with its names, also where it came before those whom it names", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  const conversation = await together(team, anna, boris, clara, dora);
  await own(team, anna, conversation, boris);
  team.away(dora);
  await boris.call("room_remove", { conversation, member: clara.key });
  await team.settle(2_000);
  await anna.call("room_add", { conversation, members: [clara.key] });
  await team.settle(2_000);
  await clara.call("room_join", { conversation });
  await team.settle(2_000);
  team.back(dora);
  await team.settle();
  const notices = await anna.notices("Trip");
  assertEquals(notices.filter((notice) => notice.startsWith("removed")), [`removed ${boris.name} → ${clara.name}`]);
  for (const person of [boris, dora]) assertEquals(await person.notices("Trip"), notices);
});

Deno.test("ROOM-2: what an owner does after a senior removed them is void, whoever heard of it first", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  const conversation = await together(team, anna, boris, clara, dora);
  await own(team, anna, conversation, boris);
  await own(team, anna, conversation, clara);
  // Clara and Dora on one side, Anna and Boris on the other.
  for (const one of [anna, boris]) for (const other of [clara, dora]) team.cut(one, other);
  await boris.call("room_remove", { conversation, member: clara.key });
  await clara.call("room_rename", { conversation, name: "Without Boris" });
  await clara.call("room_remove", { conversation, member: dora.key });
  await clara.say("Without Boris", "alone at last");
  await boris.say("Trip", "without Clara");
  await team.settle(2_000);
  assertEquals((await dora.room("Without Boris")).state, "removed");
  for (const person of team.people) team.back(person);
  await team.settle(40_000, 1_000);
  assertEquals((await clara.room("Trip")).state, "removed");
  for (const person of [anna, dora]) assertEquals(await person.texts("Trip"), [`${boris.name}: without Clara`]);
  for (const person of [anna, boris, dora]) {
    assertEquals((await person.members("Trip")).map(({ name }) => name), [anna.name, boris.name, dora.name]);
  }
});

Deno.test("ROOM-2: who is added by one of two owners who changed keys while apart reads what was said under both", async () => {
  await using team = await RoomTeam.of(5);
  const [anna, boris, clara, dora, emil] = team.people;
  const conversation = await together(team, anna, boris, clara, dora);
  await own(team, anna, conversation, boris);
  for (const one of [anna, clara]) for (const other of [boris, dora, emil]) team.cut(one, other);
  await anna.call("room_remove", { conversation, member: dora.key });
  await team.settle(2_000);
  await anna.say("Trip", "under the first");
  await team.settle(2_000);
  await boris.call("room_remove", { conversation, member: dora.key });
  await boris.call("room_add", { conversation, members: [emil.key] });
  await team.settle(2_000);
  await emil.call("room_join", { conversation });
  await emil.say("Trip", "under the other");
  await team.settle(2_000);
  for (const person of team.people) team.back(person);
  await team.settle(40_000, 1_000);
  assertEquals(await emil.texts("Trip"), [`${anna.name}: under the first`, "under the other"]);
  assertEquals(await anna.texts("Trip"), ["under the first", `${emil.name}: under the other`]);
});
