/** Pairing over real sockets: everything a stranger may try. `docs/specs/wire-v1.md`, section 7. */
import { assert, assertEquals } from "@std/assert";
import type { Identity } from "../../crypto/types.ts";
import { createServer, type Socket } from "node:net";
import { type CloseCode, LinkError } from "../../net/errors.ts";
import { KIND } from "../../net/kinds.ts";
import { MAX_PAIR_ATTEMPTS_PER_MINUTE, MAX_PAIR_BYTES, PAIR_TIMEOUT } from "../../net/limits.ts";
import { encodeBody, encodeRequest, requestMac } from "../../net/pair_messages.ts";
import { pairWith } from "../../net/pairing.ts";
import { readFirst, writeFirst } from "../../net/single_packet.ts";
import { acceptTls, connectTls, LINK_PROTOCOL, PAIR_PROTOCOL, type Protocol, type TlsSession } from "../../net/tls.ts";
import { connectTcp, TcpListener } from "../../net/transport/tcp.ts";
import type { Address } from "../../net/types.ts";
import { opensslCertificate } from "../support/certificates.ts";
import { VirtualClock } from "../support/clock.ts";
import {
  authority,
  connected,
  identityOf,
  person,
  soon,
  type TestNetwork,
  testNetwork,
  trusted,
} from "../support/network.ts";
import { guest, HERE, inviteOf, inviter, never, pair, refusal } from "../support/pairing.ts";

Deno.test("an invite for oneself is refused on either side", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  const invite = inviteOf(anna, live);
  assertEquals(await refusal(pair(invite, anna.identity)), "invite-self");
  const code = await hostileRequest(anna, anna.identity, ({ binding, body }) => ({
    invite: live.id,
    body,
    mac: requestMac({ ...binding, secret: live.secret }, body),
  }));
  assertEquals(code, "invite-self");
});

interface Crafted {
  readonly binding: { secret: Uint8Array; root: string; serverLeaf: string; clientLeaf: string };
  readonly body: Uint8Array;
}

/** Play a client by hand: TLS, then one request as the test wants it. @returns the code of the refusal */
async function hostileRequest(
  to: TestNetwork,
  identity: Identity,
  craft: (parts: Crafted) => { invite: string; body: Uint8Array; mac: Uint8Array },
): Promise<CloseCode> {
  const session = await openPairing(to.address, identity);
  const ends = { own: identity.id, other: to.identity.id };
  const binding = {
    secret: new Uint8Array(16),
    root: to.identity.root,
    serverLeaf: to.identity.fingerprint,
    clientLeaf: identity.fingerprint,
  };
  try {
    const request = encodeRequest(craft({ binding, body: encodeBody(identity, [HERE]) }));
    await writeFirst(session.stream, ends, KIND.pairRequest, request);
    return await refusal(readFirst(session.stream, ends, KIND.pairReply));
  } finally {
    session.stream.destroy();
  }
}

async function openPairing(
  address: Address,
  identity: Identity,
  protocol: Protocol = PAIR_PROTOCOL,
): Promise<TlsSession> {
  const clock = new VirtualClock(Date.now());
  const socket = await connectTcp(address, never);
  return await connectTls(socket, { identity, roots: [], clock, signal: never, protocol });
}

Deno.test("knowing the invite's public name without its secret is refused", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  const code = await hostileRequest(anna, guest, ({ binding, body }) => ({
    invite: live.id,
    body,
    mac: requestMac(binding, body),
  }));
  assertEquals(code, "pair-refused");
});

Deno.test("a proof made for another certificate of either side, or for another body, is refused", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  const other = "ab".repeat(32);
  for (const change of [{ serverLeaf: other }, { clientLeaf: other }, { root: other }]) {
    const code = await hostileRequest(anna, guest, ({ binding, body }) => ({
      invite: live.id,
      body,
      mac: requestMac({ ...binding, secret: live.secret, ...change }, body),
    }));
    assertEquals(code, "pair-refused");
  }
  const code = await hostileRequest(anna, guest, ({ binding, body }) => ({
    invite: live.id,
    body: encodeBody(guest, []),
    mac: requestMac({ ...binding, secret: live.secret }, body),
  }));
  assertEquals(code, "pair-refused");
});

Deno.test("a body with a root that did not issue the certificate shown, or with another id, is refused", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  const bodies = [
    encodeBody(await person("20", 3), [HERE]), // another root, the same id
    encodeBody(await person("21", 2), [HERE]), // the same root, another id
  ];
  for (const body of bodies) {
    const code = await hostileRequest(anna, guest, ({ binding }) => ({
      invite: live.id,
      body,
      mac: requestMac({ ...binding, secret: live.secret }, body),
    }));
    assertEquals(code, "bad-certificate");
  }
  assertEquals(anna.invites.paired, []);
});

