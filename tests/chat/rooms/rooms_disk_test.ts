/** ROOM-3: what a disk refuses is told to nobody, and comes again. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { historyOn } from "../../support/room_disk.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";
import { diskFull, SimDisk } from "../../support/sim_disk.ts";

/** Three in Everyone, the first on a disk of the test. */
async function onDisk(disk: SimDisk): Promise<RoomTeam> {
  const team = await RoomTeam.of(3, { linked: false });
  await team.people[0].restart(await historyOn(disk));
  for (const person of team.people) team.back(person);
  await team.settle();
  return team;
}

const forks = (person: RoomPerson) =>
  person.events.filter((event) => event.type === "notice" && event.notice.text === "notice.room_fork");

Deno.test("ROOM-3: what is not on our disk is told to nobody, and a later try works", async () => {
  const disk = new SimDisk();
  await using team = await onDisk(disk);
  const [anna, boris, clara] = team.people;
  disk.refuse = () => diskFull();
  await assertRejects(() => anna.say("Everyone", "not stored"));
  await team.settle();
  for (const person of team.people) assertEquals(await person.texts("Everyone"), []);
  disk.refuse = () => undefined;
  await anna.say("Everyone", "stored");
  await anna.say("Everyone", "stored, too");
  await team.settle();
  for (const person of [boris, clara]) {
    assertEquals(await person.texts("Everyone"), [`${anna.name}: stored`, `${anna.name}: stored, too`]);
    assertEquals(forks(person), []);
  }
});

Deno.test("ROOM-3: what others say and our disk refuses is not acknowledged, and comes again", async () => {
  const disk = new SimDisk();
  await using team = await onDisk(disk);
  const [anna, boris, clara] = team.people;
  disk.refuse = () => diskFull();
  await boris.say("Everyone", "hello");
  await team.settle();
  assertEquals(await anna.texts("Everyone"), []);
  const delivery = async () => (await boris.page("Everyone")).find(({ text }) => text === "hello")?.delivery;
  assertEquals(await delivery(), { to: 1, of: 2 });
  assert(![...boris.fake.links].some(({ peer }) => peer.id === anna.identity.id), "the link is closed");
  disk.refuse = () => undefined;
  team.away(anna);
  team.back(anna);
  await team.settle();
  assertEquals(await anna.texts("Everyone"), [`${boris.name}: hello`]);
  assertEquals(await delivery(), { to: 2, of: 2 });
  assertEquals(await clara.texts("Everyone"), [`${boris.name}: hello`]);
});
