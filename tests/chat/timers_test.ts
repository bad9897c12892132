/** TXT-9: disappearing messages are agreed by both, and then gone on both sides, from memory and for good. */
import { assert, assertEquals } from "@std/assert";
import { v7 } from "uuid";
import { EventBus } from "../../chat/events.ts";
import { ExpiryTimer } from "../../chat/expiry.ts";
import { encodeMessages, KIND } from "../../net/mod.ts";
import type { ApiEvent } from "../../ui/api.ts";
import { settle } from "../support/clock.ts";
import { connect, fakePerson, ManualClock } from "../support/fake_network.ts";
import { friends, leave, refused, Side } from "../support/talk.ts";

async function two() {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const cable = connect(...people);
  await cable.settle();
  return { people, anna, boris, cable };
}

/** Both have agreed to so many seconds. */
async function agreed(seconds: number) {
  const all = await two();
  await all.anna.timer(seconds);
  await all.cable.settle();
  await all.boris.timer(seconds, all.boris.contact().timer.theirs!.id);
  await all.cable.settle();
  return all;
}

const notes = async (side: Side) =>
  (await side.all()).filter(({ text }) => text.startsWith("event.timer")).map(({ text, args }) => [text, args]);

Deno.test("TXT-9: a proposal is nothing until the other side agrees, and both can read what was agreed", async () => {
  const { people, anna, boris, cable } = await two();
  const proposed = await anna.timer(3600);
  assertEquals([proposed.timer.agreed, proposed.timer.mine?.seconds], [0, 3600]);
  await cable.settle();
  const { theirs } = boris.contact().timer;
  assertEquals(theirs?.seconds, 3600);
  await refused("not-found", () => boris.timer(60, theirs!.id));
  await refused("not-found", () => boris.timer(3600, v7()));
  await boris.timer(3600, theirs!.id);
  await cable.settle();
  for (const side of [anna, boris]) assertEquals(side.contact().timer, { agreed: 3600, mine: null, theirs: null });
  assertEquals(await notes(anna), [
    ["event.timer_proposed", { who: "me", name: "Boris", seconds: "3600" }],
    ["event.timer_on", { who: "them", name: "Boris", seconds: "3600" }],
  ]);
  assertEquals(await notes(boris), [
    ["event.timer_proposed", { who: "them", name: "Anna", seconds: "3600" }],
    ["event.timer_on", { who: "me", name: "Anna", seconds: "3600" }],
  ]);
  await leave(...people);
});

Deno.test("TXT-9: a proposal that was put off is so for every window and after a restart, until there is another", async () => {
  const { people, anna, boris, cable } = await two();
  await anna.timer(3600);
  await cable.settle();
  const { theirs } = boris.contact().timer;
  const putOff = (side: Side, id: string) => side.me.messenger.call("timer_put_off", { conversation: side.key, id });
  await refused("not-found", () => putOff(boris, v7()));
  await refused("not-found", () => putOff(anna, theirs!.id));
  boris.told("contact");
  const expected = { agreed: 0, mine: null, theirs: { ...theirs!, put_off: true as const } };
  assertEquals((await putOff(boris, theirs!.id)).timer, expected);
  assertEquals(boris.told("contact").at(-1)?.contact.timer, expected, "the other windows are told");
  cable.cut();
  await people[1].messenger.stop();
  people[1] = await fakePerson("Boris", "4", {}, people[1].history);
  const later = new Side(people[1], people[0]);
  assertEquals(later.contact().timer, expected);
  const again = connect(...people);
  await anna.timer(60);
  await again.settle();
  assertEquals(later.contact().timer.theirs?.put_off, undefined, "another proposal asks anew");
  await putOff(later, later.contact().timer.theirs!.id);
  await later.timer(60, later.contact().timer.theirs!.id);
  await again.settle();
  assertEquals(anna.contact().timer.agreed, 60, "it can still be agreed to");
  again.cut();
  await later.me.messenger.call("contact_remove", { conversation: later.key });
  assertEquals(people[1].history.setting(`timer_put_off ${later.key}`), undefined);
  await leave(...people);
});

