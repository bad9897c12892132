/** NET-8: whom people tell of whom, and what becomes of it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { PeerExchange } from "../../chat/peer_exchange.ts";
import { MAX_TOLD_PEERS, PEERS_BURST, PEERS_EVERY } from "../../net/limits.ts";
import { encodePeers, KIND, LinkError, parsePeers, type ToldPeer } from "../../net/mod.ts";
import type { Link, RemoteEnd } from "../../net/types.ts";
import { connect, ManualClock } from "../support/fake_network.ts";
import { friends, leave } from "../support/talk.ts";

const [TEAM, OTHERS] = ["aa".repeat(32), "bb".repeat(32)];
const me = { id: "1", root: TEAM };
const at = (host: string, port = 7420) => ({ host, port });

interface End {
  readonly link: Link;
  /** What was told on it, content by content. */
  readonly told: ToldPeer[][];
}

function end(id: string, hosts: string[], more: { root?: string; remote?: RemoteEnd } = {}): End {
  const told: ToldPeer[][] = [];
  const { root = TEAM, remote } = more;
  const link = {
    peer: { id, root, addresses: hosts.map((host) => at(host)) },
    ...(remote === undefined ? {} : { remote }),
    send(kind: number, data: Uint8Array) {
      assertEquals(kind, KIND.peers);
      told.push(parsePeers(data));
      return Promise.resolve();
    },
  } as unknown as Link;
  return { link, told };
}

function exchange() {
  const clock = new ManualClock();
  const links: Link[] = [];
  const hints: { id: string; hosts: string[]; by: string }[] = [];
  const peers = new PeerExchange({
    me,
    clock,
    links: () => links,
    hint: ({ id }, addresses, by) => void hints.push({ id, hosts: addresses.map(({ host }) => host), by: by.id }),
  });
  const up = (end: End) => {
    links.push(end.link);
    peers.linked(end.link);
  };
  const down = ({ link }: End) => void links.splice(links.indexOf(link), 1);
  return { clock, peers, hints, up, down };
}

const namesIn = ({ told }: End) => told.map((content) => content.map(({ id }) => id));
const hear = (peers: PeerExchange, { link }: End, told: readonly ToldPeer[]) =>
  peers.heard(link, encodePeers(told).data);

Deno.test("NET-8: who comes hears of those who are there, and they of them; nothing is told twice", () => {
  const { up, clock } = exchange();
  const [boris, carl, dora] = [end("2", ["192.0.2.2"]), end("3", ["192.0.2.3"]), end("4", ["192.0.2.4"])];
  for (const each of [boris, carl, dora]) up(each);
  assertEquals([namesIn(boris), namesIn(carl), namesIn(dora)], [[["3"]], [["2"]], [["2", "3"]]]);
  clock.advance(PEERS_EVERY);
  assertEquals([namesIn(boris), namesIn(carl), namesIn(dora)], [[["3"], ["4"]], [["2"], ["4"]], [["2", "3"]]]);
  for (let times = 0; times < 5; times++) clock.advance(PEERS_EVERY);
  assertEquals([boris.told.length, carl.told.length, dora.told.length], [2, 2, 1]);
});

Deno.test("NET-8: nothing is told across authorities", () => {
  const { up, clock } = exchange();
  const [boris, carl] = [end("2", ["192.0.2.2"]), end("3", ["192.0.2.3"], { root: OTHERS })];
  const [dora, emil] = [end("4", ["192.0.2.4"]), end("5", ["192.0.2.5"], { root: OTHERS })];
  for (const each of [boris, carl, dora, emil]) up(each);
  clock.advance(PEERS_EVERY);
  assertEquals([boris, carl, dora, emil].map(namesIn), [[["4"]], [["5"]], [["2"]], [["3"]]]);
});

Deno.test("NET-8: addresses that mean nothing to others are not told, nor people without any other", () => {
  const { up } = exchange();
  const near = { remote: { host: "127.0.0.1" } };
  const hosts = ["127.0.0.1", "0.0.0.0", "::", "fe80::1", "239.1.1.1", "localhost", "example.org"];
  const [boris, carl] = [end("2", ["192.0.2.2"]), end("3", hosts, near)];
  const [dora, emil] = [end("4", [...hosts, "192.0.2.4"], near), end("5", ["192.0.2.5"], near)];
  for (const each of [boris, carl, dora]) up(each);
  assertEquals(namesIn(boris), [["4"]]);
  assertEquals(boris.told.flat().flatMap(({ addresses }) => addresses), [at("192.0.2.4")]);
  // On one machine loopback is as good as any.
  up(emil);
  assertEquals(emil.told.flat().find(({ id }) => id === "3")?.addresses, [at("127.0.0.1")]);
});

