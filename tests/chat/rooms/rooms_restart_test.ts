/** ROOM-2 to ROOM-4: a program that ends and begins again, also over an older copy of its profile. */
import { assertEquals } from "@std/assert";
import { DEFAULT_OPTIONS } from "../../../store/mod.ts";
import { settle } from "../../support/clock.ts";
import { historyOn } from "../../support/room_disk.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";
import { SimDisk } from "../../support/sim_disk.ts";

const forks = (person: RoomPerson) =>
  person.events.filter((event) => event.type === "message" && event.message.text === "event.room_fork");

const said = async (person: RoomPerson) =>
  (await person.page("Everyone")).filter(({ kind }) => kind !== "event").map(({ text }) => text);

async function onDisk(disk: SimDisk): Promise<RoomTeam> {
  const team = await RoomTeam.of(3, { linked: false });
  await team.people[0].restart(await historyOn(disk));
  for (const person of team.people) team.back(person);
  await team.settle();
  return team;
}

Deno.test("ROOM-4: who starts again knows rooms, counts, receipts, and goes on where it stopped", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key] });
  await team.settle(2_000);
  await boris.call("room_join", { conversation: key });
  await team.settle(2_000);
  await boris.say("Trip", `@${anna.name} one`);
  await boris.say("Trip", "two");
  await anna.say("Trip", "three");
  await team.settle(2_000);
  const before = await anna.room("Trip");
  const page = await anna.page("Trip");
  await team.restart(anna);
  await team.settle(2_000);
  assertEquals(await anna.room("Trip"), before);
  assertEquals([before.unread, before.mentions, before.members, before.invited], [2, 1, 2, 1]);
  assertEquals(await anna.page("Trip"), page);
  await anna.say("Trip", "four");
  await team.settle(2_000);
  assertEquals((await boris.texts("Trip")).at(-1), `${anna.name}: four`);
  assertEquals((await anna.page("Trip")).at(-1)?.delivery, { to: 1, of: 1 });
  for (const person of team.people) assertEquals(forks(person), []);
});

Deno.test("ROOM-4: a profile put back from a copy writes new streams, and gets its later messages from others", async () => {
  const disk = new SimDisk();
  await using team = await onDisk(disk);
  const [anna, boris] = team.people;
  await anna.say("Everyone", "one");
  await team.settle(2_000);
  const copy = disk.afterKill();
  await anna.say("Everyone", "two");
  await team.settle(2_000);
  const history = await historyOn(copy);
  await history.restreamAll(() => crypto.randomUUID().replaceAll("-", "")).saved;
  team.away(anna);
  await anna.restart(history);
  await anna.say("Everyone", "three");
  team.back(anna);
  await team.settle();
  for (const person of team.people) {
    assertEquals(await said(person), ["one", "two", "three"]);
    assertEquals(forks(person), []);
  }
  assertEquals((await boris.room("Everyone")).members, 3);
});

Deno.test("ROOM-4: a profile put back by hand that hears of the others first goes on", async () => {
  const disk = new SimDisk();
  await using team = await onDisk(disk);
  const [anna] = team.people;
  await anna.say("Everyone", "one");
  await team.settle(2_000);
  const copy = disk.afterKill();
  await anna.say("Everyone", "two");
  await team.settle(2_000);
  await team.restart(anna, await historyOn(copy));
  await team.settle(2_000);
  await anna.say("Everyone", "three");
  await team.settle();
  for (const person of team.people) {
    assertEquals(await said(person), ["one", "two", "three"]);
    assertEquals(forks(person), []);
  }
});