Deno.test("a body whose root is a leaf, garbage or missing is refused", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  const real = JSON.parse(new TextDecoder().decode(encodeBody(guest, [HERE])));
  for (const root of [undefined, "", "AAAA", 7, btoa("x".repeat(900)).replace(/[+/=]/g, "")]) {
    const body = new TextEncoder().encode(JSON.stringify({ ...real, root }));
    const code = await hostileRequest(anna, guest, ({ binding }) => ({
      invite: live.id,
      body,
      mac: requestMac({ ...binding, secret: live.secret }, body),
    }));
    assertEquals(code, "bad-certificate");
  }
});

Deno.test("a certificate that could never be admitted cannot pair either", async () => {
  await using anna = await inviter();
  const root = await authority(2);
  const live = anna.invites.add();
  const cases: [CloseCode, Identity][] = [
    [
      "certificate-expired",
      identityOf(await opensslCertificate({ issuer: root, id: "22", notAfter: new Date(Date.now() - 1000) }), root),
    ],
  ];
  for (const [code, identity] of cases) {
    assertEquals(await refusal(pair(inviteOf(anna, live), identity)), code);
  }
});

Deno.test("garbage, the wrong packet and too large a packet are refused by name", async () => {
  await using anna = await inviter();
  anna.invites.add();
  const ends = { own: guest.id, other: anna.identity.id };
  const cases: [CloseCode, number, Uint8Array, typeof ends][] = [
    ["bad-packet", KIND.pairRequest, new TextEncoder().encode("{"), ends],
    ["bad-packet", KIND.pairRequest, new TextEncoder().encode('{"v":1}'), ends],
    ["unsupported-version", KIND.pairRequest, new TextEncoder().encode('{"v":2}'), ends],
    ["bad-packet", KIND.hello, new TextEncoder().encode("{}"), ends],
    ["bad-packet", KIND.messages, new TextEncoder().encode("{}"), ends],
    ["too-large", KIND.pairRequest, new Uint8Array(MAX_PAIR_BYTES + 1), ends],
    ["bad-address", KIND.pairRequest, new TextEncoder().encode("{}"), { ...ends, own: "5" }],
    ["bad-address", KIND.pairRequest, new TextEncoder().encode("{}"), { ...ends, other: "5" }],
  ];
  for (const [code, kind, data, from] of cases) {
    const { stream } = await openPairing(anna.address, guest);
    await writeFirst(stream, from, kind, data);
    assertEquals(await refusal(readFirst(stream, ends, KIND.pairReply)), code);
    stream.destroy();
  }
  assertEquals(anna.handler.opened, []);
});

Deno.test("a stranger who says nothing is given up after the time pairing may take", async () => {
  await using anna = await inviter();
  anna.invites.add();
  const listening = Promise.withResolvers<void>();
  anna.invites.anyLive = () => (listening.resolve(), true);
  const { stream } = await openPairing(anna.address, guest);
  const ends = { own: guest.id, other: anna.identity.id };
  const answer = refusal(readFirst(stream, ends, KIND.pairReply));
  await soon("the other side to listen", listening.promise);
  await anna.clock.advance(PAIR_TIMEOUT);
  assertEquals((await anna.handler.failure()).why.code, "handshake-timeout");
  assertEquals(await answer, "handshake-timeout");
  stream.destroy();
});

Deno.test("a stranger who goes away in the middle leaves the invite as it was", async () => {
  await using anna = await inviter();
  const invite = inviteOf(anna, anna.invites.add());
  const { stream } = await openPairing(anna.address, guest);
  await stream.write(new Uint8Array(10));
  stream.destroy();
  await anna.handler.failure();
  assertEquals(anna.invites.paired, []);
  await pair(invite, await person("21", 2));
});

Deno.test("guesses beyond the few that are allowed are turned away unread, and people with links do not notice", async () => {
  const roots = [trusted(await authority(1)), trusted(await authority(2))];
  await using anna = await testNetwork(await person("10", 1), { roots });
  await using boris = await testNetwork(await person("21", 2), { roots });
  const [, toBoris] = await connected(boris, anna);
  const live = anna.invites.add();
  const codes: CloseCode[] = [];
  let findings = 0;
  const find = anna.invites.find.bind(anna.invites);
  anna.invites.find = (id) => (findings++, find(id));
  for (let guess = 0; guess < MAX_PAIR_ATTEMPTS_PER_MINUTE + 15; guess++) {
    codes.push(await refusal(pair({ ...inviteOf(anna, live), secret: new Uint8Array(16).fill(guess) })));
  }
  assertEquals(findings, MAX_PAIR_ATTEMPTS_PER_MINUTE);
  assertEquals(codes.filter((code) => code === "invite-unknown").length, MAX_PAIR_ATTEMPTS_PER_MINUTE);
  assertEquals(codes.filter((code) => code === "rate-limited").length, 15);
  assertEquals(anna.network.links(), [toBoris]);
  await anna.clock.advance(60_000);
  await pair(inviteOf(anna, live));
});

