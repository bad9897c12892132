/** FILE-7: who gets a bulk connection: nobody without a link beside it, nobody whom a link would be refused. */
import { assertEquals } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { readLeaf, TrustStore } from "../../crypto/mod.ts";
import type { Identity } from "../../crypto/types.ts";
import { openBulk } from "../../net/bulk.ts";
import { reach } from "../../net/dial.ts";
import type { LinkError } from "../../net/errors.ts";
import { openLink } from "../../net/link.ts";
import { BULK_PROTOCOL, LINK_PROTOCOL } from "../../net/tls.ts";
import { connectTcp } from "../../net/transport/tcp.ts";
import type { BulkLink } from "../../net/types.ts";
import { BulkLog, type BulkNetwork, bulkNetwork, withBulk } from "../support/bulk.ts";
import { authority, connected, HandlerLog, person, soon, targetOf, trusted } from "../support/network.ts";
import { VirtualClock } from "../support/clock.ts";

/** Somebody who dials by hand, and may say that they are any copy of themselves. */
async function dialler(identity: Identity, target: BulkNetwork, instance = "d".repeat(32)) {
  const trust = new TrustStore();
  trust.setRoots([trusted(await authority(0))]);
  const clock = new VirtualClock(Date.now());
  const rules = { trust, self: identity, now: () => clock.now() };
  const at = (protocol: typeof BULK_PROTOCOL | typeof LINK_PROTOCOL) =>
    reach(
      targetOf(target),
      { identity, clock, rules, protocol, connect: connectTcp },
      new AbortController().signal,
    );
  const partsOf = ({ session, admitted }: Awaited<ReturnType<typeof at>>) => ({
    stream: session.stream,
    initiator: true,
    identity,
    instance,
    peer: { root: admitted.root, leaf: admitted.leaf },
    addresses: [],
    clock,
  });
  return {
    link: async () =>
      await openLink({ ...partsOf(await at(LINK_PROTOCOL)), transport: "tcp", handler: new HandlerLog() }),
    bulk: async (handler = new BulkLog()) => await openBulk({ ...partsOf(await at(BULK_PROTOCOL)), handler }),
  };
}

/**
 * Why it was refused, and that nobody there heard of a connection. A dialler may have the answerer's ready, and think that
 * it is open, before it hears that it was refused.
 */
async function refusedBy(boris: BulkNetwork, attempt: () => Promise<BulkLink>): Promise<string> {
  const before = boris.bulk.opened.length;
  const end = attempt().then(({ closed }) => closed, (error: LinkError) => error);
  const { code, by } = await soon("an end", end);
  assertEquals([by, boris.bulk.opened.length], ["peer", before]);
  return code;
}

Deno.test("FILE-7: a bulk connection without a link is refused as no-link", async () => {
  await using boris = await bulkNetwork("2");
  const anna = await dialler(await person("1"), boris);
  assertEquals(await refusedBy(boris, () => anna.bulk()), "no-link");
});

Deno.test("FILE-7: the link of another running copy does not do", async () => {
  await using boris = await bulkNetwork("2");
  const [anna, copy] = await Promise.all(
    ["a", "b"].map(async (each) => dialler(await person("1"), boris, each.repeat(32))),
  );
  const link = await anna.link();
  await boris.handler.link();
  assertEquals(await refusedBy(boris, () => copy.bulk()), "no-link");
  const bulk = await anna.bulk();
  assertEquals((await boris.bulk.bulk()).peer.id, "1");
  link.close("going-away");
  assertEquals((await bulk.closed).code, "no-link");
});

Deno.test("FILE-7: the side that did not dial the link may not dial beside it", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  await connected(boris, anna);
  const instance = boris.handler.opened[0].peer.instance;
  const byHand = await dialler(anna.identity, boris, instance);
  assertEquals(await refusedBy(boris, () => byHand.bulk()), "no-link");
});

Deno.test("FILE-7: whoever is blocked, revoked or of another authority is refused by the name a link would be", async () => {
  await using boris = await bulkNetwork("2");
  const anna = await dialler(await person("1"), boris);
  const { certificate, root } = await person("1");
  boris.trust.setBlocked([`1.${root}`]);
  assertEquals(await refusedBy(boris, () => anna.bulk()), "not-allowed");
  boris.trust.setBlocked([]);
  boris.trust.setRevoked(root, new Set([readLeaf(new X509Certificate(certificate).raw).serial]));
  assertEquals(await refusedBy(boris, () => anna.bulk()), "revoked");
  boris.trust.setRevoked(root, new Set());
  boris.trust.setRoots([trusted(await authority(1))]);
  assertEquals(await refusedBy(boris, () => anna.bulk()), "unknown-authority");
});

Deno.test("FILE-4: of two connections beside one link the newer stays, and the older hears why", async () => {
  await using boris = await bulkNetwork("2");
  const anna = await dialler(await person("1"), boris);
  const link = await anna.link();
  await boris.handler.link();
  const first = await anna.bulk();
  const second = await anna.bulk();
  assertEquals([(await first.closed).code, (await first.closed).by], ["duplicate", "peer"]);
  await boris.bulk.until("both", ({ opened }) => opened.length === 2);
  await boris.bulk.opened[1].stop("019aa1b2-c3d4-7e5f-8a6b-0123456789ab", "unknown");
  for (const each of [second, link]) each.close("going-away");
  await Promise.all([second.closed, link.closed]);
});

Deno.test("FILE-4: a bulk connection ends with its link, also when a newer link takes the place of that", async () => {
  await using anna = await bulkNetwork("1");
  await using boris = await bulkNetwork("2");
  const [, toAnna] = await withBulk(anna, boris);
  const byHand = await dialler(anna.identity, boris, toAnna.peer.instance);
  const newer = await byHand.link();
  assertEquals([(await toAnna.closed).code, (await toAnna.closed).by], ["duplicate", "us"]);
  const bulk = await byHand.bulk();
  await boris.bulk.bulk(1);
  newer.close("going-away");
  await bulk.closed;
});
