/** NET-8: networks dial whom others tell of, and nobody else. */
import { assertEquals } from "@std/assert";
import { POLITE_DELAY } from "../../net/limits.ts";
import { connected, person, targetOf, testNetwork } from "../support/network.ts";

Deno.test("NET-8: somebody who is said to be somewhere is dialled, and is who they should be", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.network.hint(boris.ref, [boris.address], { id: "9", root: boris.ref.root });
  const link = await anna.handler.link();
  assertEquals([link.peer.id, link.remote], ["2", boris.address]);
  const [other] = [await boris.handler.link()];
  assertEquals([other.remote?.host, other.remote?.port], ["127.0.0.1", undefined]);
});

Deno.test("NET-8: a lie is one dial that fails, and who is there is told nothing", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.network.hint({ id: "3", root: boris.ref.root }, [boris.address], boris.ref);
  assertEquals((await anna.handler.failure()).why.code, "wrong-peer");
  assertEquals([anna.handler.opened, boris.handler.opened], [[], []]);
});

Deno.test("NET-8: both hear of each other at once, and one link comes of it", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  boris.network.hint(anna.ref, [anna.address], anna.ref);
  anna.network.hint(boris.ref, [boris.address], boris.ref);
  const link = await boris.handler.link();
  assertEquals(link.initiator, false);
  await boris.clock.advance(POLITE_DELAY);
  assertEquals([boris.handler.opened.length, boris.handler.failures.length], [1, 0]);
});

Deno.test("NET-8: somebody who was taken off the list does not come back by hearsay that is left", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  await connected(anna, boris);
  anna.network.hint(boris.ref, [boris.address], boris.ref);
  anna.network.setTargets([targetOf(boris)]);
  anna.network.setTargets([]);
  anna.handler.opened[0].close("going-away");
  await anna.handler.until("the end", ({ closed }) => closed.length === 1);
  await anna.clock.advance(120_000);
  assertEquals([anna.handler.opened.length, anna.handler.failures.length], [1, 0]);
});

Deno.test("NET-8: where the other end is, is named alike by a socket for both families", async () => {
  await using anna = await testNetwork(await person("1"), { listen: { host: "::", port: 0, tries: 1 } });
  await using boris = await testNetwork(await person("2"));
  boris.network.setTargets([{ peer: anna.ref, addresses: [{ host: "127.0.0.1", port: anna.network.port }] }]);
  assertEquals((await anna.handler.link()).remote, { host: "127.0.0.1" });
});
