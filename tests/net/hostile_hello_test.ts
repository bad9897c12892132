/** What somebody with a good certificate may say for a greeting: the refusal it gets, and that nothing reached the handler. */
import { assertEquals, assertRejects } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { makeKeyCard } from "../../crypto/mod.ts";
import { toBase64Url } from "../../net/base64.ts";
import { LinkError } from "../../net/errors.ts";
import { KIND, MORE, OPTIONAL } from "../../net/kinds.ts";
import { MAX_HELLO_BYTES } from "../../net/limits.ts";
import { openLink } from "../../net/link.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import { linkParts, testNode } from "../support/links.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { type Attack, attacker, heard, victim } from "../support/link_attack.ts";

const utf8 = new TextEncoder();
const EMPTY = new Uint8Array(0);

/** The hello with members changed; `undefined` removes one. */
function helloWith(raw: RawPeer, change: Record<string, unknown>): Uint8Array {
  const hello = JSON.parse(new TextDecoder().decode(raw.handshake.hello));
  return utf8.encode(JSON.stringify({ ...hello, ...change }));
}

function sendHello(change: Record<string, unknown>) {
  return (raw: RawPeer) => raw.send(KIND.hello, helloWith(raw, change));
}

function cardOf(raw: RawPeer): Record<string, string> {
  return JSON.parse(new TextDecoder().decode(raw.handshake.hello)).card;
}

function cardWith(change: (card: Record<string, string>) => Record<string, string>) {
  return (raw: RawPeer) => raw.send(KIND.hello, helloWith(raw, { card: change(cardOf(raw)) }));
}

/** A card that is right in itself but belongs to a different certificate key. */
function strangersCard(): Record<string, string> {
  const { identity } = testNode("3");
  const { signKey, sealKey } = attacker.identity;
  const card = makeKeyCard({
    fingerprint: attacker.identity.fingerprint,
    leafKey: identity.privateKey,
    signKey,
    sealKey,
  });
  return Object.fromEntries(Object.entries(card).map(([name, bytes]) => [name, toBase64Url(bytes)]));
}

/** The attacker signs with its leaf a card that shows somebody else's signing key, which it does not have. */
function borrowedKeyCard(): Record<string, string> {
  const { fingerprint, privateKey, sealKey } = attacker.identity;
  const signKey = generateKeyPairSync("ed25519").privateKey;
  const card = makeKeyCard({ fingerprint, leafKey: privateKey, signKey, sealKey });
  const changed = { ...card, proof: attacker.identity.card.proof };
  return Object.fromEntries(Object.entries(changed).map(([name, bytes]) => [name, toBase64Url(bytes)]));
}

const lowOrderPoint = toBase64Url(new Uint8Array(32));

