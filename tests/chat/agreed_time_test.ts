/** ID-8: the time others agree on, and what it means for our own certificate and clock. */
import { assertEquals } from "@std/assert";
import { AgreedTime } from "../../chat/agreed_time.ts";
import { expiryAt, MyTime } from "../../chat/my_time.ts";
import { EventBus } from "../../chat/events.ts";
import { Notices } from "../../chat/notices.ts";
import type { ApiEvent, Me } from "../../ui/api.ts";
import { connect, type FakePerson, fakePerson, ManualClock } from "../support/fake_network.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

function agreed(...offsets: number[]): number | undefined {
  const time = new AgreedTime({ now: () => 1_000_000_000, steady: () => 0 });
  offsets.forEach((offset, index) => time.learn(`${index}.x`, offset));
  return time.offset();
}

Deno.test("ID-8: three who agree are believed, two are not, and neither are three who do not agree", () => {
  assertEquals(agreed(), undefined);
  assertEquals(agreed(MINUTE, MINUTE), undefined);
  assertEquals(agreed(0, MINUTE, -MINUTE), 0);
  assertEquals(agreed(0, 2 * DAY, -2 * DAY), undefined);
  assertEquals(agreed(3 * DAY, 3 * DAY + MINUTE, 3 * DAY + 2 * MINUTE), 3 * DAY + MINUTE);
});

Deno.test("ID-8: a minority that lies about the time moves nothing, a split half agrees on nothing", () => {
  assertEquals(agreed(9 * DAY, 9 * DAY, 0, 1_000, 2_000), 2_000);
  assertEquals(agreed(9 * DAY, 9 * DAY, 9 * DAY, 0, 0, 0), undefined);
});

Deno.test("ID-8: one person counts once, however often they connect, and no longer when they are gone", () => {
  const time = new AgreedTime({ now: () => 0, steady: () => 0 });
  for (let link = 0; link < 5; link++) time.learn("1.x", DAY);
  assertEquals(time.offset(), undefined);
  for (const key of ["2.x", "3.x"]) time.learn(key, DAY);
  assertEquals(time.offset(), DAY);
  time.forget("2.x");
  assertEquals(time.offset(), undefined);
});

Deno.test("ID-8: what was measured before somebody set our clock is worth nothing", () => {
  const clock = { now: 0, steady: 0 };
  const time = new AgreedTime({ now: () => clock.now, steady: () => clock.steady });
  for (const key of ["1.x", "2.x", "3.x"]) time.learn(key, 6 * 365 * DAY);
  clock.now = clock.steady = 10 * DAY;
  assertEquals(time.time(), 6 * 365 * DAY + 10 * DAY);
  clock.now += 6 * 365 * DAY; // now it is right: the old difference on top would be years off
  assertEquals(time.time(), undefined);
  for (const key of ["1.x", "2.x", "3.x"]) time.learn(key, 0);
  assertEquals(time.offset(), 0);
});

Deno.test("ID-8: a certificate is valid, soon over, over, or not begun", () => {
  const dates = { notBefore: new Date(100 * DAY), notAfter: new Date(200 * DAY) };
  const rows: [number, Me["expiry"]][] = [
    [100 * DAY - 1, "not-yet"],
    [100 * DAY, "valid"],
    [170 * DAY - 1, "valid"],
    [170 * DAY, "soon"],
    [200 * DAY, "soon"],
    [200 * DAY + 1, "expired"],
  ];
  for (const [now, expiry] of rows) assertEquals(expiryAt(dates, now), expiry, String(now));
});

