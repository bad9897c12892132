/** What a peer that passed admission may try on the wire: the refusal it gets, and that nothing reached the handler. */
import { assertEquals, assertRejects } from "@std/assert";
import { LinkError } from "../../net/errors.ts";
import { encodeContent } from "../../net/frame.ts";
import { KIND, MORE, OPTIONAL } from "../../net/kinds.ts";
import { MAX_CONTENT_BYTES, MAX_PACKET_DATA, MAX_SIGNAL_BYTES, MAX_TOLD_CRL_BYTES } from "../../net/limits.ts";
import { openLink } from "../../net/link.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import { VirtualClock } from "../support/clock.ts";
import { linkParts, testNode } from "../support/links.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { type Attack, attacker, heard, victim } from "../support/link_attack.ts";

const utf8 = new TextEncoder();
const EMPTY = new Uint8Array(0);

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1;
  return copy;
}

const afterReady: Attack[] = [
  { name: "a second hello", code: "bad-packet", run: (raw) => raw.send(KIND.hello, raw.handshake.hello) },
  { name: "a second ready", code: "bad-packet", run: (raw) => raw.write(raw.sealed(KIND.ready, utf8.encode("{}"))) },
  { name: "pairing on an open link", code: "bad-packet", run: (raw) => raw.send(KIND.pairReply, EMPTY) },
  { name: "an unknown kind", code: "unknown-kind", run: (raw) => raw.send(0x0300, new Uint8Array(20)) },
  ...[KIND.request, KIND.chunk, KIND.root, KIND.hashes, KIND.stop, KIND.chunk | OPTIONAL].map((kind): Attack => ({
    name: `kind 0x${kind.toString(16)} of a bulk connection`,
    code: "bad-packet",
    run: (raw) => raw.write(raw.sealed(kind, new Uint8Array(60))),
  })),
  {
    name: "another's id in the middle of a link",
    code: "bad-address",
    run: (raw) => raw.send(KIND.ping, EMPTY, { source: 9 }),
  },
  {
    name: "a close to nobody after hello",
    code: "bad-address",
    run: (raw) => raw.send(KIND.close, EMPTY, { destination: 0 }),
  },
  { name: "a ping with data", code: "too-large", run: (raw) => raw.send(KIND.ping, new Uint8Array(1)) },
  { name: "an id used before", code: "bad-order", run: (raw) => raw.send(KIND.ping, EMPTY, { contentId: 1 }) },
  {
    name: "an empty packet with more to come",
    code: "bad-packet",
    run: (raw) => raw.send(KIND.messages | MORE, EMPTY),
  },
  {
    name: "a content that changes its kind",
    code: "bad-packet",
    run: async (raw) => {
      const first = raw.head(KIND.messages | MORE);
      await raw.write(encodeContent(first, new Uint8Array(10)));
      await raw.write(encodeContent({ ...first, type: KIND.receipt }, new Uint8Array(10)));
    },
  },
  {
    name: "a content that becomes optional on the way",
    code: "bad-packet",
    run: async (raw) => {
      const first = raw.head(KIND.messages | MORE);
      await raw.write(encodeContent(first, new Uint8Array(10)));
      await raw.write(encodeContent({ ...first, type: KIND.messages | OPTIONAL }, new Uint8Array(10)));
    },
  },
  {
    name: "many unfinished contents",
    code: "too-many-contents",
    run: async (raw) => {
      for (let count = 0; count < 5; count++) await raw.send(KIND.messages | MORE, new Uint8Array(1));
    },
  },
  {
    name: "a content without an end",
    code: "too-large",
    run: async (raw) => {
      const head = raw.head(KIND.messages | MORE);
      const packet = encodeContent(head, new Uint8Array(MAX_PACKET_DATA));
      for (let sent = 0; sent <= MAX_CONTENT_BYTES; sent += MAX_PACKET_DATA) await raw.write(packet);
    },
  },
  {
    name: "a signal longer than any",
    code: "too-large",
    run: (raw) => raw.send(KIND.signal | OPTIONAL, new Uint8Array(MAX_SIGNAL_BYTES + 1)),
  },
  {
    name: "a signal in pieces",
    code: "bad-packet",
    run: (raw) => raw.send(KIND.signal | OPTIONAL | MORE, new Uint8Array(1)),
  },
  {
    name: "peers longer than any",
    code: "bad-packet",
    run: (raw) => raw.send(KIND.peers | OPTIONAL | MORE, new Uint8Array(MAX_PACKET_DATA)),
  },
  {
    name: "a revocation list longer than any",
    code: "too-large",
    run: async (raw) => {
      const packet = encodeContent(raw.head(KIND.crl | OPTIONAL | MORE), new Uint8Array(MAX_PACKET_DATA));
      for (let sent = 0; sent <= MAX_TOLD_CRL_BYTES; sent += MAX_PACKET_DATA) await raw.write(packet);
    },
  },
  {
    name: "two large contents at once",
    code: "too-large",
    run: async (raw) => {
      const heads = [raw.head(KIND.messages | MORE), raw.head(KIND.receipt | MORE)];
      const packets = heads.map((head) => encodeContent(head, new Uint8Array(MAX_PACKET_DATA)));
      for (let sent = 0; sent < 75; sent++) for (const packet of packets) await raw.write(packet);
    },
  },
  {
    name: "sealed content too short for its tag",
    code: "bad-seal",
    run: (raw) => raw.send(KIND.sync, new Uint8Array(15)),
  },
  {
    name: "content that was never sealed",
    code: "bad-seal",
    run: (raw) => raw.send(KIND.messages, utf8.encode("x".repeat(40))),
  },
  {
    name: "a flipped bit in the data",
    code: "bad-seal",
    run: (raw) => raw.write(flipped(raw.sealed(KIND.messages, utf8.encode("hello")), 20)),
  },
  {
    name: "a flipped bit in the tag",
    code: "bad-seal",
    run: (raw) => raw.write(flipped(raw.sealed(KIND.messages, utf8.encode("hello")), 18 + 5 + 15)),
  },
  {
    name: "a sealed content under another kind",
    code: "bad-seal",
    run: (raw) => raw.write(flipped(raw.sealed(KIND.messages, utf8.encode("hello")), 15)),
  },
  {
    name: "a sealed content made optional",
    code: "bad-seal",
    run: (raw) => {
      const bytes = raw.sealed(KIND.messages, utf8.encode("hello"));
      bytes[14] |= OPTIONAL >>> 8;
      return raw.write(bytes);
    },
  },
  {
    name: "a sealed content under another number",
    code: "bad-seal",
    run: (raw) => {
      const bytes = raw.sealed(KIND.messages, utf8.encode("hello"));
      bytes[13] += 1;
      return raw.write(bytes);
    },
  },
];