Deno.test("ROOM-4: a profile put back by hand that writes first finds that out, and loses nothing", async () => {
  for (const more of [1, 3]) {
    const disk = new SimDisk();
    await using team = await onDisk(disk);
    const [anna, boris] = team.people;
    await anna.say("Everyone", "one");
    await team.settle(2_000);
    const copy = disk.afterKill();
    await anna.say("Everyone", "two");
    await anna.say("Everyone", "three");
    await team.settle(2_000);
    team.away(anna);
    await anna.restart(await historyOn(copy));
    for (let n = 0; n < more; n++) await anna.say("Everyone", `again ${n}`);
    await boris.say("Everyone", "meanwhile");
    team.back(anna);
    await team.settle();
    await anna.say("Everyone", "after that");
    await team.settle();
    const all = [
      "one",
      "two",
      "three",
      "meanwhile",
      "after that",
      ...Array.from({ length: more }, (_, n) => `again ${n}`),
    ];
    for (const person of team.people) assertEquals((await said(person)).toSorted(), all.toSorted());
    assertEquals(await said(anna), await said(boris));
  }
});

Deno.test("ROOM-2: a room of which nothing but itself came to the disk is gone after the next start", async () => {
  await using team = await RoomTeam.of(1);
  const [anna] = team.people;
  const row = { id: "ab".repeat(32), everyone: null, state: "joined", name: "Half", added_at: 1 } as const;
  await anna.fake.history.putRoom({ ...row, options: DEFAULT_OPTIONS, control_stream: "", said_stream: "" }).saved;
  await team.restart(anna);
  assertEquals([await anna.rooms(), anna.fake.history.rooms()], [[], []]);
});

Deno.test("ROOM-4: a program that ends begins nothing more of what its rooms were still to do", async () => {
  await using team = await RoomTeam.of(2);
  const [anna] = team.people;
  const { room } = anna.fake.messenger.rooms.entry((await anna.room("Everyone")).key);
  const held = Promise.withResolvers<void>();
  let opened = 0;
  const update = room.keys.update.bind(room.keys);
  room.keys.update = async (...args) => {
    opened++;
    await held.promise;
    return await update(...args);
  };
  room.reload();
  room.reload(); // keys are looked for, and are to be looked for once more
  const stopping = anna.fake.messenger.stop();
  held.resolve();
  await stopping;
  assertEquals(opened, 1);
});

Deno.test("ROOM-4: a program that ends waits for every key that an owner is still making", async () => {
  await using team = await RoomTeam.of(1);
  const [anna] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip" });
  const { room, owning } = anna.fake.messenger.rooms.entry(key);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const rotate = room.keys.rotate.bind(room.keys);
  const slow = [held, Promise.resolve()];
  room.keys.mending = () => ({ kind: "rotate" });
  room.keys.rotate = async (state) => (await slow.shift(), await rotate(state));
  const mending = [owning.mend(), owning.mend()];
  await mending[1];
  let isOver = false;
  const stopping = anna.fake.messenger.stop().then(() => isOver = true);
  await settle();
  assertEquals(isOver, false, "the first one is not made yet");
  release();
  await Promise.all([...mending, stopping]);
});

Deno.test("ROOM-2: what was said under a key whose giver was removed stays readable, also for who starts again", async () => {
  await using team = await RoomTeam.of(4);
  const [anna, boris, clara, dora] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key, dora.key] });
  await team.settle(2_000);
  for (const one of [boris, clara, dora]) await one.call("room_join", { conversation: key });
  await team.settle(2_000);
  for (const member of [boris.key, clara.key]) {
    await anna.call("room_role", { conversation: key, member, role: "owner" });
    await team.settle(2_000);
  }
  for (const one of [anna, clara]) for (const other of [boris, dora]) team.cut(one, other);
  await clara.call("room_remove", { conversation: key, member: dora.key });
  await team.settle(2_000);
  await anna.say("Trip", "under Clara's key");
  await boris.call("room_remove", { conversation: key, member: clara.key });
  await team.settle(2_000);
  team.link(anna, boris);
  await team.settle(1_000);
  await team.restart(anna);
  for (const person of team.people) team.back(person);
  await team.settle(40_000, 1_000);
  for (const person of [boris, dora]) assertEquals(await person.texts("Trip"), [`${anna.name}: under Clara's key`]);
});