/** Three weeks valid, from now; the clock does what the test says. */
function myTime() {
  const clock = new ManualClock();
  const steady = { jumped: 0 };
  const begin = clock.now();
  const dates = { notBefore: new Date(begin), notAfter: new Date(begin + 40 * DAY) };
  const bus = new EventBus();
  const heard: ApiEvent[] = [];
  bus.subscribe((event) => void heard.push(event));
  const notices = new Notices(bus);
  const changes: string[] = [];
  const time = new MyTime({
    clock,
    steady: () => clock.now() - steady.jumped,
    dates: () => dates,
    notices,
    changed: () => void changes.push(`${time.expiry()} ${time.offset()}`),
  });
  return { clock, dates, notices, changes, time, begin };
}

Deno.test("ID-8: windows are told the day the certificate is soon over, and when it is", () => {
  const { clock, changes, time } = myTime();
  time.start();
  for (let day = 0; day < 42; day++) clock.advance(DAY);
  assertEquals(changes, ["soon null", "expired null"]);
  time.stop();
});

Deno.test("ID-8: the agreed time decides whether the certificate is over, not our clock alone", () => {
  const { changes, time } = myTime();
  for (const key of ["1.x", "2.x", "3.x"]) time.linked(key, { clockOffset: 41 * DAY, name: "Boris" });
  assertEquals([time.expiry(), changes], ["expired", [`expired ${41 * DAY}`]]);
  time.unlinked("1.x");
  assertEquals([time.expiry(), changes.length], ["valid", 2]);
});

Deno.test("ID-8: a notice about a clock that was dismissed stays away until the difference changes", () => {
  const { notices, time } = myTime();
  const link = (offset: number) => time.linked("1.x", { clockOffset: offset, name: "Boris" });
  link(20 * MINUTE);
  assertEquals(notices.all().map(({ text, args }) => [text, args?.name, args?.minutes]), [
    ["notice.clock_skew", "Boris", "20"],
  ]);
  notices.dismiss("clock");
  link(20 * MINUTE + 1_000);
  link(19 * MINUTE);
  assertEquals(notices.all(), []);
  link(40 * MINUTE);
  assertEquals(notices.all().map(({ args }) => args?.minutes), ["40"]);
  link(0);
  assertEquals(notices.all(), [], "the clocks are right again");
  link(20 * MINUTE);
  assertEquals(notices.all().length, 1);
});

Deno.test("ID-8: three who agree say whose clock is wrong: ours", () => {
  const { notices, time } = myTime();
  const link = (key: string, offset: number) => time.linked(key, { clockOffset: offset, name: `Person ${key}` });
  link("1.x", 90 * MINUTE);
  link("2.x", 90 * MINUTE);
  link("3.x", 91 * MINUTE);
  assertEquals(notices.all().map(({ id, text, args }) => [id, text, args]), [
    ["clock", "notice.clock_wrong", { minutes: "90" }],
  ]);
});

Deno.test("ID-8: one person whose clock is off among three whose clocks agree with ours worries nobody", () => {
  const { notices, time } = myTime();
  const link = (key: string, offset: number) => time.linked(key, { clockOffset: offset, name: `Person ${key}` });
  link("1.x", 90 * MINUTE);
  assertEquals(notices.all().length, 1);
  for (const key of ["2.x", "3.x", "4.x"]) link(key, 0);
  assertEquals(notices.all(), []);
});

Deno.test("ID-8: admission gets the time that the linked contacts agree on", async () => {
  const anna = await fakePerson("Anna", "17");
  const others: FakePerson[] = [];
  for (const [index, name] of ["Boris", "Clara", "Daniil"].entries()) {
    const other = await fakePerson(name, String(20 + index));
    other.clockOffset = 3 * DAY;
    others.push(other);
  }
  const cables = others.map((other) => connect(anna, other));
  for (const cable of cables) await cable.settle();
  assertEquals(anna.messenger.agreedTime(), anna.clock.now() + 3 * DAY);
  assertEquals((await anna.messenger.call("snapshot", {})).me.clock_offset, 3 * DAY);
  cables[0].cut();
  assertEquals(anna.messenger.agreedTime(), undefined);
  for (const person of [anna, ...others]) await person.messenger.stop();
});
