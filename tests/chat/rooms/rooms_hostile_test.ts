/** ROOM-1 to ROOM-3: what members, former members and strangers try against a room. */
import { assert, assertEquals } from "@std/assert";
import { roomIdentityOf } from "../../../chat/mod.ts";
import { makeEvent } from "../../../chat/rooms/event.ts";
import { encodeItem } from "../../../chat/rooms/item.ts";
import { newStream, STREAM_RANDOM_BYTES } from "../../../chat/rooms/stream.ts";
import type { RoomEvent } from "../../../chat/rooms/types.ts";
import { MAX_ROOM_CLOCK_AHEAD, MAX_ROOM_INVITATIONS, MAX_ROOM_TEXT_BYTES } from "../../../net/limits.ts";
import { type RoomPerson, RoomTeam } from "../../support/room_people.ts";
import { refused } from "../../support/talk.ts";
import { Attacker, isLinked, overheard, trip } from "../../support/room_attacker.ts";

Deno.test("ROOM-3: who passes on what is forged, or no event at all, is no peer any more", async () => {
  const attacks: ((attacker: Attacker, anna: RoomPerson) => Promise<void>)[] = [
    async (attacker, anna) => {
      const event = attacker.text("not signed");
      const signature = event.signature.map((byte) => byte ^ 1);
      await attacker.send(anna, { events: [{ body: event.body, signature }] });
    },
    async (attacker, anna) => {
      // In the name of Anna, in her stream.
      const { row, log } = anna.fake.messenger.rooms.entry(attacker.conversation).room;
      const head = log.heads().get(row.said_stream)!;
      const change = { author: anna.key, stream: row.said_stream, prev: head.hash, seq: head.seq + 1 };
      await attacker.send(anna, { events: [attacker.text("I am a fool", change)] });
    },
    async (attacker, anna) => {
      // Another key than that of their card.
      const identity = roomIdentityOf(attacker.person.identity);
      const { card, ...certificates } = identity.credential;
      const credential = { ...certificates, card: { ...card, sign: anna.identity.card.sign } };
      const { row, log } = attacker.room;
      const under = log.membershipOf(row.said_stream)!;
      const stream = newStream(under, true, new Uint8Array(STREAM_RANDOM_BYTES));
      const event = makeEvent((bytes) => identity.sign(bytes), attacker.id, {
        ...{ author: attacker.person.key, stream, seq: 1, prev: "", clock: log.clock + 1, under },
        data: { kind: "join", credential },
      });
      await attacker.send(anna, { events: [event] });
    },
    (attacker, anna) => attacker.send(anna, { events: [{ body: "{}", signature: new Uint8Array(64) }] }),
    (attacker, anna) => attacker.sendBytes(anna, new TextEncoder().encode(`{"room":"${attacker.id}","digest":1}`)),
    (attacker, anna) => {
      const body = attacker.text("x").body.replace('"said"', '"constructor"');
      return attacker.send(anna, { events: [{ body, signature: new Uint8Array(64) }] });
    },
    (attacker, anna) => {
      const body = " ".repeat(600_000) + attacker.text("x").body;
      return attacker.send(anna, { events: [{ body, signature: new Uint8Array(64) }] });
    },
  ];
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await trip(team, 3);
  for (const attack of attacks) {
    await attack(new Attacker(boris, conversation), anna);
    await team.settle(500);
    assert(!isLinked(anna, boris), attack.toString());
    team.away(boris);
    team.back(boris);
    await team.settle(500);
  }
  const texts = team.people.map(({ name }) => name);
  assertEquals((await clara.texts("Trip")).length, texts.length);
  assertEquals((await anna.texts("Trip")).length, texts.length);
});

Deno.test("ROOM-3: what is stale, ahead of time, repeated or of nobody is dropped, and the link stays", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris] = team.people;
  const conversation = await trip(team, 3);
  const attacker = new Attacker(boris, conversation);
  const before = await anna.texts("Trip");
  const { clock } = attacker.room.log;
  const late = attacker.text("from tomorrow", { clock: team.clock.now() + MAX_ROOM_CLOCK_AHEAD + 60_000 });
  const replayed = boris.fake.history.roomEvents(attacker.id, attacker.room.row.said_stream, 1, {
    count: 9,
    bytes: 9e9,
  });
  await attacker.send(anna, { events: [late] });
  await attacker.send(anna, { events: [attacker.text("stale", { clock: clock - 3_600_000 })] });
  await attacker.send(anna, { events: [...replayed, ...replayed] });
  await attacker.send(anna, { events: [attacker.text("of no membership", { under: late.id })] });
  await attacker.send(anna, { got: [{ member: boris.key, stream: attacker.room.row.said_stream, seq: 9e15 }] });
  await attacker.send(anna, {
    got: [{ member: boris.key, stream: anna.fake.messenger.rooms.entry(conversation).room.row.said_stream, seq: 9e15 }],
  });
  await team.settle(1_000);
  assertEquals(await anna.texts("Trip"), before);
  assert(isLinked(anna, boris));
  await anna.say("Trip", "goes on");
  await team.settle(500);
  await boris.say("Trip", "goes on, too");
  await team.settle(2_000);
  assertEquals((await anna.texts("Trip")).slice(-2), ["goes on", `${boris.name}: goes on, too`]);
  assertEquals((await anna.page("Trip")).at(-2)?.delivery, { to: 2, of: 2 });
});

