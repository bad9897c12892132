/** NET-3: when people announce themselves, who is answered, and what is ignored; on a network in memory, under a virtual clock. */
import { assert, assertEquals } from "@std/assert";
import { readRoot, TrustStore } from "../../crypto/mod.ts";
import { discoveryKey, openAnnouncement, sealAnnouncement } from "../../net/discovery/announcement.ts";
import { Discovery } from "../../net/discovery/discovery.ts";
import {
  ANNOUNCE_BURST,
  ANNOUNCE_EVERY,
  ANNOUNCEMENT_BURST,
  ANSWER_EVERY,
  INTERFACE_CHECK,
  MAX_ANNOUNCEMENT_AGE,
  MAX_ANNOUNCEMENTS_PER_SECOND,
  MAX_ANNOUNCEMENTS_TOTAL,
  MAX_ASKED,
} from "../../net/limits.ts";
import type { Address } from "../../net/types.ts";
import { VirtualClock } from "../support/clock.ts";
import { FakeLan, lanNetwork, Wire } from "../support/fake_lan.ts";
import { authority, trusted } from "../support/network.ts";

const PORT = 7420;
const [team, others] = [await authority(0), await authority(1)];

class Someone implements AsyncDisposable {
  readonly lan: FakeLan;
  readonly trust = new TrustStore();
  readonly discovery: Discovery;
  readonly heard: string[] = [];
  readonly noted: string[] = [];
  readonly left: string[] = [];
  readonly root: string;

  constructor(readonly id: string, address: string, wire: Wire, clock: VirtualClock, more: {
    authority?: typeof team;
    lastKnown?: readonly Address[];
    instance?: string;
  } = {}) {
    const root = more.authority ?? team;
    this.root = trusted(root).fingerprint;
    this.lan = new FakeLan(wire, lanNetwork(address));
    this.trust.setRoots([trusted(root)]);
    this.discovery = new Discovery({
      self: { id, root: this.root },
      rootCertificate: root.certificate,
      instance: more.instance ?? id.padStart(32, "0"),
      port: () => 1_000 + Number(id),
      trust: this.trust,
      clock,
      random: () => 0.5,
      lan: this.lan,
      groupPort: PORT,
      lastKnown: () => more.lastKnown ?? [],
      heard: (peer, { host, port }) => void this.heard.push(`${peer.id} ${host} ${port}`),
      noted: (peer, { host, port }) => void this.noted.push(`${peer.id} ${host} ${port}`),
      left: (peer, { host, port }) => void this.left.push(`${peer.id} ${host} ${port}`),
    });
    this.lan.onDatagram = (bytes, from) => this.discovery.onDatagram(bytes, from);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.discovery.stop();
  }
}

function world() {
  const wire = new Wire();
  const clock = new VirtualClock();
  const someone = (id: string, address: string, more: ConstructorParameters<typeof Someone>[4] = {}) =>
    new Someone(id, address, wire, clock, more);
  return { wire, clock, someone };
}

/** What a datagram says to somebody of the team. */
function read(bytes: Uint8Array, root = team) {
  return openAnnouncement(discoveryKey(readRoot(root.certificate).der), bytes);
}

Deno.test("NET-3: who comes and who is there hear of each other at once", async () => {
  const { someone } = world();
  await using anna = someone("1", "10.0.0.1");
  await using boris = someone("2", "10.0.0.2");
  await anna.discovery.start();
  assertEquals(boris.heard, []);
  await boris.discovery.start();
  assertEquals(anna.heard, ["2 10.0.0.2 1002"]);
  assertEquals(boris.heard, ["1 10.0.0.1 1001"]);
});

Deno.test("NET-3: three times in the beginning with a question, then every minute without; the end is said", async () => {
  const { someone, wire, clock } = world();
  const anna = someone("1", "10.0.0.1");
  const said = () => wire.sent.splice(0).filter(({ to }) => to === "group").map(({ bytes }) => read(bytes)!);
  await anna.discovery.start();
  assertEquals(said().map(({ ask }) => ask), [true]);
  await clock.advance(ANNOUNCE_BURST);
  assertEquals(said().map(({ ask }) => ask), [true, true]);
  await clock.advance(3 * ANNOUNCE_EVERY);
  assertEquals(said().map(({ ask, leaving }) => ask || leaving), [false, false, false]);
  await anna.discovery.stop();
  assertEquals(said().map(({ ask, leaving }) => [ask, leaving]), [[false, true]]);
  assertEquals([anna.lan.closed, clock.pending], [true, 0]);
});

Deno.test("NET-3: who leaves is forgotten by others", async () => {
  const { someone } = world();
  await using anna = someone("1", "10.0.0.1");
  const boris = someone("2", "10.0.0.2");
  await anna.discovery.start();
  await boris.discovery.start();
  await boris.discovery.stop();
  assertEquals(anna.left, ["2 10.0.0.2 1002"]);
});

