/** NET-3 NET-8: what is said of where people are: who counts, for how long, how many, and who dials first. */
import { assertEquals } from "@std/assert";
import { TrustStore } from "../../crypto/mod.ts";
import { HintBook } from "../../net/discovery/hints.ts";
import { withHints } from "../../net/hinted_targets.ts";
import {
  HINT_TTL,
  MAX_ADDRESSES,
  MAX_HINTS,
  MAX_HINTS_OF_ONE,
  MAX_WAITING_HINTS,
  POLITE_DELAY,
} from "../../net/limits.ts";
import { ManualClock } from "../support/fake_network.ts";

const [ROOT, FRIENDS, FOREIGN] = ["aa", "bb", "cc"].map((byte) => byte.repeat(32));
const self = { id: "50", root: ROOT };
const member = (id: number | string) => ({ id: String(id), root: ROOT });
const TELLER = { name: `7.${ROOT}`, own: false };
const OWN = { name: "192.0.2.1", own: true };
const at = (host: string, port = 7420) => ({ host, port });

function book() {
  const trust = new TrustStore();
  const root = { certificate: "", name: "" };
  trust.setRoots([
    { ...root, fingerprint: ROOT, scope: { kind: "members" } },
    { ...root, fingerprint: FRIENDS, scope: { kind: "only", ids: ["9"] } },
  ]);
  const clock = new ManualClock();
  let changes = 0;
  const here: string[] = [];
  const hints = new HintBook({
    self,
    trust,
    clock,
    changed: () => void changes++,
    here: ({ id }) => void here.push(id),
  });
  const due = () => hints.due().map(({ peer }) => peer.id);
  return { hints, trust, clock, due, here, changes: () => changes };
}

Deno.test("NET-8: the side with the lower number dials at once, the other leaves it some time", () => {
  const { hints, clock, due } = book();
  hints.add(member(60), [at("192.0.2.1")], TELLER);
  hints.add(member(40), [at("192.0.2.2")], TELLER);
  assertEquals(due(), ["60"]);
  clock.advance(POLITE_DELAY);
  assertEquals(due(), ["60", "40"]);
});

Deno.test("NET-8: out of scope, blocked, not on the list and ourselves: dropped unseen", () => {
  const { hints, trust, clock, changes } = book();
  trust.setBlocked([`61.${ROOT}`]);
  trust.setAllowed([`60.${ROOT}`, `61.${ROOT}`, `50.${ROOT}`, `8.${FRIENDS}`, `60.${FOREIGN}`]);
  for (const peer of [member(61), member(62), self, { id: "8", root: FRIENDS }, { id: "60", root: FOREIGN }]) {
    hints.add(peer, [at("192.0.2.1")], TELLER);
  }
  hints.add(member(60), [], TELLER);
  clock.advance(POLITE_DELAY);
  hints.judgeAgain();
  assertEquals([hints.size, changes()], [0, 0]);
  hints.add(member(60), [at("192.0.2.1")], TELLER);
  assertEquals(hints.size, 1);
});

Deno.test("NET-9: who is let in is dialled where they were heard and said to be, if that is not too old", () => {
  const { hints, trust, clock, due, here } = book();
  trust.setAllowed([]);
  hints.add(member(60), [at("192.0.2.1")], TELLER);
  hints.add(member(61), [at("192.0.2.9")], TELLER);
  clock.advance(HINT_TTL - 1);
  hints.add(member(60), [at("192.0.2.2")], OWN);
  hints.add(member(62), [at("192.0.2.3"), at("192.0.2.4")], OWN);
  hints.left(member(62), at("192.0.2.3"));
  hints.add(member(63), [at("192.0.2.5")], OWN);
  hints.left(member(63), at("192.0.2.5"));
  assertEquals([due(), here], [[], []], "before that nobody is dialled");
  clock.advance(1);
  trust.setAllowed([60, 61, 62, 63].map((id) => `${id}.${ROOT}`));
  hints.judgeAgain();
  assertEquals(hints.due().map(({ peer, heard, told }) => [peer.id, heard, told]), [
    ["60", [at("192.0.2.2")], []],
    ["62", [at("192.0.2.4")], []],
  ]);
  assertEquals(here, ["60", "62"]);
  hints.forget(member(62));
  hints.judgeAgain();
  assertEquals(due(), ["60"]);
});

Deno.test("NET-9: of people who may not reach us so many are remembered, the newest", () => {
  const { hints, trust, due } = book();
  trust.setAllowed([]);
  for (let id = 100; id <= 100 + MAX_WAITING_HINTS; id++) hints.add(member(id), [at("192.0.2.1")], TELLER);
  trust.setAllowed([`100.${ROOT}`, `101.${ROOT}`]);
  hints.judgeAgain();
  assertEquals(due(), ["101"]);
});

Deno.test("NET-8: who is blocked later is forgotten", () => {
  const { hints, trust, due } = book();
  hints.add(member(60), [at("192.0.2.1")], TELLER);
  hints.add(member(61), [at("192.0.2.1")], TELLER);
  trust.setBlocked([`60.${ROOT}`]);
  hints.judgeAgain();
  assertEquals(due(), ["61"]);
});

