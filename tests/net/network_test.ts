import { assert, assertEquals } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { readLeaf } from "../../crypto/mod.ts";
import { KIND } from "../../net/kinds.ts";
import { authority, connected, person, targetOf, testNetwork, trusted } from "../support/network.ts";

Deno.test("two people of one authority get a link, and what one sends the other hears", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  const [toBoris, toAnna] = await connected(anna, boris);
  assertEquals([toBoris.peer.id, toBoris.peer.root, toBoris.initiator], ["2", boris.identity.root, true]);
  assertEquals([toAnna.peer.id, toAnna.peer.root, toAnna.initiator], ["1", anna.identity.root, false]);
  assertEquals(toAnna.peer.addresses, [anna.address]);
  await toBoris.send(KIND.messages, new TextEncoder().encode("привет"));
  await boris.handler.until("a content", ({ contents }) => contents.length === 1);
  assertEquals(new TextDecoder().decode(boris.handler.contents[0].data), "привет");
  assertEquals(anna.network.linkTo(boris.ref), toBoris);
});

Deno.test("two friends of different authorities get a link when each trusts the other's root for that id", async () => {
  const [one, two] = [await authority(1), await authority(2)];
  await using anna = await testNetwork(await person("1", 1), {
    roots: [trusted(one), trusted(two, { kind: "only", ids: ["1"] })],
  });
  await using boris = await testNetwork(await person("1", 2), {
    roots: [trusted(two), trusted(one, { kind: "only", ids: ["1"] })],
  });
  const [link] = await connected(anna, boris);
  assertEquals([link.peer.id, link.peer.root], ["1", boris.identity.root]);
});

Deno.test("a bare address gives a link with whoever answers there", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.network.setTargets([{ addresses: [boris.address] }]);
  assertEquals((await anna.handler.link()).peer.id, "2");
});

Deno.test("stopping says going-away to everybody", async () => {
  await using boris = await testNetwork(await person("2"));
  {
    await using anna = await testNetwork(await person("1"));
    await connected(anna, boris);
  }
  await boris.handler.until("the end of the link", ({ closed }) => closed.length === 1);
  assertEquals(boris.handler.closed[0].why, { code: "going-away", reason: "", by: "peer" });
  assertEquals(boris.network.links(), []);
});

Deno.test("somebody else at the address is wrong-peer, and the right address beside it wins", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  await using carol = await testNetwork(await person("3"));
  anna.network.setTargets([{ peer: boris.ref, addresses: [carol.address] }]);
  const { why, address } = await anna.handler.failure();
  assertEquals([why.code, address], ["wrong-peer", carol.address]);
  anna.network.setTargets([{ peer: boris.ref, addresses: [carol.address, boris.address] }]);
  assertEquals((await anna.handler.link()).peer.id, "2");
  assertEquals(carol.handler.opened, []);
});

Deno.test("a person is found again after their end of the link broke", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  const [first, other] = await connected(anna, boris);
  other.close("internal");
  await first.closed;
  await anna.clock.advance(500);
  const second = await anna.handler.link(1);
  assertEquals(second.peer.id, "2");
  assert(second !== first);
});

Deno.test("somebody who is taken off the list is not dialled again", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  const [first] = await connected(anna, boris);
  anna.network.setTargets([]);
  first.close("going-away");
  await first.closed;
  await anna.clock.advance(120_000);
  assertEquals([anna.handler.opened.length, anna.handler.failures.length], [1, 0]);
});

Deno.test("trust that ends closes a link with its reason on both sides", async () => {
  const cases = [
    [
      "revoked",
      (net: Awaited<ReturnType<typeof testNetwork>>, serial: string) =>
        net.trust.setRevoked(net.identity.root, new Set([serial])),
    ],
    ["not-allowed", (net: Awaited<ReturnType<typeof testNetwork>>) => net.trust.setBlocked([`2.${net.identity.root}`])],
    [
      "out-of-scope",
      async (net: Awaited<ReturnType<typeof testNetwork>>) =>
        net.trust.setRoots([trusted(await authority(0), { kind: "only", ids: ["1"] })]),
    ],
    [
      "unknown-authority",
      async (net: Awaited<ReturnType<typeof testNetwork>>) => net.trust.setRoots([trusted(await authority(1))]),
    ],
  ] as const;
  for (const [code, change] of cases) {
    await using anna = await testNetwork(await person("1"));
    await using boris = await testNetwork(await person("2"));
    const [toBoris, toAnna] = await connected(anna, boris);
    await change(anna, serialOf(boris.identity.certificate));
    anna.network.trustChanged();
    assertEquals([(await toBoris.closed).code, (await toBoris.closed).by], [code, "us"]);
    assertEquals([(await toAnna.closed).code, (await toAnna.closed).by], [code, "peer"]);
    assertEquals(anna.network.links(), []);
  }
});

Deno.test("a change of trust leaves links alone that it does not concern", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  const [link] = await connected(anna, boris);
  anna.trust.setBlocked([`3.${anna.identity.root}`]);
  anna.network.trustChanged();
  assertEquals(anna.network.links(), [link]);
});

Deno.test("a taken port leads to the next one", async () => {
  await using anna = await testNetwork(await person("1"));
  const listen = { host: "127.0.0.1", port: anna.network.port, tries: 20 };
  await using boris = await testNetwork(await person("2"), { listen });
  assert(boris.network.port > anna.network.port);
  await connected(anna, boris);
});

Deno.test("a node listens on IPv4 and IPv6 with one port, and does without an address the machine lacks", async () => {
  await using anna = await testNetwork(await person("1"), { listen: { host: "localhost", port: 0, tries: 1 } });
  assertEquals(anna.network.addresses().map(({ host }) => host), ["127.0.0.1", "::1"]);
  await using boris = await testNetwork(await person("2"));
  boris.network.setTargets([{ peer: anna.ref, addresses: [{ host: "::1", port: anna.network.port }] }]);
  assertEquals((await boris.handler.link()).peer.id, "1");
  assertEquals(targetOf(anna).addresses[0].port, anna.network.port);
});

function serialOf(pem: string): string {
  return readLeaf(new X509Certificate(pem).raw).serial;
}
