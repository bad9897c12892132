/** TXT-5: who is typing is told for a moment, if our user wants it, and never more often than a person needs. */
import { assertEquals } from "@std/assert";
import { peerKey } from "../../chat/mod.ts";
import { TYPING_EVERY, TYPING_SHOWN } from "../../net/limits.ts";
import { encodeSignal, KIND, RateLimit } from "../../net/mod.ts";
import { type Cable, connect, type FakePerson, ManualClock } from "../support/fake_network.ts";
import { friends, leave, Side } from "../support/talk.ts";

async function two() {
  const people = await friends();
  const [anna, boris] = [new Side(people[0], people[1]), new Side(people[1], people[0])];
  const cable = connect(...people);
  await cable.settle();
  boris.events.splice(0);
  return { people, anna, boris, cable };
}

function types(side: Side, typing: boolean): Promise<null> {
  return side.me.messenger.call("typing", { conversation: side.key, typing });
}

async function heard(side: Side, cable: Cable): Promise<number[]> {
  await cable.settle();
  return side.told("typing").map(({ until }) => until);
}

Deno.test("TXT-5: typing is shown for a while after the last sign of it, and said once in that while", async () => {
  const { people, anna, boris, cable } = await two();
  for (let key = 0; key < 20; key++) await types(anna, true);
  assertEquals(await heard(boris, cable), [boris.me.clock.now() + TYPING_SHOWN]);
  anna.me.clock.advance(TYPING_EVERY);
  boris.me.clock.advance(TYPING_EVERY);
  await types(anna, true);
  assertEquals(await heard(boris, cable), [boris.me.clock.now() + TYPING_SHOWN]);
  await leave(...people);
});

Deno.test("TXT-5: it ends when they stop, when their message arrives, and when they are gone", async () => {
  const { people, anna, boris, cable } = await two();
  const until = boris.me.clock.now() + TYPING_SHOWN;
  await types(anna, true);
  await types(anna, false);
  await types(anna, false);
  assertEquals(await heard(boris, cable), [until, 0]);
  await types(anna, true);
  await anna.send("here it is");
  assertEquals(await heard(boris, cable), [until, 0]);
  // Writing on is said at once: the message ended what was shown.
  await types(anna, true);
  assertEquals(await heard(boris, cable), [until]);
  cable.cut();
  assertEquals(await heard(boris, cable), [0]);
  await leave(...people);
});

Deno.test("TXT-5: what is over by itself is not said to have ended", async () => {
  const { people, anna, boris, cable } = await two();
  await types(anna, true);
  await heard(boris, cable);
  boris.me.clock.advance(TYPING_SHOWN);
  await anna.send("much later");
  assertEquals(await heard(boris, cable), []);
  await leave(...people);
});

/** What our user chose about the other one. */
async function choose(me: FakePerson, other: FakePerson, options: { typing?: boolean; read_receipts?: boolean }) {
  await me.messenger.call("contact_options", { conversation: peerKey(other.ref), options });
}

Deno.test("TXT-5: who does not want it told is not told on, and still sees the other", async () => {
  const { people, anna, boris, cable } = await two();
  await choose(people[0], people[1], { typing: false });
  anna.events.splice(0);
  await types(anna, true);
  await types(boris, true);
  assertEquals(await heard(boris, cable), []);
  assertEquals(await heard(anna, cable), [anna.me.clock.now() + TYPING_SHOWN]);
  await leave(...people);
});

Deno.test("TXT-5: typing to somebody absent is nothing, and nothing of it waits", async () => {
  const { people, anna, boris, cable } = await two();
  cable.cut();
  await types(anna, true);
  const again = connect(...people);
  assertEquals(await heard(boris, again), []);
  await types(anna, true);
  assertEquals(await heard(boris, again), [boris.me.clock.now() + TYPING_SHOWN]);
  await leave(...people);
});

Deno.test("TXT-5 TXT-13: a flood of signals is dropped, one that is no signal closes the link", async () => {
  const { people, boris, cable } = await two();
  for (let count = 0; count < 1_000; count++) await cable.ends[0].send(KIND.signal, encodeSignal({ typing: true }));
  assertEquals((await heard(boris, cable)).length, 4);
  boris.me.clock.advance(1_000);
  for (let count = 0; count < 1_000; count++) await cable.ends[0].send(KIND.signal, encodeSignal({ typing: true }));
  assertEquals((await heard(boris, cable)).length, 4);
  boris.me.clock.advance(1_000);
  await cable.ends[0].send(KIND.signal, new TextEncoder().encode('{"typing":"yes"}'));
  await cable.settle();
  const { code, by } = await cable.ends[1].closed;
  assertEquals([code, by], ["bad-content", "us"]);
  await leave(...people);
});

Deno.test("TXT-5: receipts of what was seen are withheld from whom our user chose, also on the next link", async () => {
  const { people, anna, boris, cable } = await two();
  await choose(people[1], people[0], { read_receipts: false });
  const { id } = await anna.send("seen?");
  await cable.settle();
  await boris.seen((await boris.message(id)).cursor);
  await cable.settle();
  assertEquals([(await anna.message(id)).status, boris.contact().unread], ["delivered", 0]);
  cable.cut();
  const again = connect(...people);
  await again.settle();
  assertEquals((await anna.message(id)).status, "delivered");
  await choose(people[1], people[0], { read_receipts: true });
  const next = await anna.send("and this?");
  await again.settle();
  await boris.seen((await boris.message(next.id)).cursor);
  await again.settle();
  assertEquals((await anna.message(next.id)).status, "read");
  await leave(...people);
});

Deno.test("a rate allows its burst and then so many per second, however often it was asked in vain", () => {
  const clock = new ManualClock();
  const rate = new RateLimit(clock, 4, 4);
  const allowed = (times: number) => Array.from({ length: times }, () => rate.allow()).filter(Boolean).length;
  assertEquals(allowed(10_000), 4);
  clock.advance(250);
  assertEquals(allowed(10_000), 1);
  clock.advance(60_000);
  assertEquals(allowed(10_000), 4);
});