Deno.test("NET-3: a hint that is not renewed is forgotten, each address in its time", () => {
  const { hints, clock } = book();
  hints.add(member(60), [at("192.0.2.1")], OWN);
  clock.advance(HINT_TTL - 1);
  hints.add(member(60), [at("192.0.2.2")], OWN);
  assertEquals(hints.due()[0].heard.map(({ host }) => host), ["192.0.2.2", "192.0.2.1"]);
  clock.advance(1);
  assertEquals(hints.due()[0].heard.map(({ host }) => host), ["192.0.2.2"]);
  clock.advance(HINT_TTL);
  assertEquals([hints.due(), hints.size], [[], 0]);
});

Deno.test("NET-3: hearsay neither takes the place of what they said themselves nor keeps it alive", () => {
  const { hints, clock } = book();
  hints.add(member(60), [at("192.0.2.1")], OWN);
  clock.advance(HINT_TTL - 1);
  const lies = Array.from({ length: MAX_ADDRESSES }, (_, index) => at(`198.51.100.${index}`));
  hints.add(member(60), lies, TELLER);
  hints.add(member(60), [at("192.0.2.1")], TELLER);
  const [{ heard, told }] = hints.due();
  assertEquals([heard, told.length], [[at("192.0.2.1")], MAX_ADDRESSES - 1]);
  clock.advance(1);
  assertEquals(hints.due()[0].heard, []);
});

Deno.test("NET-8: somebody who makes people up pushes out nobody's hints but its own", () => {
  const { hints, due } = book();
  hints.add(member(60), [at("192.0.2.1")], OWN);
  hints.add(member(61), [at("192.0.2.1")], { name: `8.${ROOT}`, own: false });
  for (let id = 1_000; id < 3_000; id++) hints.add(member(id), [at("192.0.2.9")], TELLER);
  assertEquals(hints.size, MAX_HINTS_OF_ONE + 2);
  assertEquals(due().slice(0, 2), ["60", "61"]);
});

Deno.test("NET-3: there are never more than so many; the oldest go", () => {
  const { hints, due } = book();
  for (let id = 0; id <= MAX_HINTS; id++) {
    hints.add(member(1_000 + id), [at("192.0.2.9")], { name: `192.0.2.${id % 200}`, own: true });
  }
  assertEquals(hints.size, MAX_HINTS);
  assertEquals(due()[0], "1001");
});

Deno.test("NET-3: who announces themselves is to be dialled each time, by the lower number at once, by the other soon", () => {
  const { hints, clock, here } = book();
  hints.add(member(60), [at("192.0.2.1")], OWN);
  hints.add(member(40), [at("192.0.2.1")], OWN);
  hints.add(member(61), [at("192.0.2.1")], TELLER);
  assertEquals(here, ["60"]);
  clock.advance(POLITE_DELAY);
  assertEquals(here, ["60", "40"]);
  hints.add(member(60), [at("192.0.2.1")], OWN);
  hints.add(member(40), [at("192.0.2.1")], OWN);
  hints.add(member(40), [at("192.0.2.1")], OWN);
  clock.advance(POLITE_DELAY);
  assertEquals(here, ["60", "40", "60", "40"]);
});

Deno.test("NET-3: who leaves is forgotten at that address, and hearsay stays", () => {
  const { hints } = book();
  hints.add(member(60), [at("192.0.2.1")], OWN);
  hints.add(member(60), [at("192.0.2.2")], TELLER);
  hints.left(member(60), at("192.0.2.2"));
  hints.left(member(60), at("192.0.2.1", 1));
  hints.left(member(99), at("192.0.2.1"));
  assertEquals(hints.due()[0].heard, [at("192.0.2.1")]);
  hints.left(member(60), at("192.0.2.1"));
  assertEquals([hints.due()[0].heard, hints.due()[0].told], [[], [at("192.0.2.2")]]);
  hints.add(member(61), [at("192.0.2.1")], OWN);
  hints.left(member(61), at("192.0.2.1"));
  assertEquals(hints.size, 1);
});

Deno.test("NET-8: saying the same again changes nothing", () => {
  const { hints, changes } = book();
  for (let times = 0; times < 5; times++) hints.add(member(60), [at("192.0.2.1"), at("192.0.2.2")], TELLER);
  assertEquals(changes(), 1);
});

Deno.test("NET-3: what they announced is dialled first, hearsay last; who is no target is dialled apart", () => {
  const known = { peer: member(60), addresses: [at("192.0.2.1"), at("192.0.2.2")] };
  const bare = { addresses: [at("192.0.2.3")] };
  const hints = [
    { peer: member(60), heard: [at("10.0.0.1")], told: [at("192.0.2.2"), at("10.0.0.2")] },
    { peer: member(61), heard: [], told: [at("10.0.0.3")] },
  ];
  assertEquals(withHints([known, bare], hints), {
    wanted: [{ ...known, addresses: [at("10.0.0.1"), at("192.0.2.1"), at("192.0.2.2"), at("10.0.0.2")] }, bare],
    hinted: [{ peer: member(61), addresses: [at("10.0.0.3")] }],
  });
});