Deno.test("NET-3: an interface that comes is announced on, one that went is not", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await anna.discovery.start();
  await clock.advance(ANNOUNCE_BURST);
  wire.sent.length = 0;
  anna.lan.there = [lanNetwork("10.5.0.1")];
  await clock.advance(INTERFACE_CHECK);
  const groups = wire.sent.filter(({ to }) => to === "group");
  assertEquals(groups.map(({ from, bytes }) => [from, read(bytes)!.ask]), [
    ["10.5.0.1", true],
    ["10.5.0.1", true],
    ["10.5.0.1", true],
  ]);
});

Deno.test("NET-3: after a sleep it is all said again", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await anna.discovery.start();
  await clock.advance(ANNOUNCE_BURST);
  wire.sent.length = 0;
  await anna.discovery.wokeUp();
  assertEquals(wire.sent.filter(({ to }) => to === "group").map(({ bytes }) => read(bytes)!.ask), [true]);
});

Deno.test("NET-3: where multicast is filtered, the broadcast address and last known addresses lead to each other", async () => {
  for (const lost of [["group"], ["group", "10.0.0.255"]]) {
    const { someone, wire } = world();
    wire.passes = ({ to }) => !lost.includes(to);
    const known = ["10.0.0.1", "192.0.2.9", "10.0.0.2"].map((host) => ({ host, port: 1 }));
    await using anna = someone("1", "10.0.0.1");
    await using boris = someone("2", "10.0.0.2", { lastKnown: known });
    await anna.discovery.start();
    await boris.discovery.start();
    assertEquals([anna.heard, boris.heard], [["2 10.0.0.2 1002"], ["1 10.0.0.1 1001"]]);
    assertEquals(wire.sent.some(({ to }) => to === "192.0.2.9"), false);
  }
});

Deno.test("NET-3: few are asked by address, and nobody where the network was heard", async () => {
  const { someone, wire, clock } = world();
  const known = Array.from({ length: 100 }, (_, index) => ({ host: `10.0.0.${100 + index}`, port: 1 }));
  await using anna = someone("1", "10.0.0.1", { lastKnown: known });
  await anna.discovery.start();
  assertEquals(wire.sent.filter(({ to }) => to.startsWith("10.0.0.1")).length, MAX_ASKED);
  await using boris = someone("2", "10.0.0.2");
  await boris.discovery.start();
  wire.sent.length = 0;
  await clock.advance(2 * ANNOUNCE_EVERY);
  assertEquals(wire.sent.filter(({ from, to }) => from === "10.0.0.1" && /[.](1..|255)$/.test(to)), []);
});

Deno.test("NET-3: others on the same machine do not prove that the network carries multicast", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await using neighbour = someone("2", "10.0.0.1");
  await anna.discovery.start();
  await neighbour.discovery.start();
  assertEquals(anna.heard, ["2 10.0.0.1 1002"]);
  wire.sent.length = 0;
  await clock.advance(2 * ANNOUNCE_EVERY);
  assert(wire.sent.some(({ to }) => to === "10.0.0.255"));
});

Deno.test("NET-3: strangers, those out of scope, the blocked and our own voice are neither heard nor answered", async () => {
  const { someone, wire } = world();
  await using anna = someone("1", "10.0.0.1");
  anna.trust.setBlocked([`3.${anna.root}`]);
  await anna.discovery.start();
  await using stranger = someone("2", "10.0.0.2", { authority: others });
  await using blocked = someone("3", "10.0.0.3");
  await stranger.discovery.start();
  await blocked.discovery.start();
  assertEquals(anna.heard, []);
  assertEquals(new Set(anna.noted), new Set(["3 10.0.0.3 1003"]), "for the case that they may one day");
  assertEquals(
    wire.sent.filter(({ from, to }) => from === "10.0.0.1" && to.startsWith("10.0.0.") && !to.endsWith(".255")),
    [],
  );
  anna.trust.setRoots([trusted(team), trusted(others, { kind: "only", ids: ["2"] })]);
  await stranger.discovery.wokeUp();
  assertEquals(anna.heard, ["2 10.0.0.2 1002"]);
});

