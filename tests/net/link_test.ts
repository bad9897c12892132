import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { LinkError } from "../../net/errors.ts";
import { KIND } from "../../net/kinds.ts";
import { MAX_CONTENT_BYTES } from "../../net/limits.ts";
import { openLink } from "../../net/link.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import { settle } from "../support/clock.ts";
import { endPair, linkedPair, linkParts, testNode } from "../support/links.ts";

const utf8 = new TextEncoder();

Deno.test("both sides learn who is there, and from whom the link was dialled", async () => {
  const { a, b, clock } = await linkedPair();
  assertEquals([a.link.peer.id, b.link.peer.id], ["2", "1"]);
  assertEquals([a.link.initiator, b.link.initiator], [true, false]);
  assertEquals(a.link.peer.name, "Node 2");
  assertEquals(a.link.peer.addresses, [{ host: "192.0.2.7", port: 7420 }]);
  assertEquals(a.link.peer.card, testNode("2").identity.card);
  assertEquals(a.link.peer.clockOffset, 0);
  assertEquals(a.link.since, clock.now());
  assertEquals([a.handler.opened, b.handler.opened], [[a.link], [b.link]]);
  await endPair({ a, b });
});

Deno.test("content arrives as it was sent, in order, whatever the transport cuts", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 1, max: 64 }),
    async (contents, size) => {
      const cut = function* (bytes: Uint8Array) {
        for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
      };
      const { a, b } = await linkedPair({ streams: memoryPair({ cut }) });
      await Promise.all(contents.map((data) => a.link.send(KIND.messages, data)));
      await b.handler.received(contents.length);
      assertEquals(b.handler.contents.map(({ data }) => new Uint8Array(data)), contents);
      await endPair({ a, b });
    },
  );
  await fc.assert(property, { numRuns: 30 });
});

Deno.test("the largest content passes whole; a larger one is refused before it is sent", async () => {
  const { a, b } = await linkedPair();
  const data = new Uint8Array(MAX_CONTENT_BYTES - 16).fill(7);
  data.set([1, 2, 3], data.length - 3);
  await Promise.all([a.link.send(KIND.messages, data), b.handler.received(1)]);
  assertEquals(b.handler.contents[0].data.length, data.length);
  assertEquals(b.handler.contents[0].data.subarray(-4), data.subarray(-4));
  await assertRejects(() => a.link.send(KIND.messages, new Uint8Array(data.length + 1)), RangeError);
  await endPair({ a, b });
});

Deno.test("a short receipt overtakes a long text, and texts keep their order", async () => {
  const { a, b } = await linkedPair();
  const long = new Uint8Array(2_000_000);
  const sends = [
    a.link.send(KIND.messages, long),
    a.link.send(KIND.messages, utf8.encode("after the long one")),
    a.link.send(KIND.receipt, utf8.encode("short")),
  ];
  await Promise.all([...sends, b.handler.received(3)]);
  assertEquals(b.handler.contents.map(({ kind, data }) => [kind, data.length]), [
    [KIND.receipt, 5],
    [KIND.messages, long.length],
    [KIND.messages, 18],
  ]);
  await endPair({ a, b });
});

Deno.test("a close says its reason to the other side, and sends what it must before it ends", async () => {
  const { a, b } = await linkedPair();
  a.link.close("going-away", "lunch");
  a.link.close("internal", "a second close changes nothing");
  assertEquals(await a.link.closed, { code: "going-away", reason: "lunch", by: "us" });
  assertEquals(await b.link.closed, { code: "going-away", reason: "lunch", by: "peer" });
  await settle();
  assertEquals([a.handler.closed.length, b.handler.closed.length], [1, 1]);
  await assertRejects(() => b.link.send(KIND.messages, utf8.encode("too late")), LinkError, "closed");
});

Deno.test("an attempt that is given up ends as going-away on both sides", async () => {
  const [left, right] = memoryPair();
  const abort = new AbortController();
  const a = openLink({ ...linkParts(testNode("1"), testNode("2"), left), signal: abort.signal });
  abort.abort();
  const b = openLink(linkParts(testNode("2"), testNode("1"), right));
  const errors = await Promise.all([assertRejects(() => a, LinkError), assertRejects(() => b, LinkError)]);
  assertEquals(errors.map(({ code, by }) => [code, by]), [["going-away", "us"], ["going-away", "peer"]]);
});