Deno.test("ROOM-3: what cannot be opened or read is shown as that, and harms nothing", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const conversation = await trip(team, 2);
  const attacker = new Attacker(boris, conversation);
  const { keys, log } = attacker.room;
  const send = async (event: RoomEvent) => {
    await attacker.room.store(attacker.room.judge([event]));
    attacker.room.published([event]);
    await team.settle(500);
  };
  await send(attacker.said(new TextEncoder().encode("no JSON")));
  await send(attacker.said(new TextEncoder().encode(`{"kind":"text","text":7,"at":-1}`)));
  await send(attacker.said(encodeItem({ kind: "text", text: "x", at: 1 }), {}, {
    id: keys.writing(log.state)!.id,
    key: new Uint8Array(32),
  }));
  await send(attacker.said(encodeItem({ kind: "text", text: "x", at: 1 }), {}, {
    id: "ab".repeat(16),
    key: new Uint8Array(32),
  }));
  const page = await anna.page("Trip");
  assertEquals(page.filter(({ kind }) => kind === "unreadable").length, 3);
  await boris.say("Trip", "and on");
  await team.settle(1_000);
  assertEquals((await anna.texts("Trip")).at(-1), `${boris.name}: and on`);
});

Deno.test("ROOM-2: who is no member learns nothing of a room whose id they know", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await trip(team, 2);
  const heard = overheard(clara);
  const stranger = new Attacker(clara, conversation);
  const { log } = anna.fake.messenger.rooms.entry(conversation).room;
  const streams = [...log.heads().values()].map(({ stream, hash }) => ({ stream, seq: 1, head: hash.slice(0, 16) }));
  for (const to of [anna, boris]) {
    await stranger.send(to, { digest: "1".repeat(512) });
    await stranger.send(to, { have: { buckets: [...Array(64).keys()], streams: [], ask: true } });
    await stranger.send(to, { have: { buckets: [...Array(64).keys()], streams, ask: true } });
    await stranger.send(to, { want: streams });
    await stranger.send(to, { ihave: streams });
    await stranger.send(to, { prune: true });
  }
  await anna.say("Trip", "not for Clara");
  await team.settle();
  assertEquals(heard, [anna, boris].map(() => ({ digest: "0".repeat(512) })), "as if nothing were there");
  for (let n = 0; n < 1_000; n++) await stranger.send(anna, { digest: "1".repeat(512) });
  heard.length = 0;
  await team.settle(250);
  assert(heard.length < 50, `${heard.length} answers`);
});

Deno.test("ROOM-2: what a removed member still sends is taken by nobody", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await trip(team, 3);
  const attacker = new Attacker(clara, conversation);
  const early = attacker.text("written before, sent after");
  await anna.call("room_remove", { conversation, member: clara.key });
  await team.settle(2_000);
  const before = await anna.texts("Trip");
  const heard = overheard(clara);
  for (const to of [anna, boris]) await attacker.send(to, { events: [early] });
  await boris.say("Trip", "without Clara");
  await team.settle();
  assertEquals(await anna.texts("Trip"), [...before, `${boris.name}: without Clara`]);
  assertEquals(heard.filter((message) => "events" in message), []);
});

Deno.test("ROOM-2: who left, came back and was removed adds nothing to what they said before they left", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  const conversation = await trip(team, 3);
  const attacker = new Attacker(clara, conversation);
  const early = attacker.text("written before, sent after");
  await clara.call("room_leave", { conversation });
  await team.settle(2_000);
  await anna.call("room_add", { conversation, members: [clara.key] });
  await team.settle(2_000);
  await clara.call("room_join", { conversation });
  await team.settle(2_000);
  const notices = await anna.notices("Trip");
  await anna.call("room_remove", { conversation, member: clara.key });
  await team.settle(2_000);
  const before = await anna.texts("Trip");
  assertEquals(before.length, 3);
  for (const to of [anna, boris]) await attacker.send(to, { events: [early] });
  await team.settle();
  for (const person of [anna, boris]) {
    assertEquals((await person.texts("Trip")).length, before.length);
    assertEquals(await person.notices("Trip"), [...notices, `removed ${anna.name} → ${clara.name}`]);
  }
});

Deno.test("ROOM-2: invitations by the hundred are not all shown, and those of blocked people not at all", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  for (let n = 0; n < MAX_ROOM_INVITATIONS + 8; n++) {
    await boris.call("room_create", { name: `Come ${n}`, members: [anna.key] });
    if (n % 10 === 9) await team.settle(500);
  }
  await team.settle(10_000, 1_000);
  const invited = async () => (await anna.rooms()).filter(({ state }) => state === "invited").length;
  assertEquals(await invited(), MAX_ROOM_INVITATIONS);
  await anna.call("contact_block", { conversation: boris.key, blocked: true });
  assertEquals(await invited(), 0);
});