for (const { name, code, run } of afterReady) {
  Deno.test(`on an open link: ${name} is refused as ${code}`, async () => {
    const { raw, link, parts } = await openAgainstRaw();
    await run(raw);
    assertEquals((await raw.farewell()).code, code);
    const why = await link.closed;
    assertEquals([why.code, why.by], [code, "us"]);
    raw.stream.close();
    assertEquals(heard(parts.handler), { opened: 1, contents: 0, closed: 1 });
  });
}

async function openAgainstRaw(clock = new VirtualClock()) {
  const [left, right] = memoryPair();
  const parts = linkParts(victim, attacker, left, clock);
  const raw = new RawPeer(right, attacker, victim);
  const [link] = await Promise.all([openLink(parts), raw.greet()]);
  return { raw, link, parts, clock, left };
}

Deno.test("a sealed content sent again under its own number is refused, the first stays", async () => {
  const { raw, link, parts } = await openAgainstRaw();
  const bytes = raw.sealed(KIND.messages, utf8.encode("once"));
  await raw.write(bytes);
  await raw.write(bytes);
  assertEquals((await raw.farewell()).code, "bad-order");
  assertEquals((await link.closed).code, "bad-order");
  assertEquals(parts.handler.contents.length, 1);
  raw.stream.close();
});

Deno.test("two sealed contents that changed places do not both pass", async () => {
  const { raw, link, parts } = await openAgainstRaw();
  const [first, second] = ["first", "second"].map((text) => raw.sealed(KIND.messages, utf8.encode(text)));
  await raw.write(second);
  await raw.write(first);
  assertEquals((await raw.farewell()).code, "bad-order");
  await link.closed;
  assertEquals(parts.handler.contents.map(({ data }) => new TextDecoder().decode(data)), ["second"]);
  raw.stream.close();
});