Deno.test("NET-3 NET-10: two whose clocks differ do not hear each other, and both can say why", async () => {
  const { wire, clock, someone } = world();
  const ahead = new VirtualClock(clock.now() + 20 * 60_000);
  await using anna = someone("1", "10.0.0.1");
  await using boris = new Someone("2", "10.0.0.2", wire, ahead);
  await using stranger = new Someone("3", "10.0.0.3", wire, new VirtualClock(0), { authority: others });
  await anna.discovery.start();
  await stranger.discovery.start();
  assertEquals(anna.discovery.clockOffset, undefined);
  anna.trust.setBlocked([`2.${anna.root}`]);
  await boris.discovery.start();
  assertEquals(anna.discovery.clockOffset, undefined);
  anna.trust.setBlocked([]);
  await boris.discovery.wokeUp();
  await anna.discovery.wokeUp();
  assertEquals([anna.heard, boris.heard], [[], []]);
  const minutes = [anna, boris].map(({ discovery }) => Math.round(discovery.clockOffset! / 60_000));
  assertEquals(minutes, [20, -20]);
  assertEquals(anna.discovery.heardOthers, false);

  // The clock is set: they are heard, and nothing is left to say. Who is not heard for a while is not spoken of either.
  for (let minute = 0; minute < 20; minute++) {
    await clock.advance(60_000);
    await ahead.advance(1_000);
  }
  assertEquals(anna.discovery.clockOffset, undefined);
  await anna.discovery.wokeUp();
  assertEquals([new Set(boris.heard), boris.discovery.clockOffset], [new Set(["1 10.0.0.1 1001"]), undefined]);
});

Deno.test("NET-3: a replay, one from long ago or from tomorrow, and one from another network are ignored", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  const boris = someone("2", "10.0.0.2");
  await boris.discovery.start();
  await boris.discovery.stop();
  const [{ bytes }] = wire.sent;
  await anna.discovery.start();
  const hear = (host: string) => anna.discovery.onDatagram(bytes, { host, port: 50_000 });
  for (const host of ["192.0.2.1", "0.0.0.0", "10.0.0.255", "239.255.74.20", "127.0.0.1", "::1", "nonsense"]) {
    hear(host);
  }
  assertEquals(anna.heard, []);
  hear("10.0.0.2");
  hear("10.0.0.2");
  hear("10.0.0.7");
  assertEquals(anna.heard, ["2 10.0.0.2 1002"]);

  await using carl = someone("3", "10.0.0.3");
  await carl.discovery.start();
  await clock.advance(MAX_ANNOUNCEMENT_AGE + 1_000);
  assertEquals(carl.heard.filter((line) => line.startsWith("2 ")), []);
  carl.discovery.onDatagram(bytes, { host: "10.0.0.2", port: 50_000 });
  assertEquals(carl.heard.filter((line) => line.startsWith("2 ")), []);
});

Deno.test("NET-3: who asks again and again is answered now and then", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await using boris = someone("2", "10.0.0.2");
  await anna.discovery.start();
  await boris.discovery.start();
  const answers = () => wire.sent.splice(0).filter(({ from, to }) => from === "10.0.0.1" && to === "10.0.0.2").length;
  assertEquals(answers(), 1);
  for (let times = 0; times < 5; times++) await boris.discovery.wokeUp();
  assertEquals(answers(), 0);
  await clock.advance(ANNOUNCE_BURST + ANSWER_EVERY);
  answers();
  await boris.discovery.wokeUp();
  assertEquals(answers(), 1);
});

Deno.test("NET-3: ten thousand who are made up, from as many addresses, cost what a few do", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await anna.discovery.start();
  // By somebody who holds the authority's certificate: nobody else can make one that opens.
  const key = discoveryKey(readRoot(team.certificate).der);
  for (let index = 0; index < 10_000; index++) {
    const instance = `a${index.toString(16).padStart(31, "0")}`;
    const said = { id: String(1_000 + index), port: 1, instance, time: clock.now(), ask: true, leaving: false };
    const nonce = new Uint8Array(new Uint32Array([index, 0, 0]).buffer);
    anna.discovery.onDatagram(sealAnnouncement(key, nonce, said), { host: `10.0.0.${index % 250}`, port: 50_000 });
  }
  // One that was opened was our own.
  assertEquals(anna.heard.length, MAX_ANNOUNCEMENTS_TOTAL * ANNOUNCEMENT_BURST - 1);
  assertEquals(wire.sent.filter(({ to }) => to !== "group").length <= anna.heard.length + 1, true);
});

Deno.test("NET-3: of a storm few datagrams are opened, and others are heard all the same", async () => {
  const { someone, wire, clock } = world();
  await using anna = someone("1", "10.0.0.1");
  await anna.discovery.start();
  const flood = MAX_ANNOUNCEMENTS_PER_SECOND * ANNOUNCEMENT_BURST;
  for (let id = 1_000; id < 1_000 + 3 * flood; id++) await someone(String(id), "10.0.0.66").discovery.start();
  assertEquals(anna.heard.length, flood);
  wire.ends.length = 1;
  await using boris = someone("2", "10.0.0.2");
  await boris.discovery.start();
  assertEquals(anna.heard.at(-1), "2 10.0.0.2 1002");
  await clock.advance(0);
});
