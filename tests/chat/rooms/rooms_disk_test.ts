/** ROOM-3: what a disk refuses is told to nobody, and comes again. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseRoomMessage } from "../../../chat/rooms/room_content.ts";
import { digestOf } from "../../../chat/rooms/summary.ts";
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

/** What somebody is told that others have. */
function digests(person: RoomPerson): string[] {
  const heard: string[] = [];
  const { rooms } = person.fake.messenger;
  const honest = rooms.heard.bind(rooms);
  rooms.heard = (link, data) => {
    const { message } = parseRoomMessage(data);
    if ("digest" in message) heard.push(message.digest);
    return honest(link, data);
  };
  return heard;
}

const forks = (person: RoomPerson) =>
  person.events.filter((event) => event.type === "message" && event.message.text === "event.room_fork");

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

Deno.test("ROOM-3: what is on its way to our disk is counted by nobody, also when a link opens just then", async () => {
  const disk = new SimDisk();
  await using team = await onDisk(disk);
  const [anna, boris, clara] = team.people;
  await boris.say("Everyone", "one");
  await team.settle(2_000);
  const { rooms } = anna.fake.messenger;
  const { room } = rooms.entry((await anna.room("Everyone")).key);
  const heads = () => digestOf([...room.log.heads().values()]);
  const stored = heads();
  const heard = digests(clara);
  disk.refuse = () => diskFull();
  const lost = assertRejects(() => anna.say("Everyone", "two"));
  while (heads() === stored) await Promise.resolve();
  rooms.unlinked(clara.key);
  rooms.linked([...anna.fake.links].find(({ peer }) => peer.id === clara.identity.id)!);
  await lost;
  await team.settle(1_000);
  assertEquals(heard.filter((digest) => digest !== stored), []);
  disk.refuse = () => undefined;
  await anna.say("Everyone", "three");
  await team.settle(40_000, 1_000);
  for (const person of team.people) {
    assertEquals((await person.page("Everyone")).map(({ text }) => text).slice(-2), ["one", "three"]);
  }
});