/** Whoever listens between two people, with certificates of their own. */
async function middleman(
  identity: Identity,
  serve: (session: TlsSession) => Promise<void>,
): Promise<{ address: Address; end(): Promise<void> }> {
  const clock = new VirtualClock(Date.now());
  const sockets: Socket[] = [];
  const listener = await TcpListener.bind(["127.0.0.1"], 0, 1, (socket) => {
    sockets.push(socket);
    acceptTls(socket, { identity, roots: [], clock, signal: never }).then(serve).catch(() => socket.destroy());
  });
  return {
    address: { host: "127.0.0.1", port: listener.port },
    end: async () => {
      for (const socket of sockets) socket.destroy();
      await soon("the middleman to end", listener.close());
    },
  };
}

Deno.test("a man in the middle who passes both messages on is refused, for his certificate is not in the proof", async () => {
  await using anna = await inviter();
  const live = anna.invites.add();
  // Same id as Anna, his own authority: the most that he can show.
  const mallory = await person("10", 3);
  const answers: CloseCode[] = [];
  const middle = await middleman(mallory, async (victim) => {
    const request = await readFirst(victim.stream, { own: "10", other: guest.id }, KIND.pairRequest);
    const onward = await openPairing(anna.address, await person("20", 3));
    const ends = { own: "20", other: "10" };
    await writeFirst(onward.stream, ends, KIND.pairRequest, request);
    answers.push(await refusal(readFirst(onward.stream, ends, KIND.pairReply)));
    onward.stream.destroy();
    victim.stream.close();
  });
  const invite = { ...inviteOf(anna, live), addresses: [middle.address] };
  assertEquals(await refusal(pair(invite)), "connection-lost");
  assertEquals(answers, ["pair-refused"]);
  assertEquals(anna.invites.paired, []);
  await middle.end();
});

Deno.test("an answer that does not prove the secret is refused", async () => {
  const mallory = await person("10", 3);
  const middle = await middleman(mallory, async ({ stream }) => {
    const ends = { own: "10", other: guest.id };
    await readFirst(stream, ends, KIND.pairRequest);
    const body = encodeBody(mallory, []);
    const reply = { v: 1, body: encodeBase64Url(body), mac: encodeBase64Url(new Uint8Array(32)) };
    await writeFirst(stream, ends, KIND.pairReply, new TextEncoder().encode(JSON.stringify(reply)));
    stream.close();
  });
  await using anna = await inviter();
  const invite = { ...inviteOf(anna, anna.invites.add()), addresses: [middle.address] };
  assertEquals(await refusal(pair(invite)), "pair-refused");
  await middle.end();
});

Deno.test("another machine at one of the addresses is passed over", async () => {
  await using anna = await inviter();
  await using carol = await testNetwork(await person("30", 3), { roots: [trusted(await authority(3))] });
  carol.invites.add();
  const nobody = await unusedAddress();
  const invite = { ...inviteOf(anna, anna.invites.add()), addresses: [nobody, carol.address, anna.address] };
  assertEquals((await pair(invite)).id, "10");
  assertEquals(await refusal(pair({ ...invite, addresses: [nobody, carol.address] })), "wrong-peer");
  assertEquals(await refusal(pair({ ...invite, addresses: [nobody] })), "unreachable");
  assertEquals(await refusal(pair({ ...invite, addresses: [] })), "unreachable");
  assertEquals(carol.invites.paired, []);
});

Deno.test("giving up ends pairing wherever it is", async () => {
  const silent = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  await using anna = await inviter();
  const invite = { ...inviteOf(anna, anna.invites.add()), addresses: [{ host: "127.0.0.1", port }] };
  const abort = new AbortController();
  const arrived = new Promise<void>((resolve) => silent.once("connection", () => resolve()));
  const clock = new VirtualClock(Date.now());
  const attempt = pairWith({ invite, identity: guest, addresses: () => [], clock, signal: abort.signal });
  await soon("the connection", arrived);
  abort.abort(new LinkError("going-away", "the user said so"));
  assertEquals(await refusal(attempt), "going-away");
  assertEquals(clock.pending, 0);
  await new Promise<void>((resolve) => silent.close(() => resolve()));
});

Deno.test("speaking the conversation's protocol with a pairing certificate gives no link", async () => {
  await using anna = await inviter();
  anna.invites.add();
  const { stream } = await openPairing(anna.address, guest, LINK_PROTOCOL);
  const ends = { own: guest.id, other: anna.identity.id };
  assertEquals(await refusal(readFirst(stream, ends, KIND.hello)), "unknown-authority");
  stream.destroy();
  assert(anna.handler.opened.length === 0);
});

function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unusedAddress(): Promise<Address> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return { host: "127.0.0.1", port };
}
