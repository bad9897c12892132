/** TXT-2 TXT-3: each message arrives exactly once and in order, whatever happens to the link and to either program. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { peerKey } from "../../chat/mod.ts";
import type { Message } from "../../ui/api.ts";
import { befriend, type Cable, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";

async function pair(): Promise<[FakePerson, FakePerson]> {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  return [anna, boris];
}

function say(from: FakePerson, to: FakePerson, text: string): Promise<Message> {
  return from.messenger.call("send", { conversation: peerKey(to.ref), text });
}

async function read(person: FakePerson, other: FakePerson): Promise<Message[]> {
  const { messages } = await person.messenger.call("history", { conversation: peerKey(other.ref), limit: 500 });
  return messages.filter(({ kind }) => kind === "text");
}

async function close(...people: FakePerson[]): Promise<void> {
  for (const person of people) {
    await person.messenger.stop();
    await person.history.close();
  }
}

Deno.test("a message is queued, sent, delivered and read, in this order", async () => {
  const [anna, boris] = await pair();
  const statuses: string[] = [];
  anna.messenger.subscribe((event) => {
    if (event.type === "receipt") statuses.push(event.status);
    if (event.type === "message" && event.message.direction === "out") statuses.push(event.message.status);
  });
  assertEquals((await say(anna, boris, "hello")).status, "queued");
  const cable = connect(anna, boris);
  await cable.settle();
  const [arrived] = await read(boris, anna);
  assertEquals([arrived.text, arrived.status], ["hello", "received"]);
  await boris.messenger.call("mark_read", { conversation: peerKey(anna.ref), cursor: arrived.cursor });
  await cable.settle();
  assertEquals(statuses, ["queued", "sent", "delivered", "read"]);
  const [own] = await read(anna, boris);
  assertEquals([own.status, own.id], ["read", arrived.id]);
  await close(anna, boris);
});

Deno.test("the same call twice sends one message", async () => {
  const [anna, boris] = await pair();
  const id = "01932b5e-0000-7000-8000-000000000001";
  const conversation = peerKey(boris.ref);
  await anna.messenger.call("send", { conversation, text: "once", id });
  await anna.messenger.call("send", { conversation, text: "once", id });
  const cable = connect(anna, boris);
  await cable.settle();
  assertEquals((await read(boris, anna)).map(({ text }) => text), ["once"]);
  await close(anna, boris);
});

Deno.test("wait answers when the message is delivered, and with what is so when the time is over", async () => {
  const [anna, boris] = await pair();
  const conversation = peerKey(boris.ref);
  const first = await say(anna, boris, "first");
  const late = anna.messenger.call("wait", { conversation, id: first.id, timeout_ms: 5000 });
  anna.clock.advance(5000);
  assertEquals((await late).status, "queued");
  const soon = anna.messenger.call("wait", { conversation, id: first.id, timeout_ms: 5000 });
  const cable = connect(anna, boris);
  await cable.settle();
  assertEquals((await soon).status, "delivered");
  await close(anna, boris);
});

Deno.test("unread counts what was not seen", async () => {
  const [anna, boris] = await pair();
  const cable = connect(anna, boris);
  for (const text of ["one", "two", "three"]) await say(anna, boris, text);
  await cable.settle();
  const messages = await read(boris, anna);
  const unread = async () => (await boris.messenger.call("contacts", {}))[0].unread;
  assertEquals(await unread(), 3);
  await boris.messenger.call("mark_read", { conversation: peerKey(anna.ref), cursor: messages[1].cursor });
  assertEquals(await unread(), 1);
  await close(anna, boris);
});

Deno.test("an author restored from an old copy loses nothing and repeats nothing", async () => {
  const anna = await fakePerson("Anna", "17");
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  const cable = connect(anna, boris);
  for (const text of ["1", "2", "3"]) await say(anna, boris, text);
  await cable.settle();
  cable.cut();
  // The old copy: the same person with a history from before the three messages.
  const restored = await fakePerson("Anna", "17");
  await befriend(restored, boris);
  await say(restored, boris, "after the restore");
  const again = connect(restored, boris);
  await again.settle();
  assertEquals((await read(boris, anna)).map(({ text }) => text), ["1", "2", "3", "after the restore"]);
  assertEquals((await read(restored, boris)).map(({ status }) => status), ["delivered"]);
  await close(anna, boris, restored);
});

Deno.test("an author put back from an old copy who then writes more than was lost loses nothing of it", async () => {
  const [anna, boris] = await pair();
  const cable = connect(anna, boris);
  for (const text of ["1", "2", "3"]) await say(anna, boris, text);
  await cable.settle();
  cable.cut();
  // The old copy knows the stream and the first message: all later numbers are given out a second time.
  const stream = anna.history.streams(peerKey(boris.ref)).out_stream;
  const restored = await fakePerson("Anna", "17");
  await befriend(restored, boris);
  await restored.history.restream(peerKey(boris.ref), stream, 0).saved;
  const late = ["a", "b", "c", "d", "e"];
  for (const text of late) await say(restored, boris, text);
  const again = connect(restored, boris);
  await again.settle();
  assertEquals((await read(boris, anna)).map(({ text }) => text), ["1", "2", "3", ...late]);
  assertEquals((await read(restored, boris)).map(({ status }) => status), late.map(() => "delivered"));
  await close(anna, boris, restored);
});

Deno.test("whatever the order of writing, cutting, connecting and restarting: once each, in order, on both sides", async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), who: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.constant({ do: "connect" as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("restart" as const), who: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("lose" as const), after: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.constant({ do: "settle" as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const people = await pair();
      const said: string[][] = [[], []];
      let cable: Cable | undefined;
      for (const one of steps) {
        if (one.do === "say") {
          const text = `${one.who}:${said[one.who].length}`;
          await say(people[one.who], people[1 - one.who], text);
          said[one.who].push(text);
        } else if (one.do === "connect" || one.do === "lose") {
          cable?.cut();
          let left = one.do === "lose" ? one.after : Infinity;
          cable = connect(people[0], people[1], () => left-- > 0);
        } else if (one.do === "cut") {
          cable?.cut();
        } else if (one.do === "settle") {
          await cable?.settle();
        } else {
          cable?.cut();
          const old = people[one.who];
          await old.messenger.stop();
          people[one.who] = await fakePerson(old.name, old.ref.id, {}, old.history);
        }
      }
      cable?.cut();
      cable = connect(people[0], people[1]);
      await cable.settle();
      for (const who of [0, 1]) {
        const arrived = (await read(people[1 - who], people[who])).filter(({ direction }) => direction === "in");
        assertEquals(arrived.map(({ text }) => text), said[who]);
        const own = (await read(people[who], people[1 - who])).filter(({ direction }) => direction === "out");
        assert(own.every(({ status }) => status === "delivered"));
      }
      await close(...people);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a grant is what may be sent from now on, whatever was sent before", async () => {
  const [anna, boris] = await pair();
  const conversation = peerKey(boris.ref);
  for (const text of ["one", "two", "three"]) await say(anna, boris, text);
  const left = async () => (await anna.messenger.call("limits", { conversation }))[0];
  assertEquals([(await left()).messages, (await left()).messages_spent], [997, 3]);
  const granted = await anna.messenger.call("limits_grant", { conversation, messages: 1 });
  assertEquals([granted.messages, granted.files], [1, 1000]);
  await say(anna, boris, "four");
  assertEquals((await left()).messages, 0);
  const most = Number.MAX_SAFE_INTEGER;
  assertEquals((await anna.messenger.call("limits_grant", { conversation, messages: most })).messages, most - 4);
  assertEquals((await anna.messenger.call("limits_grant", { conversation, messages: null })).messages, null);
  await close(anna, boris);
});

Deno.test("somebody is away since they left, however often they are tried afterwards", async () => {
  const [anna, boris] = await pair();
  const key = peerKey(boris.ref);
  const cable = connect(anna, boris);
  await cable.settle();
  anna.clock.advance(60_000);
  cable.cut();
  await cable.settle();
  const left = anna.clock.now();
  anna.clock.advance(60_000);
  const why = { code: "unreachable", reason: "nobody there", by: "network" } as const;
  anna.messenger.sessions.onAttemptFailed(boris.ref, undefined, why);
  const { presence, since } = anna.messenger.contacts.get(key);
  assertEquals([presence, since], ["offline", left]);
  await close(anna, boris);
});
