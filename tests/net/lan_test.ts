/** NET-3: several people on one machine find each other without an address, over real sockets of the loopback interface. */
import { assertEquals } from "@std/assert";
import { createSocket } from "node:dgram";
import { authority, connected, person, type TestNetwork, testNetwork, trusted } from "../support/network.ts";

/** Ports of groups of their own: nobody else's programs take part, nor other tests. */
let port = 27_420 + Deno.pid % 10_000;

const ids = ({ handler }: TestNetwork) => handler.opened.map(({ peer }) => peer.id).sort();

Deno.test("NET-3: three people on one machine find each other, whoever starts when", async () => {
  const lan = { port: port++ };
  await using anna = await testNetwork(await person("1"), { lan });
  await using boris = await testNetwork(await person("2"), { lan });
  await using carol = await testNetwork(await person("3"), { lan });
  await anna.handler.until("both", () => ids(anna).join() === "2,3");
  await boris.handler.until("both", () => ids(boris).join() === "1,3");
  await carol.handler.until("both", () => ids(carol).join() === "1,2");
});

Deno.test("NET-3: somebody who starts anew is there again at once, under another port", async () => {
  const lan = { port: port++ };
  await using anna = await testNetwork(await person("1"), { lan });
  {
    await using boris = await testNetwork(await person("2"), { lan });
    await boris.handler.link();
    await anna.handler.link();
  }
  await anna.handler.until("the end", ({ closed }) => closed.length === 1);
  await using again = await testNetwork(await person("2"), { lan });
  assertEquals((await anna.handler.link(1)).peer.addresses, [again.address]);
});

Deno.test("NET-3: nobody of another authority is found, and who takes no part finds nobody", async () => {
  const lan = { port: port++ };
  await using anna = await testNetwork(await person("1"), { lan });
  await using stranger = await testNetwork(await person("2", 1), { lan, roots: [trusted(await authority(1))] });
  await using alone = await testNetwork(await person("3"));
  await using boris = await testNetwork(await person("4"), { lan });
  // By now everybody has heard everybody who can be heard.
  await anna.handler.until("Boris", () => ids(anna).join() === "4");
  await boris.handler.until("Anna", () => ids(boris).join() === "1");
  assertEquals([ids(stranger), ids(alone)], [[], []]);
  assertEquals([...anna.handler.failures, ...stranger.handler.failures, ...alone.handler.failures], []);
});

Deno.test("NET-3: friends of two authorities find each other, each by the root that the other trusts", async () => {
  const lan = { port: port++ };
  const [one, two] = [await authority(1), await authority(2)];
  await using anna = await testNetwork(await person("1", 1), {
    lan,
    roots: [trusted(one), trusted(two, { kind: "only", ids: ["1"] })],
  });
  await using boris = await testNetwork(await person("1", 2), {
    lan,
    roots: [trusted(two), trusted(one, { kind: "only", ids: ["1"] })],
  });
  assertEquals((await boris.handler.link()).peer.root, anna.identity.root);
});

Deno.test("NET-3: where another program holds the port of the group, everything else works", async () => {
  const holder = createSocket("udp4");
  await new Promise<void>((bound) => holder.bind({ port: 0, address: "0.0.0.0" }, () => bound()));
  try {
    const lan = { port: holder.address().port };
    await using anna = await testNetwork(await person("1"), { lan });
    await using boris = await testNetwork(await person("2"), { lan });
    const [link] = await connected(anna, boris);
    assertEquals(link.peer.id, "2");
  } finally {
    await new Promise<void>((closed) => holder.close(() => closed()));
  }
});