Deno.test("TXT-9: turning it off needs both, too", async () => {
  const { people, anna, boris, cable } = await agreed(60);
  await boris.timer(0);
  await cable.settle();
  assertEquals(anna.contact().timer.agreed, 60);
  await anna.timer(0, anna.contact().timer.theirs!.id);
  await cable.settle();
  for (const side of [anna, boris]) {
    assertEquals(side.contact().timer, { agreed: 0, mine: null, theirs: null });
    assertEquals((await notes(side)).at(-1)?.[0], "event.timer_off");
  }
  assertEquals((await anna.send("stays")).ttl, undefined);
  await leave(...people);
});

Deno.test("TXT-9: who asks for what the other asks for has agreed, also when both ask at once", async () => {
  const { people, anna, boris, cable } = await two();
  await anna.timer(60);
  await cable.settle();
  await boris.timer(60);
  await cable.settle();
  for (const side of [anna, boris]) assertEquals(side.contact().timer.agreed, 60);
  cable.cut();
  await anna.timer(3600);
  await boris.timer(3600);
  const again = connect(...people);
  await again.settle();
  for (const side of [anna, boris]) assertEquals(side.contact().timer, { agreed: 3600, mine: null, theirs: null });
  await leave(...people);
});

Deno.test("TXT-9: a proposal is taken back by proposing what is so", async () => {
  const { people, anna, boris, cable } = await two();
  await anna.timer(60);
  assertEquals((await anna.timer(0)).timer, { agreed: 0, mine: null, theirs: null });
  await cable.settle();
  assertEquals(boris.contact().timer, { agreed: 0, mine: null, theirs: null });
  await leave(...people);
});

Deno.test("TXT-9: absurd times are refused", async () => {
  const { people, anna } = await two();
  for (const seconds of [-1, 1, 4, 5.5, 31_536_001, Number.MAX_SAFE_INTEGER, NaN]) {
    await refused("bad-request", () => anna.timer(seconds));
  }
  await leave(...people);
});

Deno.test("TXT-9: it can be changed at once although the other clock is an hour ahead", async () => {
  const people = await friends();
  await people[1].messenger.stop();
  const ahead = { newId: () => v7({ msecs: people[0].clock.now() + 3_600_000 }) };
  const here = { newId: () => v7({ msecs: people[0].clock.now() }) };
  for (const [index, name, id, change] of [[0, "Anna", "17", here], [1, "Boris", "4", ahead]] as const) {
    await people[index].messenger.stop();
    people[index] = await fakePerson(name, id, change, people[index].history);
  }
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const cable = connect(...people);
  await cable.settle();
  await anna.timer(60);
  await cable.settle();
  await boris.timer(60);
  await cable.settle();
  assertEquals((await anna.timer(3600)).timer.mine?.seconds, 3600);
  await cable.settle();
  await boris.timer(3600, boris.contact().timer.theirs!.id);
  await cable.settle();
  for (const side of [anna, boris]) assertEquals(side.contact().timer.agreed, 3600);
  await leave(...people);
});

Deno.test("TXT-9: a message goes on the author's side so long after it was delivered, on the reader's after it was seen", async () => {
  const { people, anna, boris, cable } = await agreed(60);
  const { id, ttl, expires_at } = await anna.send("for a minute");
  assertEquals([ttl, expires_at], [60, undefined]);
  await cable.settle();
  const [own, theirs] = [await anna.message(id), await boris.message(id)];
  assertEquals(own.expires_at, anna.me.clock.now() + 60_000);
  assertEquals([theirs.ttl, theirs.expires_at], [60, undefined]);
  boris.me.clock.advance(3_600_000);
  assertEquals(await boris.texts(), ["for a minute"]);
  anna.told("removed");
  anna.me.clock.advance(59_999);
  assertEquals(await anna.texts(), ["for a minute"]);
  anna.me.clock.advance(1);
  assertEquals(await anna.texts(), []);
  assertEquals(anna.told("removed").map(({ ids }) => ids), [[id]]);
  await boris.seen(theirs.cursor);
  boris.me.clock.advance(60_000);
  assertEquals(await boris.texts(), []);
  assertEquals(boris.me.history.message(boris.key, id), undefined);
  await leave(...people);
});

Deno.test("TXT-9: what should have gone while the program was not running goes at its start", async () => {
  const { people, anna, cable } = await agreed(60);
  await anna.send("for a minute");
  await cable.settle();
  cable.cut();
  const { clock, history } = people[0];
  await people[0].messenger.stop();
  clock.advance(3_600_000);
  people[0] = await fakePerson("Anna", "17", { clock }, history);
  assertEquals(await new Side(people[0], people[1]).texts(), []);
  await leave(...people);
});

