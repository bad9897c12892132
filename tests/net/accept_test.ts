/** Connections that never become links: how many there may be and how long they may last. */
import { connect, type Socket } from "node:net";
import { assert, assertEquals } from "@std/assert";
import { hostGroup } from "../../net/addresses.ts";
import { KIND } from "../../net/kinds.ts";
import { MAX_PENDING_CONNECTIONS, MAX_PENDING_PER_HOST, TLS_HANDSHAKE_TIMEOUT } from "../../net/limits.ts";
import { PendingLimits } from "../../net/pending.ts";
import { connected, person, soon, testNetwork } from "../support/network.ts";

/** A connection that says nothing; resolves when it is open. */
async function silent(port: number): Promise<{ socket: Socket; closed: Promise<void> }> {
  const socket = connect(port, "127.0.0.1").on("error", () => {}).resume();
  const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  await soon("a connection", new Promise<void>((resolve) => void socket.once("connect", () => resolve())));
  return { socket, closed };
}

Deno.test("handshakes that stall are given up in time, and a link beside them does not notice", async () => {
  await using anna = await testNetwork(await person("1"));
  await using boris = await testNetwork(await person("2"));
  const [, toBoris] = await connected(boris, anna);
  const stalled = await Promise.all(Array.from({ length: MAX_PENDING_PER_HOST }, () => silent(anna.network.port)));
  const oneMore = await silent(anna.network.port);
  await soon("the connection too many to be ended", oneMore.closed);
  assertEquals(anna.handler.failures, []);
  await boris.network.links()[0].send(KIND.messages, new TextEncoder().encode("still here"));
  await anna.handler.until("a message", ({ contents }) => contents.length === 1);
  await anna.clock.advance(TLS_HANDSHAKE_TIMEOUT);
  await soon("all stalled connections to be ended", Promise.all(stalled.map(({ closed }) => closed)));
  await anna.handler.until("their names", ({ failures }) => failures.length === MAX_PENDING_PER_HOST);
  assertEquals(new Set(anna.handler.codes), new Set(["handshake-timeout"]));
  assertEquals(anna.network.links(), [toBoris]);
  await using carol = await testNetwork(await person("3"));
  await connected(carol, anna);
});

Deno.test("connections that end early, at any point, give their place back", async () => {
  await using anna = await testNetwork(await person("1"));
  for (let round = 0; round < 3; round++) {
    const many = await Promise.all(Array.from({ length: MAX_PENDING_PER_HOST }, () => silent(anna.network.port)));
    many.forEach(({ socket }, index) => index % 2 === 0 ? socket.destroy() : socket.end("GET / HTTP/1.1\r\n\r\n"));
    await soon("all of them to end", Promise.all(many.map(({ closed }) => closed)));
    const wanted = MAX_PENDING_PER_HOST * (round + 1);
    await anna.handler.until("their names", ({ failures }) => failures.length === wanted);
  }
  await using boris = await testNetwork(await person("2"));
  await connected(boris, anna);
});

Deno.test("places are bounded for each host and in all, and given back once", () => {
  const limits = new PendingLimits();
  const here = Array.from({ length: 200 }, () => limits.enter("a")).filter((leave) => leave !== undefined);
  assertEquals(here.length, MAX_PENDING_PER_HOST);
  const others = Array.from({ length: 1000 }, (_, host) => limits.enter(`b${host}`)).filter((leave) =>
    leave !== undefined
  );
  assertEquals(here.length + others.length, MAX_PENDING_CONNECTIONS);
  here[0]();
  here[0]();
  assert(limits.enter("a") !== undefined);
  assertEquals(limits.enter("a"), undefined);
});

Deno.test("an IPv6 household counts as one host, and so do both spellings of an IPv4 address", () => {
  assertEquals(hostGroup("2001:db8:1:2::1"), hostGroup("2001:db8:1:2:ffff::9"));
  assert(hostGroup("2001:db8:1:2::1") !== hostGroup("2001:db8:1:3::1"));
  assertEquals(hostGroup("::1"), hostGroup("0:0:0:0::2"));
  assertEquals(hostGroup("::ffff:192.0.2.1"), hostGroup("192.0.2.1"));
  assertEquals(hostGroup("fe80::1%eth0"), hostGroup("fe80::2%eth1"));
});
