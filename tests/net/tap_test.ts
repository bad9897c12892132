/** TXT-12: whoever looks at a link sees what was said and the very bytes that crossed it. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { SEAL_TAG_BYTES } from "../../crypto/mod.ts";
import { PacketDecoder } from "../../net/frame.ts";
import { KIND, KIND_MASK } from "../../net/kinds.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import type { TappedContent } from "../../net/types.ts";
import { endPair, linkedPair } from "../support/links.ts";

/** Two linked people, and what crosses the connection. */
async function overheard() {
  const wire: Uint8Array[] = [];
  const cut = function* (bytes: Uint8Array) {
    wire.push(bytes.slice());
    yield bytes;
  };
  const pair = await linkedPair({ streams: memoryPair({ cut }) });
  /** Data of the contents of this kind, joined from the packets as anybody on the way could. */
  const contents = (kind: number): Uint8Array[] => {
    const decoder = new PacketDecoder(() => {});
    const joined = new Map<number, Uint8Array[]>();
    for (const { type, contentId, data } of wire.flatMap((bytes) => [...decoder.push(bytes)])) {
      if ((type & KIND_MASK) !== kind) continue;
      joined.set(contentId, [...joined.get(contentId) ?? [], data.slice()]);
    }
    return [...joined.values()].map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));
  };
  return { ...pair, contents };
}

const SIZES = [["one packet", 100], ["several packets", 150_000]] as const;
for (const [what, size] of SIZES) {
  Deno.test(`both ends see the same plain and sealed bytes, and the sealed ones are those on the wire (${what})`, async () => {
    const { a, b, contents } = await overheard();
    const [sent, received]: TappedContent[][] = [[], []];
    a.link.tap((content) => void sent.push({ ...content }));
    b.link.tap((content) => void received.push({ ...content }));
    const data = Uint8Array.from({ length: size }, (_, index) => index % 251);
    await Promise.all([a.link.send(KIND.messages, data), b.handler.received(1)]);
    const [onTheWire] = contents(KIND.messages);
    assertEquals(onTheWire.length, size + SEAL_TAG_BYTES);
    for (const [seen, direction] of [[sent, "out"], [received, "in"]] as const) {
      assertEquals(seen.map(({ direction, kind }) => [direction, kind]), [[direction, KIND.messages]]);
      assertEquals(new Uint8Array(seen[0].plain), data);
      assertEquals(new Uint8Array(seen[0].sealed), onTheWire);
    }
    assertNotEquals(onTheWire.subarray(0, size), data);
    await endPair({ a, b });
  });
}

Deno.test("taken away, or never put on, it sees nothing", async () => {
  const { a, b } = await overheard();
  const seen: TappedContent[] = [];
  a.link.tap((content) => void seen.push(content));
  a.link.tap(undefined);
  await Promise.all([a.link.send(KIND.messages, new Uint8Array(3)), b.handler.received(1)]);
  await Promise.all([b.link.send(KIND.messages, new Uint8Array(3)), a.handler.received(1)]);
  assertEquals(seen, []);
  await endPair({ a, b });
});

Deno.test("a tap that throws disturbs neither side", async () => {
  const { a, b } = await overheard();
  const boom = () => {
    throw new Error("boom");
  };
  a.link.tap(boom);
  b.link.tap(boom);
  await Promise.all([a.link.send(KIND.messages, new Uint8Array(3)), b.handler.received(1)]);
  await Promise.all([b.link.send(KIND.receipt, new Uint8Array(5)), a.handler.received(1)]);
  assertEquals([a.handler.closed, b.handler.closed], [[], []]);
  await endPair({ a, b });
});