const beforeHello: Attack[] = [
  { name: "garbage", code: "bad-address", run: (raw) => raw.write(utf8.encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) },
  {
    name: "a packet from somebody else",
    code: "bad-address",
    run: (raw) => raw.send(KIND.hello, EMPTY, { source: 3 }),
  },
  {
    name: "a packet to somebody else",
    code: "bad-address",
    run: (raw) => raw.send(KIND.hello, EMPTY, { destination: 3 }),
  },
  { name: "a hello to nobody", code: "bad-address", run: (raw) => raw.send(KIND.hello, EMPTY, { destination: 0 }) },
  { name: "content id 0", code: "bad-order", run: (raw) => raw.send(KIND.hello, EMPTY, { contentId: 0 }) },
  { name: "ping before hello", code: "bad-packet", run: (raw) => raw.send(KIND.ping, EMPTY) },
  { name: "ready before hello", code: "bad-packet", run: (raw) => raw.send(KIND.ready, new Uint8Array(18)) },
  { name: "messages before hello", code: "bad-packet", run: (raw) => raw.send(KIND.messages, new Uint8Array(40)) },
  { name: "pairing on a link", code: "bad-packet", run: (raw) => raw.send(KIND.pairRequest, EMPTY) },
  { name: "an unknown kind", code: "unknown-kind", run: (raw) => raw.send(0x2345, EMPTY) },
  {
    name: "an unknown optional kind before hello",
    code: "bad-packet",
    run: (raw) => raw.send(0x2345 | OPTIONAL, EMPTY),
  },
  { name: "an empty hello", code: "bad-hello", run: (raw) => raw.send(KIND.hello, EMPTY) },
  {
    name: "a hello larger than allowed",
    code: "too-large",
    run: (raw) => raw.send(KIND.hello, new Uint8Array(MAX_HELLO_BYTES + 1)),
  },
  {
    name: "a hello in two packets",
    code: "bad-packet",
    run: (raw) => raw.send(KIND.hello | MORE, utf8.encode("{")),
  },
  {
    name: "a hello with a byte-order mark",
    code: "bad-hello",
    run: (raw) => raw.send(KIND.hello, new Uint8Array([0xef, 0xbb, 0xbf, ...raw.handshake.hello])),
  },
  {
    name: "a hello that is not UTF-8",
    code: "bad-hello",
    run: (raw) => raw.send(KIND.hello, new Uint8Array([0x7b, 0xff])),
  },
  { name: "a hello that is a list", code: "bad-hello", run: (raw) => raw.send(KIND.hello, utf8.encode("[]")) },
  {
    name: "a hello nested without end",
    code: "bad-hello",
    run: (raw) => raw.send(KIND.hello, utf8.encode(`{"x":${"[".repeat(5000)}`)),
  },
  { name: "another version", code: "unsupported-version", run: sendHello({ v: 2 }) },
  { name: "a version that is no number", code: "bad-hello", run: sendHello({ v: "1" }) },
  { name: "no instance", code: "bad-hello", run: sendHello({ instance: undefined }) },
  { name: "an instance in capitals", code: "bad-hello", run: sendHello({ instance: "A".repeat(32) }) },
  { name: "a time that is no time", code: "bad-hello", run: sendHello({ time: "now" }) },
  {
    name: "an ephemeral key of 31 bytes",
    code: "bad-hello",
    run: sendHello({ ephemeral: toBase64Url(new Uint8Array(31)) }),
  },
  { name: "an ephemeral key of low order", code: "bad-hello", run: sendHello({ ephemeral: lowOrderPoint }) },
  { name: "nine addresses", code: "bad-hello", run: sendHello({ addresses: Array(9).fill(["192.0.2.1", 1]) }) },
  { name: "port 0", code: "bad-hello", run: sendHello({ addresses: [["192.0.2.1", 0]] }) },
  { name: "a host with a line end", code: "bad-hello", run: sendHello({ addresses: [["evil\n", 7420]] }) },
  { name: "features of the wrong type", code: "bad-hello", run: sendHello({ features: [1] }) },
  { name: "no card", code: "bad-hello", run: sendHello({ card: null }) },
  {
    name: "a card with a changed seal key",
    code: "bad-key-card",
    run: cardWith((card) => ({ ...card, seal: toBase64Url(testNode("3").identity.card.seal) })),
  },
  { name: "somebody else's card", code: "bad-key-card", run: cardWith(() => strangersCard()) },
  {
    name: "a card with a signing key that is not one's own",
    code: "bad-key-card",
    run: cardWith(() => borrowedKeyCard()),
  },
];

for (const { name, code, run } of beforeHello) {
  Deno.test(`before hello: ${name} is refused as ${code}`, async () => {
    const [left, right] = memoryPair();
    const parts = linkParts(victim, attacker, left);
    const raw = new RawPeer(right, attacker, victim);
    const refused = assertRejects(() => openLink(parts), LinkError);
    await run(raw);
    assertEquals((await raw.farewell()).code, code);
    const error = await refused;
    assertEquals([error.code, error.by], [code, "us"]);
    raw.stream.close();
    assertEquals(heard(parts.handler), { opened: 0, contents: 0, closed: 0 });
  });
}