Deno.test("NET-8: where we reached somebody is told, too, and first", () => {
  const { up } = exchange();
  const boris = end("2", ["192.168.0.2"], { remote: { host: "192.0.2.2", port: 9000 } });
  const carl = end("3", ["192.0.2.3"], { remote: { host: "192.0.2.3" } });
  up(boris);
  up(carl);
  assertEquals(carl.told[0][0].addresses, [at("192.0.2.2", 9000), at("192.168.0.2")]);
});

Deno.test("NET-8: somebody back under another address is told anew, and that somebody left is not", () => {
  const { up, down, clock } = exchange();
  const [boris, carl] = [end("2", ["192.0.2.2"]), end("3", ["192.0.2.3"])];
  up(boris);
  up(carl);
  down(carl);
  clock.advance(PEERS_EVERY);
  up(end("3", ["192.0.2.3"]));
  clock.advance(PEERS_EVERY);
  assertEquals(boris.told.length, 1);
  down(carl);
  up(end("3", ["192.0.2.33"]));
  assertEquals(boris.told.at(-1), [{ id: "3", root: TEAM, addresses: [at("192.0.2.33")] }]);
});

Deno.test("NET-8: of a large team everybody is told of, some at a time", () => {
  const { up, clock } = exchange();
  for (let id = 100; id < 300; id++) up(end(String(id), ["192.0.2.9"]));
  const late = end("2", ["192.0.2.2"]);
  up(late);
  for (let times = 0; times < 5; times++) clock.advance(PEERS_EVERY);
  assertEquals(late.told.map(({ length }) => length), [MAX_TOLD_PEERS, MAX_TOLD_PEERS, MAX_TOLD_PEERS, 8]);
  assertEquals(new Set(late.told.flat().map(({ id }) => id)).size, 200);
});

Deno.test("NET-8: after the end nothing is told any more", () => {
  const { up, peers, clock } = exchange();
  const [boris, carl, dora] = [end("2", ["192.0.2.2"]), end("3", ["192.0.2.3"]), end("4", ["192.0.2.4"])];
  for (const each of [boris, carl, dora]) up(each);
  peers.stop();
  clock.advance(PEERS_EVERY);
  assertEquals(boris.told.length, 1);
});

Deno.test("NET-8: taken are entries of the sender's own authority, about others than itself and me", () => {
  const { peers, hints } = exchange();
  const boris = end("2", ["192.0.2.2"], { remote: { host: "192.0.2.2" } });
  const entry = (id: string, hosts: string[], root = TEAM) => ({ id, root, addresses: hosts.map((host) => at(host)) });
  hear(peers, boris, [
    entry("1", ["192.0.2.1"]),
    entry("2", ["192.0.2.2"]),
    entry("3", ["192.0.2.3"], OTHERS),
    entry("4", ["127.0.0.1", "::1", "0.0.0.0", "239.255.74.20", "fe80::1", "localhost", "example.org"]),
    entry("5", ["127.0.0.1", "192.168.1.5", "2001:db8::5"]),
    entry("6", []),
  ]);
  assertEquals(hints, [{ id: "5", hosts: ["192.168.1.5", "2001:db8::5"], by: "2" }]);
});

Deno.test("NET-8: loopback is taken from somebody on this machine", () => {
  const { peers, hints } = exchange();
  hear(peers, end("2", [], { remote: { host: "::1" } }), [{ id: "5", root: TEAM, addresses: [at("127.0.0.1")] }]);
  assertEquals(hints.map(({ id }) => id), ["5"]);
});

Deno.test("NET-8: of a storm little is read, and nonsense ends the link", () => {
  const { peers, hints, clock } = exchange();
  const boris = end("2", []);
  for (let id = 100; id < 1_100; id++) {
    hear(peers, boris, [{ id: String(id), root: TEAM, addresses: [at("192.0.2.9")] }]);
  }
  assertEquals(hints.length, PEERS_BURST);
  peers.heard(boris.link, new Uint8Array(10)); // unread
  clock.advance(PEERS_EVERY);
  const error = assertThrows(() => peers.heard(boris.link, new Uint8Array(10)), LinkError);
  assert(error.code === "bad-content");
});

Deno.test("NET-8: what a linked person tells reaches the network", async () => {
  const [anna, boris] = await friends();
  const cable = connect(anna, boris);
  const told = { id: "5", root: boris.ref.root, addresses: [at("192.0.2.5")] };
  await cable.ends[1].send(KIND.peers, encodePeers([told]).data);
  await cable.settle();
  assertEquals(anna.hints, [told]);
  await leave(anna, boris);
});
