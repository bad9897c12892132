/** ROOM-2: invitations that are taken back or declined leave nothing behind. */
import { assert, assertEquals } from "@std/assert";
import { roomIdentityOf } from "../../../chat/mod.ts";
import { parseEvent } from "../../../chat/rooms/event.ts";
import { encodeRoomMessage } from "../../../chat/rooms/room_content.ts";
import { roomSignedBytes } from "../../../crypto/mod.ts";
import { MAX_ROOM_INVITATION_BYTES } from "../../../net/limits.ts";
import { KIND } from "../../../net/mod.ts";
import { historyOn } from "../../support/room_disk.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";
import { SimDisk } from "../../support/sim_disk.ts";

const privateRooms = (person: RoomPerson) => person.fake.history.rooms().filter(({ everyone }) => everyone === null);

/** A room of the second, to which the first is invited. */
async function invited(team: RoomTeam): Promise<string> {
  const [anna, boris, clara] = team.people;
  const members = [anna, clara].filter((one) => one !== undefined).map((one) => one.key);
  const { key } = await boris.call("room_create", { name: "Trip", members });
  await team.settle(2_000);
  assert(await anna.has("Trip"));
  return key;
}

/** What the button of a window does. */
async function decline(person: RoomPerson, conversation: string): Promise<void> {
  await person.call("room_leave", { conversation });
  await person.call("room_forget", { conversation });
}

async function states(person: RoomPerson): Promise<string[]> {
  return (await person.members("Trip")).map(({ name, state }) => `${name} ${state}`);
}

Deno.test("ROOM-2: a room to which we are not invited any more goes away entirely", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const conversation = await invited(team);
  await boris.call("room_remove", { conversation, member: anna.key });
  await team.settle(2_000);
  assertEquals([await anna.has("Trip"), privateRooms(anna)], [false, []]);
  assertEquals(anna.events.filter(({ type }) => type === "room_removed").length, 1);
  await boris.call("room_add", { conversation, members: [anna.key] });
  await team.settle(40_000, 1_000);
  await anna.call("room_join", { conversation });
  await anna.say("Trip", "after all");
  await team.settle(2_000);
  assertEquals(await boris.texts("Trip"), [`${anna.name}: after all`]);
});

Deno.test("ROOM-2: who declines keeps nothing, is not asked again by who did not hear of it, and may be invited anew", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await invited(team);
  await clara.call("room_join", { conversation });
  await team.settle(2_000);
  team.away(clara);
  await decline(anna, conversation);
  await team.settle(2_000);
  // A window may be slower.
  await anna.call("room_forget", { conversation });
  assertEquals([await anna.has("Trip"), privateRooms(anna)], [false, []]);
  assertEquals(await states(boris), [`${boris.name} joined`, `${clara.name} joined`]);
  team.link(anna, clara);
  await team.settle(40_000, 1_000);
  assertEquals([await anna.has("Trip"), privateRooms(anna)], [false, []]);
  team.back(clara);
  await boris.call("room_add", { conversation, members: [anna.key] });
  await team.settle(40_000, 1_000);
  assertEquals((await anna.room("Trip")).state, "invited");
});

Deno.test("ROOM-2: a no that nobody could hear is said when somebody is linked again, also by a program that began anew", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const conversation = await invited(team);
  team.away(anna);
  await decline(anna, conversation);
  assertEquals(await anna.has("Trip"), false);
  await anna.restart();
  assertEquals(await anna.has("Trip"), false);
  team.back(anna);
  await team.settle(40_000, 1_000);
  assertEquals(await states(boris), [`${boris.name} joined`]);
  assertEquals([await anna.has("Trip"), privateRooms(anna)], [false, []]);
});

Deno.test("ROOM-2: who is invited takes no more of a room than an invitation may have", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const conversation = await invited(team);
  const id = conversation.slice(1);
  const identity = roomIdentityOf(boris.identity);
  const { log, row } = boris.fake.messenger.rooms.entry(conversation).room;
  const link = [...boris.fake.links].find(({ peer }) => peer.id === anna.identity.id)!;
  let { seq, hash, clock } = log.heads().get(row.control_stream)!;
  for (let sent = 0; sent < MAX_ROOM_INVITATION_BYTES + 2_000_000; sent += 500_000) {
    const body = JSON.stringify({
      ...{ v: 1, author: boris.key, stream: row.control_stream, seq: ++seq, prev: hash, clock: ++clock },
      ...{ under: log.writing(boris.key)!.id, kind: "other", data: { pad: "x".repeat(500_000) } },
    });
    const signature = identity.sign(roomSignedBytes(id, body));
    hash = parseEvent(id, { body, signature }).hash;
    await link.send(KIND.room, encodeRoomMessage(id, { events: [{ body, signature }] }));
  }
  await team.settle(1_000);
  const bytes = anna.fake.history.roomControl(id).reduce((sum, { body }) => sum + body.length, 0);
  assert(bytes > MAX_ROOM_INVITATION_BYTES - 1_000_000, `${bytes} bytes`);
  assert(bytes <= MAX_ROOM_INVITATION_BYTES, `${bytes} bytes`);
});

Deno.test("ROOM-2: of a room that is off the list nothing is on the disk but who was in it and what nobody has yet", async () => {
  const disk = new SimDisk();
  await using team = await RoomTeam.of(2, { linked: false });
  const [anna, boris] = team.people;
  await anna.restart(await historyOn(disk));
  team.link(anna, boris);
  await team.settle();
  const { key: conversation } = await anna.call("room_create", { name: "Trip", members: [boris.key] });
  await team.settle(2_000);
  await boris.call("room_join", { conversation });
  await team.settle(2_000);
  const { id } = await boris.say("Trip", "theirs-xylophone");
  await boris.say("Trip", "theirs-withdrawn");
  await anna.say("Trip", "ours-xylophone", { reply_to: id });
  await team.settle(2_000);
  await boris.call("message_edit", { conversation, id, text: "theirs-changed" });
  await boris.call("message_react", { conversation, id, emoji: "🦉" });
  const withdrawn = (await boris.page("Trip")).find(({ text }) => text === "theirs-withdrawn")!;
  await boris.call("message_delete", { conversation, id: withdrawn.id, for: "everyone" });
  await anna.call("draft_set", { conversation, text: "draft-xylophone", reply_to: null });
  await team.settle(2_000);
  // What was said is sealed in the events that carried it, under keys that are here.
  const { history } = anna.fake;
  const sealed = history.roomHeads(conversation.slice(1)).flatMap(({ stream }) =>
    history.roomEvents(conversation.slice(1), stream, 1, { count: 100, bytes: 1e6 })
      .map((row) => parseEvent(conversation.slice(1), row))
  ).filter(({ kind }) => kind === "said").map(({ body }) => body.slice(-80));
  team.cut(anna, boris);
  await anna.say("Trip", "waiting-xylophone");
  await anna.call("room_leave", { conversation });

  const spoken = ["theirs-xylophone", "theirs-changed", "ours-xylophone", "🦉", "draft-xylophone", ...sealed];
  const held = (words: string[]) => {
    const files = [...disk.files().values()].map((bytes) => new TextDecoder().decode(bytes));
    return words.filter((word) => files.some((text) => text.includes(word)));
  };
  assertEquals([held(spoken), sealed.length], [spoken, 6]);
  await anna.call("room_forget", { conversation });
  await anna.restart(await historyOn(new SimDisk())); // closing waits until older files are without it, too
  assertEquals(held(spoken), []);
  assertEquals(held([boris.key, "waiting-xylophone"]), [boris.key, "waiting-xylophone"]);
});