Deno.test("TXT-9: what waits for somebody absent does not go before they have it", async () => {
  const { people, anna, boris, cable } = await agreed(5);
  cable.cut();
  const { id } = await anna.send("when you come");
  anna.me.clock.advance(86_400_000);
  assertEquals((await anna.message(id)).status, "queued");
  const again = connect(...people);
  await again.settle();
  assertEquals(await boris.texts(), ["when you come"]);
  anna.me.clock.advance(5_000);
  assertEquals(await anna.texts(), []);
  await leave(...people);
});

Deno.test("TXT-9: an answer to what has disappeared shows no quote, and an edit changes no times", async () => {
  const { people, anna, boris, cable } = await agreed(60);
  const { id } = await anna.send("question");
  await cable.settle();
  const before = (await anna.message(id)).expires_at;
  anna.me.clock.advance(30_000);
  await anna.edit(id, "question?");
  await cable.settle();
  assertEquals((await anna.message(id)).expires_at, before);
  anna.me.clock.advance(30_000);
  const answer = await boris.send("answer", { reply_to: id });
  assertEquals(answer.reply?.text, "question?");
  await cable.settle();
  assertEquals((await anna.message(answer.id)).reply, { id });
  await leave(...people);
});

Deno.test("TXT-9: no wait is longer than a timer can be, and a disk that refuses is asked again", async () => {
  const clock = new ManualClock();
  const waits: number[] = [];
  const after = clock.after.bind(clock);
  clock.after = (ms, run) => (waits.push(ms), after(ms, run));
  const year = clock.now() + 31_536_000_000;
  let refuse = true;
  let there = true;
  const events: ApiEvent[] = [];
  const bus = new EventBus();
  bus.subscribe((event) => void events.push(event));
  const failures: unknown[] = [];
  const expiry = new ExpiryTimer({
    clock,
    bus,
    contacts: { publish() {} },
    reread() {},
    storageFailed: (error) => void failures.push(error),
    history: {
      nextExpiry: () => there ? year : undefined,
      expire() {
        const gone = new Map([["17.root", ["id"]]]);
        if (refuse) return { gone, saved: Promise.reject(new Error("disk full")) };
        there = false;
        return { gone, saved: Promise.resolve() };
      },
    },
  });
  expiry.start();
  for (let hour = 0; hour < 24 * 365 && failures.length === 0; hour++) {
    clock.advance(3_600_000);
    await settle();
  }
  assert(Math.max(...waits) <= 3_600_000);
  assertEquals(failures.length, 1);
  assertEquals(events.map(({ type }) => type), ["removed", "cleared"]);
  refuse = false;
  clock.advance(60_000);
  await settle();
  assertEquals(events.map(({ type }) => type), ["removed", "cleared", "removed"]);
  expiry.stop();
});

Deno.test("TXT-9 TXT-13: what a hostile peer says about timers agrees to nothing", async () => {
  const { people, anna, boris, cable } = await two();
  const mine = (await anna.timer(3600)).timer.mine!;
  const stream = "ab".repeat(16);
  let seq = 0;
  const item = (text: string, about?: string) => ({ seq: ++seq, id: v7(), kind: "timer", text, at: 0, about });
  const own = item("60");
  const items = [
    own,
    item("60", own.id), // its own proposal
    item("3600", v7()), // one that nobody made
    item("7200", mine.id), // ours with another value
    item("3600 ", mine.id),
    item("03600", mine.id),
    item("3600.0", mine.id),
    item("1e3"),
    item("-5"),
    item("4"),
    item("99999999999"),
    item("x".repeat(100_000)),
  ];
  cable.cut();
  const again = connect(...people);
  await again.ends[1].send(KIND.messages, encodeMessages({ stream, items }));
  await again.settle();
  assertEquals(anna.contact().timer, {
    agreed: 0,
    mine: { id: mine.id, seconds: 3600 },
    theirs: { id: own.id, seconds: 60 },
  });
  assertEquals(again.ends.map((link) => link.peer.id), ["4", "17"]);
  assertEquals(boris.me.links.size, 1);
  await leave(...people);
});
