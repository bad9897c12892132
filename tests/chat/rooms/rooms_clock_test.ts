/** ROOM-3, ROOM-4: people whose clocks are wrong for a while. */
import { assertEquals } from "@std/assert";
import { roomTime } from "../../../chat/rooms/room_time.ts";
import { MAX_ROOM_TIME_CORRECTION } from "../../../net/limits.ts";
import { RoomTeam } from "../../support/room_people.ts";

const HOUR = 3_600_000;

Deno.test("ROOM-3: who wrote alone with a clock an hour ahead is heard again as soon as it is put right", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const { key } = await anna.call("room_create", { name: "Trip", members: [boris.key, clara.key] });
  await team.settle(2_000);
  for (const one of [boris, clara]) await one.call("room_join", { conversation: key });
  await team.settle(2_000);
  team.away(anna);
  anna.ahead = HOUR;
  await anna.call("room_rename", { conversation: key, name: "Voyage" });
  for (const room of ["Everyone", "Voyage"]) await anna.say(room, "an hour early");
  anna.ahead = 0;
  team.back(anna);
  await anna.call("room_rename", { conversation: key, name: "Journey" });
  for (const room of ["Everyone", "Voyage"]) await anna.say(room, "in time");
  await team.settle();
  for (const one of [boris, clara]) {
    for (const room of ["Everyone", "Journey"]) assertEquals(await one.texts(room), [`${anna.name}: in time`]);
  }
  await boris.say("Everyone", "we hear you");
  await team.settle(HOUR + 60_000, 300_000);
  await team.settle(20 * 60_000, 60_000);
  const all = ["in time", "we hear you", "an hour early"];
  for (const one of team.people) {
    assertEquals((await one.texts("Everyone")).map((text) => text.replace(/^.*: /, "")), all);
  }
});

Deno.test("ROOM-3: who came to Everyone with a clock an hour ahead can talk as soon as it is put right", async () => {
  await using team = await RoomTeam.of(2, { linked: false });
  const [anna, boris] = team.people;
  anna.ahead = HOUR;
  team.back(anna);
  await team.settle();
  assertEquals(await anna.has("Everyone"), true);
  anna.ahead = 0;
  await anna.say("Everyone", "hello");
  await boris.say("Everyone", "hello Anna");
  await team.settle();
  assertEquals(await boris.texts("Everyone"), [`${anna.name}: hello`, "hello Anna"]);
  assertEquals(await anna.texts("Everyone"), ["hello", `${boris.name}: hello Anna`]);
  await team.settle(HOUR + 60_000, 300_000);
  for (const one of team.people) {
    assertEquals(await one.notices("Everyone"), [`joined ${boris.name}`, `joined ${anna.name}`]);
    assertEquals((await one.members("Everyone")).map(({ name }) => name), [anna.name, boris.name]);
  }
});

Deno.test("ROOM-3: two who were ahead together do not silence each other when their clocks are right again", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  team.away(clara);
  for (const one of [anna, boris]) one.ahead = HOUR;
  await anna.say("Everyone", "early");
  await team.settle(1_000);
  assertEquals(await boris.texts("Everyone"), [`${anna.name}: early`]);
  for (const one of [anna, boris]) one.ahead = 0;
  team.back(clara);
  await boris.say("Everyone", "in time");
  await team.settle();
  assertEquals(await clara.texts("Everyone"), [`${boris.name}: in time`]);
});

Deno.test("ROOM-3: what linked people agree on moves our time by two days at most, unless our clock is impossible", () => {
  const dates = { notBefore: new Date(1_760_000_000_000), notAfter: new Date(1_790_000_000_000) };
  const [now, most] = [1_770_000_000_000, MAX_ROOM_TIME_CORRECTION];
  assertEquals(roomTime(now, undefined, dates), now);
  for (const by of [most, -most, HOUR]) assertEquals(roomTime(now, now + by, dates), now + by);
  for (const by of [most + 1, -most - 1, 365 * 24 * HOUR]) assertEquals(roomTime(now, now + by, dates), now);
  for (const wrong of [0, 1_759_999_999_999, 1_790_000_000_001]) assertEquals(roomTime(wrong, now, dates), now);
});
