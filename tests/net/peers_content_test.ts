/** NET-8: what a `peers` content holds, and what is none. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { LinkError } from "../../net/errors.ts";
import { MAX_ADDRESSES, MAX_PEERS_BYTES, MAX_TOLD_PEERS } from "../../net/limits.ts";
import { encodePeers, isTellable, parsePeers, type ToldPeer } from "../../net/peers_content.ts";

const ROOT = "ab".repeat(32);
const somebody = (id: string, hosts = ["192.0.2.7"]): ToldPeer => ({
  id,
  root: ROOT,
  addresses: hosts.map((host) => ({ host, port: 7420 })),
});
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const told = { id: "5", root: ROOT, addresses: [["192.0.2.7", 7420]] };

Deno.test("NET-8: what is told is read back", () => {
  const peers = [somebody("5"), somebody("6", ["192.0.2.8", "2001:db8::8"])];
  const { data, count } = encodePeers(peers);
  assertEquals([parsePeers(data), count], [peers, 2]);
  assertEquals(parsePeers(json({ peers: [], later: 1 })), []);
});

Deno.test("NET-8: one content holds so many people, whatever their addresses are", () => {
  const few = Array.from({ length: 200 }, (_, index) => somebody(String(index + 1)));
  assertEquals(encodePeers(few).count, MAX_TOLD_PEERS);
  const longest = Array.from({ length: MAX_ADDRESSES }, () => "abcd".replace(/./g, "$&".repeat(60) + "."));
  const many = Array.from({ length: 200 }, (_, index) => somebody(String(index + 1), longest));
  const { data, count } = encodePeers(many);
  assert(count > 0 && count < MAX_TOLD_PEERS);
  assert(data.length <= MAX_PEERS_BYTES);
  assertEquals(parsePeers(data), many.slice(0, count));
});

const BAD: Record<string, unknown> = {
  "no list": {},
  "a list of another type": { peers: { length: 1 } },
  "more people than may be told": { peers: Array.from({ length: MAX_TOLD_PEERS + 1 }, () => told) },
  "an entry that is none": { peers: [null] },
  "no id": { peers: [{ ...told, id: undefined }] },
  "an id that is a number": { peers: [{ ...told, id: 5 }] },
  "an id with a leading zero": { peers: [{ ...told, id: "05" }] },
  "an id of more than 40 bits": { peers: [{ ...told, id: "1099511627776" }] },
  "a root that is too short": { peers: [{ ...told, root: "ab" }] },
  "a root in capitals": { peers: [{ ...told, root: ROOT.toUpperCase() }] },
  "no addresses": { peers: [{ ...told, addresses: undefined }] },
  "addresses that are no list": { peers: [{ ...told, addresses: "192.0.2.7" }] },
  "nine addresses": { peers: [{ ...told, addresses: Array(MAX_ADDRESSES + 1).fill(["192.0.2.7", 1]) }] },
  "port 0": { peers: [{ ...told, addresses: [["192.0.2.7", 0]] }] },
  "port 65536": { peers: [{ ...told, addresses: [["192.0.2.7", 65_536]] }] },
  "a host with a line end": { peers: [{ ...told, addresses: [["192.0.2.7\n", 7420]] }] },
  "a list at the top": [told],
};

for (const [what, value] of Object.entries(BAD)) {
  Deno.test(`NET-8: ${what} is bad-content`, () => {
    assertEquals(assertThrows(() => parsePeers(json(value)), LinkError).code, "bad-content");
  });
}

Deno.test("NET-8: a million entries are refused before they are parsed", () => {
  const data = new TextEncoder().encode(`{"peers":[${"[],".repeat(1_000_000)}[]]}`);
  assertEquals(assertThrows(() => parsePeers(data), LinkError).code, "bad-content");
});

Deno.test("NET-8: told are addresses that mean the same for others", () => {
  const fits = (hosts: string[], loopback = false) => hosts.filter((host) => isTellable({ host, port: 1 }, loopback));
  const good = ["192.0.2.7", "192.168.1.5", "10.0.0.1", "2001:db8::1", "fd00::1"];
  assertEquals(fits(good), good);
  const never = ["0.0.0.0", "::", "239.255.74.20", "ff02::1", "255.255.255.255", "fe80::1", "169.254.1.1", "localhost"];
  assertEquals(fits([...never, "parley.example", "::ffff:0.0.0.0"], true), []);
  const inside = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"];
  assertEquals([fits(inside), fits(inside, true)], [[], inside]);
});

Deno.test("NET-8: whatever bytes come, they are read or refused as bad-content", () => {
  const entry = fc.record({ id: fc.string(), root: fc.string(), addresses: fc.array(fc.array(fc.anything())) });
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.record({ peers: fc.array(entry) }).map(json)), (data) => {
    try {
      parsePeers(data);
    } catch (error) {
      assert(error instanceof LinkError && error.code === "bad-content");
    }
  }));
});
