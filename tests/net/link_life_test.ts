/** Time on a link: stalls, silence, floods. The clock is virtual; nothing here waits. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type CloseCode, LinkError } from "../../net/errors.ts";
import { encodeContent } from "../../net/frame.ts";
import { KIND } from "../../net/kinds.ts";
import {
  CLOSE_LINGER,
  DEAD_AFTER,
  HELLO_TIMEOUT,
  LAN_DEAD_AFTER,
  LAN_PING_AFTER,
  MAX_SEND_QUEUE,
  PACKET_BURST,
  PING_AFTER,
  STALL_TIMEOUT,
} from "../../net/limits.ts";
import { openLink } from "../../net/link.ts";
import { LAN_PATIENCE, type Patience } from "../../net/liveness.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import { settle, VirtualClock } from "../support/clock.ts";
import { endPair, linkedPair, linkParts, testNode } from "../support/links.ts";
import { RawPeer } from "../support/raw_peer.ts";

const EMPTY = new Uint8Array(0);
const [own, other] = [testNode("1"), testNode("2")];

async function openAgainstRaw(
  { highWater, patience }: { readonly highWater?: number; readonly patience?: Patience } = {},
) {
  const clock = new VirtualClock();
  const [left, right] = memoryPair({ highWater }, {});
  const parts = { ...linkParts(own, other, left, clock), ...(patience && { patience }) };
  const raw = new RawPeer(right, other, own);
  const [link] = await Promise.all([openLink(parts), raw.greet()]);
  return { link, raw, parts, clock, left };
}

Deno.test("a handshake that stalls ends by our clock, and leaves no timer behind", async () => {
  const clock = new VirtualClock();
  const [left, right] = memoryPair();
  const raw = new RawPeer(right, other, own);
  const attempt = assertRejects(() => openLink(linkParts(own, other, left, clock)), LinkError);
  await raw.send(KIND.hello, raw.handshake.hello);
  await clock.advance(HELLO_TIMEOUT - 1);
  assertEquals(clock.pending > 0, true);
  await clock.advance(1);
  assertEquals((await attempt).code, "handshake-timeout");
  assertEquals((await raw.farewell()).code, "handshake-timeout");
  await clock.advance(CLOSE_LINGER);
  assertEquals(clock.pending, 0);
  assertEquals(await raw.next(), undefined);
});

Deno.test("a hello that drips byte by byte gets no more time than any other", async () => {
  const clock = new VirtualClock();
  const [left, right] = memoryPair();
  const raw = new RawPeer(right, other, own);
  const attempt = assertRejects(() => openLink(linkParts(own, other, left, clock)), LinkError);
  const bytes = encodeContent(raw.head(KIND.hello), raw.handshake.hello);
  for (let at = 0; at < 11; at++) {
    await raw.write(bytes.subarray(at, at + 1));
    await clock.advance(HELLO_TIMEOUT / 10 - 1);
  }
  assertEquals((await attempt).code, "handshake-timeout");
  await clock.advance(CLOSE_LINGER);
});

Deno.test("a quiet link is pinged, lives while the peer answers, and ends when it no longer does", async () => {
  const { link, raw, clock, parts } = await openAgainstRaw();
  for (let round = 0; round < 3; round++) {
    await clock.advance(PING_AFTER);
    await raw.nextOf(KIND.ping);
    await raw.send(KIND.pong, EMPTY);
    await settle();
  }
  await clock.advance(DEAD_AFTER - 1);
  assertEquals(parts.handler.closed, []);
  await clock.advance(1);
  assertEquals((await link.closed).code, "stalled");
  assertEquals(parts.handler.closed.length, 1);
  await clock.advance(CLOSE_LINGER);
  assertEquals(clock.pending, 0);
});

Deno.test("NET-3: on a local network who falls silent is gone within ten seconds, and who answers is not", async () => {
  const { link, raw, clock, parts } = await openAgainstRaw({ patience: LAN_PATIENCE });
  for (let round = 0; round < 3; round++) {
    await clock.advance(LAN_PING_AFTER);
    await raw.nextOf(KIND.ping);
    await raw.send(KIND.pong, EMPTY);
    await settle();
  }
  await clock.advance(LAN_DEAD_AFTER - 1);
  assertEquals(parts.handler.closed, []);
  await clock.advance(1);
  assertEquals((await link.closed).code, "stalled");
  assert(LAN_DEAD_AFTER < 10_000);
  await clock.advance(CLOSE_LINGER);
});

Deno.test("NET-3: a disk that keeps a peer from reading costs no link on a local network: it says that it is there", async () => {
  const { a, b, clock } = await linkedPair({ patience: LAN_PATIENCE });
  const disk = Promise.withResolvers<void>();
  b.handler.answer = () => disk.promise;
  await a.link.send(KIND.messages, new Uint8Array(10));
  await b.handler.received(1);
  await clock.advance(10 * LAN_DEAD_AFTER);
  assertEquals([a.handler.closed, b.handler.closed], [[], []]);
  disk.resolve();
  await clock.advance(10 * LAN_DEAD_AFTER);
  assertEquals([a.handler.closed, b.handler.closed], [[], []]);
  await endPair({ a, b });
  await clock.advance(CLOSE_LINGER);
});

Deno.test("NET-3: who was stopped for a while asks again before it gives the peer up, once", async () => {
  const { link, raw, clock, parts } = await openAgainstRaw({ patience: LAN_PATIENCE });
  await clock.advance(LAN_PING_AFTER);
  await raw.nextOf(KIND.ping);
  const now = clock.now.bind(clock);
  clock.now = () => now() + 20_000;
  await clock.advance(LAN_DEAD_AFTER - LAN_PING_AFTER);
  await raw.nextOf(KIND.ping);
  assertEquals(parts.handler.closed, []);
  await clock.advance(LAN_DEAD_AFTER - LAN_PING_AFTER);
  assertEquals((await link.closed).code, "stalled");
  await clock.advance(CLOSE_LINGER);
});

Deno.test("NET-3: on a slow line a long text is no silence: the ping waits in it, and so do we", async () => {
  const { link, raw, clock, parts, left } = await openAgainstRaw({ highWater: 64 * 1024, patience: LAN_PATIENCE });
  const sent = link.send(KIND.messages, new Uint8Array(600 * 1024));
  await clock.advance(2 * LAN_DEAD_AFTER);
  assertEquals([parts.handler.closed, left.waiting > 0], [[], true]);
  await raw.nextOf(KIND.messages);
  await sent;
  await clock.advance(LAN_DEAD_AFTER);
  assertEquals((await link.closed).code, "stalled");
  await clock.advance(CLOSE_LINGER);
});

Deno.test("two idle links keep each other alive for hours", async () => {
  const { a, b, clock } = await linkedPair();
  await clock.advance(3 * 3_600_000);
  assertEquals([a.handler.closed, b.handler.closed], [[], []]);
  await endPair({ a, b });
  await clock.advance(CLOSE_LINGER);
  assertEquals(clock.pending, 0);
});

Deno.test("a wall clock that jumps a day costs a ping, not the link", async () => {
  const { link, raw, parts, clock } = await openAgainstRaw();
  let skew = 0;
  const now = clock.now.bind(clock);
  clock.now = () => now() + skew;
  skew = 86_400_000;
  await clock.advance(PING_AFTER);
  await raw.nextOf(KIND.ping);
  await raw.send(KIND.pong, EMPTY);
  await settle();
  skew = 0;
  await clock.advance(PING_AFTER);
  assertEquals(parts.handler.closed, []);
  link.close("going-away");
  raw.stream.close();
  await link.closed;
});

Deno.test("our own slow handler is not taken for the peer's silence", async () => {
  const { link, raw, parts, clock } = await openAgainstRaw();
  const disk = Promise.withResolvers<void>();
  parts.handler.answer = () => disk.promise;
  await raw.write(raw.sealed(KIND.messages, new Uint8Array(10)));
  await parts.handler.received(1);
  await clock.advance(3 * DEAD_AFTER);
  assertEquals(parts.handler.closed, []);
  disk.resolve();
  await settle();
  link.close("going-away");
  raw.stream.close();
  await link.closed;
});

Deno.test("a handler's promise holds the next content back, and the end of the link too", async () => {
  const { link, raw, parts } = await openAgainstRaw();
  const disk = Promise.withResolvers<void>();
  parts.handler.answer = () => disk.promise;
  await raw.write(raw.sealed(KIND.messages, new Uint8Array(1)));
  await raw.write(raw.sealed(KIND.messages, new Uint8Array(2)));
  await settle();
  assertEquals(parts.handler.contents.length, 1);
  link.close("going-away");
  await link.closed;
  await settle();
  assertEquals(parts.handler.closed.length, 0);
  disk.resolve();
  await settle();
  assertEquals([parts.handler.contents.length, parts.handler.closed.length], [1, 1]);
  raw.stream.close();
});

Deno.test("a handler's LinkError is the peer's close code; another error tells it nothing", async () => {
  const table: [Error, CloseCode, string][] = [
    [new LinkError("bad-content", "no such thing"), "bad-content", "no such thing"],
    [new Error("/home/anna/secret: disk full"), "internal", ""],
  ];
  for (const [error, code, reason] of table) {
    const { link, raw, parts } = await openAgainstRaw();
    parts.handler.answer = () => Promise.reject(error);
    await raw.write(raw.sealed(KIND.messages, new Uint8Array(1)));
    assertEquals(await raw.farewell(), { code, reason });
    assertEquals((await link.closed).by, "us");
    raw.stream.close();
    await settle();
    assertEquals(parts.handler.closed.length, 1);
  }
});

Deno.test("a peer that never reads: sends wait, memory stays bounded, and the link ends as stalled", async () => {
  const { link, parts, clock, left } = await openAgainstRaw({ highWater: 64 * 1024 });
  const piece = new Uint8Array(100_000);
  let taken = 0;
  const sends = Array.from({ length: 20 }, () => link.send(KIND.messages, piece).then(() => taken++));
  const ended = Promise.allSettled(sends);
  await clock.advance(STALL_TIMEOUT - 1);
  assert(taken < 10, `${taken} sends resolved`);
  assert(left.waiting < 1024 * 1024, `${left.waiting} bytes in the transport`);
  await clock.advance(1);
  assertEquals((await link.closed).code, "stalled");
  const rejected = (await ended).filter(({ status }) => status === "rejected");
  assert(rejected.length >= 10);
  await clock.advance(CLOSE_LINGER);
  assertEquals([parts.handler.closed.length, clock.pending], [1, 0]);
});

Deno.test("what a caller sends without waiting is bounded, too", async () => {
  const { link, clock } = await openAgainstRaw({ highWater: 1 });
  const piece = new Uint8Array(1024 * 1024);
  const sends = [];
  for (let sent = 0; sent <= MAX_SEND_QUEUE; sent += piece.length) sends.push(link.send(KIND.messages, piece));
  assertEquals((await link.closed).code, "stalled");
  const results = await Promise.allSettled(sends);
  assertEquals(results.every(({ status }) => status === "rejected"), true);
  await clock.advance(CLOSE_LINGER);
});

Deno.test("a flood is read slower, not refused, and nothing of it is lost", async () => {
  const { link, raw, parts, clock } = await openAgainstRaw();
  const extra = 500;
  for (let sent = 0; sent < PACKET_BURST + extra; sent++) await raw.write(raw.sealed(KIND.signal, EMPTY));
  await settle();
  const before = parts.handler.contents.length;
  assert(before <= PACKET_BURST, `${before} passed at once`);
  await clock.advance(1_000);
  assertEquals(parts.handler.contents.length, PACKET_BURST + extra);
  assertEquals(parts.handler.closed, []);
  link.close("going-away");
  raw.stream.close();
  await link.closed;
});

Deno.test("a flood of pings from a peer that reads no pongs leaves one pong waiting", async () => {
  const { link, raw, left } = await openAgainstRaw({ highWater: 1 });
  for (let sent = 0; sent < 5_000; sent++) await raw.send(KIND.ping, EMPTY);
  await settle();
  assert(left.waiting <= 2 * 18, `${left.waiting} bytes of pongs wait`);
  let pongs = 0;
  while (left.waiting > 0 && (await raw.next())?.kind === KIND.pong) pongs++;
  await settle();
  assertEquals([pongs, left.waiting], [1, 0]);
  link.close("going-away");
  assertEquals((await raw.farewell()).code, "going-away");
  raw.stream.close();
});

Deno.test("who pings and never reads ends as stalled", async () => {
  const { link, raw, clock } = await openAgainstRaw({ highWater: 1 });
  await raw.send(KIND.ping, EMPTY);
  await clock.advance(STALL_TIMEOUT);
  assertEquals((await link.closed).code, "stalled");
  await clock.advance(CLOSE_LINGER);
  assertEquals(clock.pending, 0);
});

Deno.test("closing interrupts the wait of a flood", async () => {
  const { link, raw, clock, parts } = await openAgainstRaw();
  for (let sent = 0; sent < PACKET_BURST + 2_000; sent++) await raw.send(KIND.pong, EMPTY);
  await settle();
  link.close("going-away");
  assertEquals((await link.closed).code, "going-away");
  await settle();
  assertEquals(parts.handler.closed.length, 1);
  raw.stream.close();
  await settle();
  assertEquals(clock.pending, 0);
});

Deno.test("a peer that floods on after our close is cut off", async () => {
  const { link, raw, clock } = await openAgainstRaw();
  link.close("going-away");
  await raw.farewell();
  for (let sent = 0; sent < 100; sent++) await raw.send(KIND.ping, EMPTY);
  await clock.advance(CLOSE_LINGER);
  await assertRejects(() => raw.send(KIND.ping, EMPTY));
  assertEquals(clock.pending, 0);
});

Deno.test("a peer that answers a ping with its close leaves no timer behind", async () => {
  const { link, raw, clock } = await openAgainstRaw();
  await clock.advance(PING_AFTER);
  await raw.nextOf(KIND.ping);
  await raw.send(KIND.close, new TextEncoder().encode(`{"code":"going-away","reason":""}`));
  assertEquals((await link.closed).by, "peer");
  raw.stream.close();
  await settle();
  assertEquals(clock.pending, 0);
});

Deno.test("a probe tells a living link from a silent one", async () => {
  const { link, raw, clock } = await openAgainstRaw();
  const answered = link.probe(3_000);
  await raw.nextOf(KIND.ping);
  await raw.send(KIND.pong, EMPTY);
  assertEquals(await answered, true);
  const silent = link.probe(3_000);
  await clock.advance(3_000);
  assertEquals(await silent, false);
  const cut = link.probe(3_000);
  link.close("going-away");
  assertEquals([await cut, await link.probe(1)], [false, false]);
  raw.stream.close();
  await link.closed;
});

Deno.test("who is refused at the last moment never opens", async () => {
  const [left, right] = memoryPair();
  const parts = linkParts(own, other, left);
  const raw = new RawPeer(right, other, own);
  const seen: string[] = [];
  const attempt = openLink({
    ...parts,
    admit: (link) => {
      seen.push(link.peer.instance);
      throw new LinkError("duplicate", "another link stays");
    },
  });
  const refused = assertRejects(() => attempt, LinkError);
  await raw.greet();
  assertEquals((await raw.farewell()).code, "duplicate");
  assertEquals((await refused).code, "duplicate");
  assertEquals([seen.length, parts.handler.opened.length, parts.handler.closed.length], [1, 0, 0]);
  raw.stream.close();
});

Deno.test("a connection that breaks ends both sides once, as the network's doing", async () => {
  const { a, b, clock } = await linkedPair();
  a.stream.break();
  const ends = await Promise.all([a.link.closed, b.link.closed]);
  assertEquals(ends.map(({ code, by }) => [code, by]), [["connection-lost", "network"], [
    "connection-lost",
    "network",
  ]]);
  await settle();
  assertEquals([a.handler.closed.length, b.handler.closed.length, clock.pending], [1, 1, 0]);
});
