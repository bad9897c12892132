/** ROOM-1 to ROOM-4: rooms of whole messengers. */
import { assert, assertEquals } from "@std/assert";
import { refused } from "../../support/talk.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";

async function sameForAll(people: readonly RoomPerson[], room: string): Promise<string[]> {
  const [first, ...others] = await Promise.all(
    people.map(async (person) => (await person.page(room)).map(({ id }) => id)),
  );
  for (const other of others) assertEquals(other, first);
  return first;
}

Deno.test("ROOM-1: whoever shares an authority is in Everyone without doing anything", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  assertEquals((await anna.room("Everyone")).members, 3);
  assertEquals((await anna.room("Everyone")).online, 3);
  await anna.say("Everyone", "hello all");
  await team.settle();
  assertEquals(await boris.texts("Everyone"), [`${anna.name}: hello all`]);
  assertEquals(await clara.texts("Everyone"), [`${anna.name}: hello all`]);
  assertEquals((await anna.notices("Everyone")).filter((notice) => notice.startsWith("joined")).length, 3);
  await sameForAll(team.people, "Everyone");
});

Deno.test("ROOM-1: people of different authorities are in no room together", async () => {
  await using team = await RoomTeam.of(2, { under: (n) => n });
  for (const person of team.people) assertEquals(await person.rooms(), []);
});

Deno.test("ROOM-2: a private room: invited, joined, renamed, left", async () => {
  await using team = await RoomTeam.of(3, { under: (n) => n });
  const [anna, boris, clara] = team.people;
  await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key] });
  await team.settle();
  const invitation = await boris.room("Trip");
  assertEquals([invitation.state, invitation.invited_by, invitation.members, invitation.invited], [
    "invited",
    anna.name,
    1,
    2,
  ]);
  await refused("ended", () => boris.say("Trip", "too early"));
  for (const { events } of [anna, boris]) {
    const told = events.flatMap((event) =>
      event.type === "room" && event.room.key === invitation.key ? [event.room] : []
    );
    assertEquals(
      new Set(told.map(({ name }) => name)),
      new Set(["Trip"]),
      "nothing is told of it before it is something",
    );
    assertEquals(told.some(({ state }) => state === "left"), false);
  }
  await boris.call("room_join", { conversation: invitation.key });
  await clara.call("room_leave", { conversation: invitation.key });
  await team.settle();
  assertEquals(await clara.has("Trip"), false);
  await anna.say("Trip", "where to?");
  await boris.say("Trip", "the lake");
  await anna.call("room_rename", { conversation: invitation.key, name: "Lake" });
  await team.settle();
  assertEquals(await anna.texts("Lake"), ["where to?", `${boris.name}: the lake`]);
  assertEquals(await boris.texts("Lake"), [`${anna.name}: where to?`, "the lake"]);
  assertEquals((await anna.members("Lake")).map(({ name, role, state, me }) => [name, role, state, me]), [
    [anna.name, "owner", "joined", true],
    [boris.name, "member", "joined", false],
  ]);
  assertEquals(
    await anna.notices("Lake"),
    [
      `created ${anna.name}`,
      `added ${anna.name} → ${boris.name}`,
      `added ${anna.name} → ${clara.name}`,
      `joined ${boris.name}`,
      `declined ${clara.name}`,
      `renamed ${anna.name} → Lake`,
    ].sort((a, b) => order(a) - order(b)),
  );
  await sameForAll([anna, boris], "Lake");
  await boris.call("room_leave", { conversation: invitation.key });
  await team.settle();
  assertEquals((await anna.room("Lake")).members, 1);
  await refused("ended", () => boris.say("Lake", "and yet"));
});

/** Joined and declined happen at once. */
function order(notice: string): number {
  return ["created", "added", "joined", "declined", "renamed"].indexOf(notice.split(" ")[0]);
}

Deno.test("ROOM-2: a name that means the common room is refused, one that is cut at a space is not", async () => {
  await using team = await RoomTeam.of(1);
  const [anna] = team.people;
  for (const name of ["everyone", "#Everyone", "Все", " "]) {
    await refused("bad-request", () => anna.call("room_create", { name }));
  }
  const { name } = await anna.call("room_create", { name: `${"a".repeat(63)} bcd` });
  assertEquals(name, "a".repeat(63));
});

