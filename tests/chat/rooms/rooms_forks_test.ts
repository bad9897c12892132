/** ROOM-3: a member who signs two events under one number, and what our user is told of it. */
import { assert, assertEquals } from "@std/assert";
import { historyOn } from "../../support/room_disk.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";
import { diskFull, SimDisk } from "../../support/sim_disk.ts";
import { Attacker, trip } from "../../support/room_attacker.ts";

/** Whose forks stand in the conversation. */
async function alarms(person: RoomPerson): Promise<(string | undefined)[]> {
  return (await person.page("Trip")).filter(({ kind, text }) => kind === "event" && text === "event.room_fork")
    .map(({ args }) => args?.name);
}

Deno.test("ROOM-3: who signs two events under one number is named in the room, once, also after a start", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const key = await trip(team, 3);
  const [attacker, another] = [boris, clara].map((person) => new Attacker(person, key));
  const fork = async (by: Attacker, text: string) => {
    await by.send(anna, { events: [by.text(text, { seq: 1, prev: "" })] });
    await team.settle(2_000);
  };
  await fork(attacker, "I am somebody else");
  assertEquals(await alarms(anna), [boris.name]);
  assert(!(await anna.texts("Trip")).includes(`${boris.name}: I am somebody else`));
  assertEquals((await anna.room("Trip")).last?.text, "event.room_fork");
  const heard = anna.events.filter((event) => event.type === "message" && event.message.text === "event.room_fork");
  assertEquals(heard.length, 1, "windows hear of it at once");

  await fork(attacker, "I am somebody else again");
  await team.restart(anna);
  await team.settle(2_000);
  assertEquals(await alarms(anna), [boris.name]);
  // A program that began again has forgotten what it refused.
  await fork(attacker, "I am somebody else");
  assertEquals(await alarms(anna), [boris.name]);
  await fork(another, "So am I");
  assertEquals(await alarms(anna), [boris.name, clara.name]);

  await anna.call("clear_history", { conversation: key });
  await team.restart(anna);
  await fork(attacker, "Once more");
  assertEquals(await alarms(anna), [], "who has cleared it is not told again");
});

Deno.test("ROOM-3: a fork that the disk could not note is told when it is seen again", async () => {
  const disk = new SimDisk();
  await using team = await RoomTeam.of(2, { linked: false });
  const [anna, boris] = team.people;
  await anna.restart(await historyOn(disk));
  team.back(anna);
  await team.settle();
  const attacker = new Attacker(boris, await trip(team, 2));
  const fork = attacker.text("I am somebody else", { seq: 1, prev: "" });
  disk.refuse = () => diskFull();
  await attacker.send(anna, { events: [fork] });
  await team.settle(2_000);
  assertEquals(await alarms(anna), []);
  disk.refuse = () => undefined;
  await attacker.send(anna, { events: [fork] });
  await team.settle(2_000);
  assertEquals(await alarms(anna), [boris.name]);
});