Deno.test("a sealed content sent back to its author does not open", async () => {
  const { raw, link, parts } = await openAgainstRaw();
  await link.send(KIND.messages, utf8.encode("mine"));
  const { data, type, contentId } = await raw.nextOf(KIND.messages);
  raw.lastId = contentId - 1;
  await raw.send(type, data);
  assertEquals((await raw.farewell()).code, "bad-seal");
  await link.closed;
  assertEquals(parts.handler.contents.length, 0);
  raw.stream.close();
});

Deno.test("a ready sealed with keys of somebody who lacks the card's seal key is refused", async () => {
  const [left, right] = memoryPair();
  const parts = linkParts(victim, attacker, left);
  const impostor = { ...attacker, identity: { ...attacker.identity, sealKey: testNode("3").identity.sealKey } };
  const raw = new RawPeer(right, impostor, victim);
  const refused = assertRejects(() => openLink(parts), LinkError);
  await raw.send(KIND.hello, raw.handshake.hello);
  raw.handshake.onHello((await raw.nextOf(KIND.hello)).data);
  await raw.write(raw.sealed(KIND.ready, utf8.encode("{}")));
  assertEquals((await raw.farewell()).code, "bad-seal");
  assertEquals((await refused).code, "bad-seal");
  raw.stream.close();
});

Deno.test("sealed content before ready is refused even with the right keys", async () => {
  const [left, right] = memoryPair();
  const parts = linkParts(victim, attacker, left);
  const raw = new RawPeer(right, attacker, victim);
  const refused = assertRejects(() => openLink(parts), LinkError);
  await raw.send(KIND.hello, raw.handshake.hello);
  raw.handshake.onHello((await raw.nextOf(KIND.hello)).data);
  await raw.write(raw.sealed(KIND.messages, utf8.encode("early")));
  assertEquals((await raw.farewell()).code, "bad-packet");
  await refused;
  assertEquals(parts.handler.contents.length, 0);
  raw.stream.close();
});

Deno.test("unknown contents marked optional are dropped, large ones packet by packet, and the link goes on", async () => {
  const { raw, link, parts } = await openAgainstRaw();
  await raw.send(0x0300 | OPTIONAL, utf8.encode("from the future"));
  await raw.send(0x0009 | OPTIONAL, new Uint8Array(200_000));
  await raw.write(raw.sealed(KIND.messages, utf8.encode("known")));
  await parts.handler.received(1);
  assertEquals(parts.handler.contents.map(({ kind }) => kind), [KIND.messages]);
  link.close("going-away");
  raw.stream.close();
  await link.closed;
});

Deno.test("a peer that ends in the middle of a packet is a lost connection", async () => {
  const { raw, link, parts } = await openAgainstRaw();
  await raw.write(raw.sealed(KIND.messages, utf8.encode("cut off")).subarray(0, 30));
  raw.stream.close();
  const why = await link.closed;
  assertEquals([why.code, why.by, parts.handler.contents.length], ["connection-lost", "network", 0]);
});

Deno.test("a close without a readable body, and a code of a later version", async () => {
  const broken = await openAgainstRaw();
  await broken.raw.send(KIND.close, utf8.encode("so long"));
  assertEquals((await broken.link.closed).code, "bad-packet");
  broken.raw.stream.close();

  const later = await openAgainstRaw();
  await later.raw.send(KIND.close, utf8.encode(`{"code":"solar-flare","reason":"\\u001b[31mred\\u202e"}`));
  assertEquals(await later.link.closed, { code: "connection-lost", reason: " [31mred ", by: "peer" });
  later.raw.stream.close();
});

Deno.test("a refusal of somebody who could not read our certificate reaches us although it names no receiver", async () => {
  const [left, right] = memoryPair();
  const raw = new RawPeer(right, attacker, victim);
  const refused = assertRejects(() => openLink(linkParts(victim, attacker, left)), LinkError);
  await raw.send(KIND.close, utf8.encode(`{"code":"no-certificate","reason":""}`), { destination: 0 });
  const error = await refused;
  assertEquals([error.code, error.by], ["no-certificate", "peer"]);
  raw.stream.close();
});
