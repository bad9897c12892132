/** NET-9: with the allow-list on, somebody with a good certificate who is not listed is refused, and told of by name. */
import { assertEquals } from "@std/assert";
import { authority, connected, person, targetOf, testNetwork, trusted } from "../support/network.ts";

Deno.test("NET-9: who is not on the list gets no link either way; their name comes from the certificate alone", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.trust.setAllowed([]);
  boris.network.setTargets([targetOf(anna)]);
  await anna.handler.until("a stranger", ({ strangers }) => strangers.length === 1);
  const { root, name, fingerprint } = boris.identity;
  assertEquals(anna.handler.strangers, [{ root, id: "2", name, fingerprint }]);
  const { why } = await boris.handler.failure();
  assertEquals([why.code, why.by], ["not-allowed", "peer"]);

  anna.network.setTargets([{ addresses: [boris.address] }]);
  await anna.handler.until("the one who answered", ({ strangers }) => strangers.length === 2);
  assertEquals(anna.handler.strangers[1], anna.handler.strangers[0]);
  assertEquals([anna.handler.opened, boris.handler.opened], [[], []]);
});

Deno.test("NET-9: who is let in is dialled at once where they are said to be", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.trust.setAllowed([]);
  anna.network.hint(boris.ref, [boris.address], { id: "9", root: boris.ref.root });
  boris.network.setTargets([targetOf(anna)]);
  await anna.handler.until("a stranger", ({ strangers }) => strangers.length === 1);
  anna.trust.setAllowed([`2.${boris.identity.root}`]);
  anna.network.trustChanged();
  const link = await anna.handler.link();
  assertEquals([link.peer.id, link.initiator], ["2", true]);
});

Deno.test("NET-9: any other flaw of a certificate is no request", async () => {
  await using anna = await testNetwork(await person("1"), {
    roots: [trusted(await authority(0), { kind: "only", ids: ["1"] })],
  });
  await using boris = await testNetwork(await person("2"), {});
  await using carol = await testNetwork(await person("3", 1), { roots: [trusted(await authority(0))] });
  anna.trust.setAllowed([]);
  for (const other of [boris, carol]) other.network.setTargets([targetOf(anna)]);
  assertEquals((await boris.handler.failure()).why.code, "out-of-scope");
  assertEquals((await carol.handler.failure()).why.code, "unknown-authority");
  assertEquals(anna.handler.strangers, []);
});

Deno.test("NET-9: a listed person stays when the list comes on, and nobody else does", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  await using carol = await testNetwork(await person("3"));
  const [toBoris] = await connected(anna, boris);
  anna.network.setTargets([targetOf(boris), targetOf(carol)]);
  const toCarol = await anna.handler.link(1);
  anna.trust.setAllowed([`2.${boris.identity.root}`]);
  anna.network.trustChanged();
  assertEquals((await toCarol.closed).code, "not-allowed");
  assertEquals(anna.network.links(), [toBoris]);
});