Deno.test("ROOM-2: who is removed hears nothing more, and the room has another key", async () => {
  await using team = await RoomTeam.of(3, { under: (n) => n });
  const [anna, boris, clara] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key] });
  await team.settle();
  for (const person of [boris, clara]) await person.call("room_join", { conversation: key });
  await team.settle();
  await boris.say("Trip", "before");
  await team.settle();
  await anna.call("room_remove", { conversation: key, member: clara.key });
  await team.settle();
  await boris.say("Trip", "after");
  await team.settle();
  assertEquals(await anna.texts("Trip"), [`${boris.name}: before`, `${boris.name}: after`]);
  assertEquals(await clara.texts("Trip"), [`${boris.name}: before`]);
  assertEquals((await clara.room("Trip")).state, "removed");
  await refused("not-yours", () => boris.call("room_remove", { conversation: key, member: anna.key }));
  await anna.call("room_add", { conversation: key, members: [clara.key] });
  await team.settle();
  await clara.call("room_join", { conversation: key });
  await team.settle();
  assertEquals(await clara.texts("Trip"), [`${boris.name}: before`, `${boris.name}: after`]);
});

Deno.test("ROOM-2: roles: an owner made, an owner unmade, and the last one's heir", async () => {
  await using team = await RoomTeam.of(3, { under: (n) => n });
  const [anna, boris, clara] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key] });
  await team.settle();
  for (const person of [boris, clara]) await person.call("room_join", { conversation: key });
  await team.settle();
  await anna.call("room_role", { conversation: key, member: boris.key, role: "owner" });
  await team.settle();
  await boris.call("room_rename", { conversation: key, name: "By Boris" });
  await team.settle();
  assertEquals((await clara.room("By Boris")).name, "By Boris");
  await anna.call("room_role", { conversation: key, member: boris.key, role: "member" });
  await team.settle();
  await refused("not-yours", () => boris.call("room_rename", { conversation: key, name: "Again" }));
  await boris.say("By Boris", "still here");
  await team.settle();
  assertEquals(await clara.texts("By Boris"), [`${boris.name}: still here`]);
  const told = (await clara.notices("By Boris")).filter((notice) => /owner|made|added|joined/.test(notice));
  assertEquals(told.map((notice) => notice.split(" ")[0]).toSorted(), [
    ...["added", "added", "joined", "joined", "made_member", "made_owner"],
  ]);
  await anna.call("room_leave", { conversation: key });
  await team.settle();
  assertEquals((await boris.notices("By Boris")).filter((notice) => notice.startsWith("left")).length, 1);
  const roles = (await clara.members("By Boris")).map(({ name, role }) => [name, role]);
  assertEquals(roles.filter(([, role]) => role === "owner").length, 1);
});

Deno.test("ROOM-3: between members who are not linked it goes by those between them, once", async () => {
  await using team = await RoomTeam.of(3, { linked: false });
  const [anna, boris, clara] = team.people;
  team.link(anna, boris);
  team.link(boris, clara);
  await team.settle();
  for (let n = 0; n < 5; n++) await anna.say("Everyone", `line ${n}`);
  await team.settle();
  assertEquals(await clara.texts("Everyone"), [0, 1, 2, 3, 4].map((n) => `${anna.name}: line ${n}`));
  const [mine] = (await anna.page("Everyone")).filter(({ text }) => text === "line 4");
  assertEquals([mine.status, mine.delivery], ["delivered", { to: 2, of: 2 }]);
});

