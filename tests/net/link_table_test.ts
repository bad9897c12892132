import { assert, assertEquals, assertRejects } from "@std/assert";
import { LinkError } from "../../net/errors.ts";
import type { LiveLink } from "../../net/link.ts";
import { LinkTable } from "../../net/link_table.ts";
import type { CloseCode, LinkClosed } from "../../net/types.ts";
import { KIND } from "../../net/kinds.ts";
import { person, targetOf, type TestNetwork, testNetwork } from "../support/network.ts";

const ROOT = "a".repeat(64);
const SELF = { id: "5", root: ROOT };

interface FakeLink extends LiveLink {
  readonly code: () => CloseCode | undefined;
  probes: number;
}

/** A link as the table sees it. */
function fakeLink(id: string, initiator: boolean, { instance = "one", alive = true, root = ROOT } = {}): FakeLink {
  const { promise: closed, resolve } = Promise.withResolvers<LinkClosed>();
  let code: CloseCode | undefined;
  return {
    peer: { id, root, instance } as LiveLink["peer"],
    transport: "memory",
    since: 0,
    initiator,
    closed,
    probes: 0,
    send: () => Promise.resolve(),
    tap() {},
    close(why) {
      code ??= why;
      resolve({ code: why, reason: "", by: "us" });
    },
    probe() {
      this.probes++;
      return Promise.resolve(alive);
    },
    code: () => code,
  };
}

async function refusal(attempt: Promise<void>): Promise<CloseCode> {
  return (await assertRejects(() => attempt, LinkError)).code;
}

Deno.test("of two links opened by different sides the one opened by the lower id stays, whichever came first", async () => {
  for (const [id, ours] of [["4", false], ["6", true], ["10", true]] as const) {
    for (const goodFirst of [true, false]) {
      const table = new LinkTable(SELF);
      const stays = fakeLink(id, ours);
      const goes = fakeLink(id, !ours);
      await table.add(goodFirst ? stays : goes);
      const second = table.add(goodFirst ? goes : stays);
      if (goodFirst) assertEquals(await refusal(second), "duplicate");
      else await second;
      assertEquals(table.links(), [stays]);
      assertEquals([stays.code(), goes.code()], [undefined, goodFirst ? undefined : "duplicate"]);
    }
  }
});

Deno.test("equal ids under two roots: the lower root fingerprint decides", async () => {
  const table = new LinkTable(SELF);
  const theirs = fakeLink("5", false, { root: "b".repeat(64) });
  await table.add(theirs);
  const ours = fakeLink("5", true, { root: "b".repeat(64) });
  await table.add(ours);
  assertEquals([theirs.code(), table.links()], ["duplicate", [ours]]);
});

Deno.test("opened by the same side, the newer stays", async () => {
  for (const initiator of [true, false]) {
    const table = new LinkTable(SELF);
    const [older, newer] = [fakeLink("6", initiator), fakeLink("6", initiator)];
    await table.add(older);
    await table.add(newer);
    assertEquals([older.code(), table.linkTo(newer.peer)], ["duplicate", newer]);
  }
});

Deno.test("another running copy is refused while the first one answers", async () => {
  const table = new LinkTable(SELF);
  const first = fakeLink("6", false);
  await table.add(first);
  assertEquals(await refusal(table.add(fakeLink("6", false, { instance: "two" }))), "identity-in-use");
  assertEquals([first.probes, first.code(), table.links()], [1, undefined, [first]]);
});

Deno.test("another running copy takes over when the first one is gone", async () => {
  const table = new LinkTable(SELF);
  const first = fakeLink("6", false, { alive: false });
  await table.add(first);
  const second = fakeLink("6", false, { instance: "two" });
  await table.add(second);
  assertEquals([first.code(), table.links()], ["duplicate", [second]]);
});

Deno.test("a link that would stay but is dead in truth makes way", async () => {
  const table = new LinkTable(SELF);
  const dead = fakeLink("4", false, { alive: false });
  await table.add(dead);
  const fresh = fakeLink("4", true);
  await table.add(fresh);
  assertEquals(table.links(), [fresh]);
});

Deno.test("a link that ended is forgotten, and does not take a newer one along", async () => {
  const table = new LinkTable(SELF);
  const [older, newer] = [fakeLink("6", true), fakeLink("6", true)];
  await table.add(older);
  await table.add(newer);
  await older.closed;
  assertEquals(table.linkTo(newer.peer), newer);
  newer.close("going-away");
  await newer.closed;
  assertEquals(table.links(), []);
});

Deno.test("many at once: one stays, and it is in the table", async () => {
  const table = new LinkTable(SELF);
  const links = Array.from({ length: 20 }, (_, index) => fakeLink("6", index % 3 === 0));
  const results = await Promise.allSettled(links.map((link) => table.add(link)));
  const standing = links.filter((link, index) => results[index].status === "fulfilled" && link.code() === undefined);
  assertEquals(table.links(), standing);
  assertEquals(standing.length, 1);
  assert(standing[0].initiator);
});

/** The link that is left on both sides, once all has settled. */
async function oneLink(a: TestNetwork, b: TestNetwork): Promise<void> {
  const settled = ({ handler, network }: TestNetwork) =>
    network.links().length === 1 && handler.opened.length === handler.closed.length + 1;
  const word = crypto.randomUUID();
  // A link that carries a message both ways, as the only one of both sides, is the one that stays.
  for (const [from, to] of [[a, b], [b, a]]) {
    await from.handler.until("one link", () => settled(from));
    await to.handler.until("one link", () => settled(to));
    await from.network.links()[0].send(KIND.messages, new TextEncoder().encode(word));
    await to.handler.until(
      "the word",
      ({ contents }) =>
        contents.some(({ link, data }) => link === to.network.links()[0] && new TextDecoder().decode(data) === word),
    );
  }
  assertEquals(a.network.links()[0].initiator, !b.network.links()[0].initiator);
}

Deno.test("two people who dial each other at the same moment end up with one link, the same on both sides", async () => {
  for (let round = 0; round < 5; round++) {
    await using anna = await testNetwork(await person("1"));
    await using boris = await testNetwork(await person("2"));
    anna.network.setTargets([targetOf(boris)]);
    boris.network.setTargets([targetOf(anna)]);
    await oneLink(anna, boris);
  }
});

Deno.test("a second running copy of an identity is told so, and the first one keeps its link", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  anna.network.setTargets([targetOf(boris)]);
  await boris.handler.link();
  await using copy = await testNetwork(await person("1"));
  copy.network.setTargets([targetOf(boris)]);
  await copy.handler.until("the end of its link", ({ closed }) => closed.length === 1);
  assertEquals(copy.handler.closed[0].why, {
    code: "identity-in-use",
    reason: "another running copy of this identity is connected",
    by: "peer",
  });
  assertEquals(boris.handler.opened.length, 1);
  assertEquals(boris.network.links(), boris.handler.opened);
  await copy.clock.advance(59_000);
  assertEquals(copy.handler.opened.length, 1);
});