Deno.test("ROOM-2: whose keys have changed hears of no room until our user has looked at that", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris, clara] = team.people;
  await trip(team, 3);
  team.away(boris);
  const contact = anna.fake.history.contact(boris.key)!;
  await anna.fake.history.putContact({ ...contact, new_keys: "other keys" }).saved;
  const heard = overheard(boris);
  team.link(anna, boris);
  await anna.say("Trip", "not for these keys");
  await team.settle();
  assertEquals(heard, []);
  assertEquals((await clara.texts("Trip")).at(-1), `${anna.name}: not for these keys`);
});

Deno.test("ROOM-3: many reactions of one author are one, and cost no more than they are", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const { key } = await anna.room("Everyone");
  const { id } = await anna.say("Everyone", "like it?");
  await team.settle(1_000);
  const attacker = new Attacker(boris, key);
  await boris.say("Everyone", "I do");
  for (let n = 0; n < 300; n++) {
    const event = attacker.said(encodeItem({ kind: "reaction", text: n % 2 ? "👍" : "🎉", at: 1, about: id }));
    await attacker.room.store(attacker.room.judge([event]));
    attacker.room.published([event]);
  }
  await team.settle(2_000);
  const [said] = (await anna.page("Everyone")).filter((message) => message.id === id);
  assertEquals(said.reactions?.map(({ emoji }) => emoji), ["👍"]);
  assertEquals((await anna.texts("Everyone")).length, 2);
});

Deno.test("ROOM-3: who claims that we said something else changes nothing of ours", async () => {
  await using team = await RoomTeam.of(3);
  const [anna, boris] = team.people;
  const conversation = await trip(team, 3);
  const { room } = anna.fake.messenger.rooms.entry(conversation);
  const before = [room.row.said_stream, room.row.control_stream, await anna.page("Trip")];
  const attacker = new Attacker(boris, conversation);
  const heads = [...room.log.heads().values()].filter(({ author }) => author === anna.key);
  for (const seq of [1, 5]) {
    const streams = heads.map(({ stream }) => ({ stream, seq, head: "0".repeat(16) }));
    await attacker.send(anna, { have: { buckets: [...Array(64).keys()], streams, ask: true } });
    await team.settle(2_000);
  }
  assertEquals([room.row.said_stream, room.row.control_stream, await anna.page("Trip")], before);
});

Deno.test("ROOM-3: a text that fits its limit, but not an event, is refused as too long", async () => {
  await using team = await RoomTeam.of(2);
  const [anna] = team.people;
  await refused("too-long", () => anna.say("Everyone", '"'.repeat(MAX_ROOM_TEXT_BYTES)));
  await refused("too-long", () => anna.say("Everyone", "x".repeat(MAX_ROOM_TEXT_BYTES + 1)));
  await anna.say("Everyone", "x".repeat(MAX_ROOM_TEXT_BYTES));
  await team.settle(1_000);
  assertEquals((await team.people[1].texts("Everyone")).length, 1);
});

Deno.test("ROOM-3: a thousand messages that nobody can open keep none from being shown when its key comes", async () => {
  await using team = await RoomTeam.of(2);
  const [anna, boris] = team.people;
  const conversation = await trip(team, 2);
  const attacker = new Attacker(anna, conversation);
  const { room } = attacker;
  const key = await room.keys.rotate(room.log.state);
  const say = async (text: string, used: { id: string; key: Uint8Array }) => {
    const event = attacker.said(encodeItem({ kind: "text", text, at: 1 }), {}, used);
    await room.store(room.judge([event]));
    room.published([event]);
  };
  for (let n = 0; n < 1_001; n++) await say("never", { id: "ab".repeat(16), key: new Uint8Array(32) });
  await say("at last", { id: key.key, key: room.keys.get(key.key)! });
  await team.settle(2_000);
  const before = await boris.texts("Trip");
  await anna.fake.messenger.rooms.entry(conversation).owning.writing.control(key);
  await team.settle(2_000);
  assertEquals(await boris.texts("Trip"), [...before, `${anna.name}: at last`]);
});

Deno.test("ROOM-3: whoever changes the room without a pause keeps nobody from saying something", async () => {
  await using team = await RoomTeam.of(2);
  const [anna] = team.people;
  const conversation = await trip(team, 2);
  const { room, owning } = anna.fake.messenger.rooms.entry(conversation);
  const rename = (n: number) => owning.writing.control({ kind: "rename", name: `Trip ${n}` });
  let isSettled = false;
  const first = rename(0);
  const settled = room.settled().then(() => void (isSettled = true));
  await first;
  let more = 1;
  while (!isSettled && more < 500) await rename(more++);
  assert(isSettled, `${more} changes`);
  await settled;
});