Deno.test("ROOM-2: of who is not linked one sees when they last wrote, also after a restart", async () => {
  await using team = await RoomTeam.of(3, { linked: false });
  const [anna, boris, clara] = team.people;
  team.link(anna, boris);
  team.link(boris, clara);
  await team.settle();
  const seenByClara = async () =>
    (await clara.members("Everyone")).map(({ name, presence, wrote_at }) => [name, presence, wrote_at]);
  assertEquals(await seenByClara(), [[anna.name, "offline", null], [boris.name, "online", null], [
    clara.name,
    "online",
    null,
  ]]);
  await team.settle(3_600_000, 600_000);
  const { sent_at } = await anna.say("Everyone", "far away");
  await team.settle();
  const now = [[anna.name, "offline", sent_at], [boris.name, "online", null], [clara.name, "online", null]];
  assertEquals(await seenByClara(), now);
  await team.restart(clara);
  await team.settle();
  assertEquals(await seenByClara(), now);
});

Deno.test("ROOM-2: whose clock is ahead has written no later than now", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  anna.ahead = 60_000;
  await anna.say("Everyone", "from the future");
  await team.settle();
  const [{ wrote_at }] = await boris.members("Everyone");
  assertEquals(wrote_at! <= team.clock.now(), true);
});

Deno.test("ROOM-4: who was away catches up with anybody who was there", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  team.away(dora);
  for (let n = 0; n < 30; n++) await [anna, boris][n % 2].say("Everyone", `line ${n}`);
  await team.settle();
  team.away(anna);
  team.away(boris);
  await dora.say("Everyone", "alone");
  team.link(dora, clara);
  await team.settle();
  assertEquals((await dora.texts("Everyone")).length, 31);
  await sameForAll([clara, dora], "Everyone");
  team.back(anna);
  team.back(boris);
  await team.settle();
  assertEquals((await sameForAll(team.people, "Everyone")).length, 31 + 4);
});

Deno.test("ROOM-2: edits, answers, reactions and deletions are the same for all, whatever was missed", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const { key } = await anna.room("Everyone");
  const first = await anna.say("Everyone", "frist");
  const second = await anna.say("Everyone", "to be gone");
  await team.settle();
  team.away(clara);
  await anna.call("message_edit", { conversation: key, id: first.id, text: "first" });
  await anna.call("message_delete", { conversation: key, id: second.id, for: "everyone" });
  await boris.say("Everyone", "an answer", { reply_to: first.id });
  await boris.call("message_react", { conversation: key, id: first.id, emoji: "👍" });
  await clara.call("message_react", { conversation: key, id: first.id, emoji: "🎉" });
  await refused("not-yours", () => boris.call("message_edit", { conversation: key, id: first.id, text: "mine now" }));
  await team.settle();
  team.back(clara);
  await team.settle();
  for (const person of team.people) {
    const page = (await person.page("Everyone")).filter(({ kind }) => kind !== "event");
    assertEquals(page.map(({ text }) => text), ["first", "", "an answer"]);
    assert(page[1].deleted);
    assertEquals(page[2].reply?.text, "first");
    assertEquals(page[0].reactions?.map(({ emoji }) => emoji).toSorted(), ["🎉", "👍"].toSorted());
  }
});

Deno.test("ROOM-2: who is named sees it, and what is unread is counted wherever it stands", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  await anna.say("Everyone", `@${boris.name} look`);
  await anna.say("Everyone", "and this");
  await team.settle();
  const room = await boris.room("Everyone");
  assertEquals([room.unread, room.mentions], [2, 1]);
  const page = await boris.page("Everyone");
  assertEquals(page.find(({ text }) => text.includes("look"))?.mention, true);
  await boris.call("mark_read", { conversation: room.key, cursor: page.at(-1)!.cursor });
  const after = await boris.room("Everyone");
  assertEquals([after.unread, after.mentions], [0, 0]);
});

Deno.test("ROOM-3: the same id of a window adds nothing, before and after it is stored", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const id = "019abcde-0000-7000-8000-000000000001";
  const [one, two] = await Promise.all([anna.say("Everyone", "once", { id }), anna.say("Everyone", "once", { id })]);
  const three = await anna.say("Everyone", "once", { id });
  assertEquals([two.id, three.id, one.client, three.client], [one.id, one.id, id, id]);
  await team.settle();
  assertEquals(await boris.texts("Everyone"), [`${anna.name}: once`]);
});
