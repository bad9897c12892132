/**
 * `tests/vectors/wire-v1.json`, recomputed: once by the program, and once by WebCrypto and a few lines that share no code
 * with it, written from `docs/specs/wire-v1.md`.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { createHash, createPrivateKey } from "node:crypto";
import { keyCardBytes, verifyKeyCard } from "../../crypto/key_card.ts";
import { rawPublicKey } from "../../crypto/raw_keys.ts";
import { agree, type Agreement, deriveKeys } from "../../crypto/session.ts";
import { Assembler } from "../../net/assembler.ts";
import { parseClose } from "../../net/close.ts";
import { encodeMessages, type MessageItem, parseMessages, parseReceipt, parseSync } from "../../net/content.ts";
import { LinkError } from "../../net/errors.ts";
import { associatedBytes, encodeContent, idFromBytes, idNumber, idToBytes, PacketDecoder } from "../../net/frame.ts";
import { encodeHello, parseHello } from "../../net/hello.ts";
import { KIND } from "../../net/kinds.ts";
import { encodeSignal, parseSignal } from "../../net/signal.ts";
import vectors from "../vectors/wire-v1.json" with { type: "json" };

type Side = typeof vectors.initiator;

const hex = (text: string) => Uint8Array.fromHex(text);
const utf8 = new TextEncoder();
/** PKCS#8 around a raw private key of Ed25519 or X25519 (RFC 8410 section 7). */
const PKCS8 = { Ed25519: "302e020100300506032b657004220420", X25519: "302e020100300506032b656e04220420" };

function privateKey(curve: keyof typeof PKCS8, raw: string) {
  return createPrivateKey({ key: `${PKCS8[curve]}${raw}`, format: "der", type: "pkcs8", encoding: "hex" });
}

function ownSide(side: Side): Agreement["own"] {
  return {
    ephemeral: privateKey("X25519", side.ephemeral_private),
    seal: privateKey("X25519", side.seal_private),
    fingerprint: side.leaf_fingerprint,
    hello: utf8.encode(side.hello),
  };
}

function peerSide(side: Side): Agreement["peer"] {
  const own = ownSide(side);
  return { ...own, ephemeral: rawPublicKey(own.ephemeral), seal: rawPublicKey(own.seal) };
}

const agreements: Record<string, Agreement> = {
  initiator: { initiator: true, own: ownSide(vectors.initiator), peer: peerSide(vectors.responder) },
  responder: { initiator: false, own: ownSide(vectors.responder), peer: peerSide(vectors.initiator) },
};

function cardOf({ card }: Side) {
  return { sign: hex(card.sign), seal: hex(card.seal), signature: hex(card.signature), proof: hex(card.proof) };
}

Deno.test("vectors: ids", () => {
  for (const { id, bytes } of vectors.ids) {
    assertEquals(idToBytes(id).toHex(), bytes);
    assertEquals(idFromBytes(hex(bytes)), id);
    assertEquals(BigInt(id).toString(16).padStart(10, "0"), bytes);
  }
});

Deno.test("vectors: packets, there and back", () => {
  for (const { name, source, destination, content_id: contentId, type, data, bytes } of vectors.packets) {
    const head = { source: idNumber(source), destination: idNumber(destination), contentId, type };
    assertEquals(encodeContent(head, hex(data)).toHex(), bytes, name);
    const packets = [...new PacketDecoder(() => {}).push(hex(bytes))];
    assertEquals(packets, [{ ...head, size: data.length / 2, data: hex(data) }], name);
  }
  const close = vectors.packets.find(({ type }) => type === KIND.close)!;
  assertEquals(parseClose(hex(close.data)), { code: "bad-seal", reason: "content 3" });
});

Deno.test("vectors: contents of several packets", () => {
  for (const { size, fill, type, sha256 } of vectors.long_contents) {
    const bytes = encodeContent({ source: 1, destination: 2, contentId: 9, type }, new Uint8Array(size).fill(fill));
    assertEquals(createHash("sha256").update(bytes).digest("hex"), sha256);
  }
});

Deno.test("vectors: key cards", () => {
  for (const side of [vectors.initiator, vectors.responder]) {
    const card = cardOf(side);
    assertEquals(rawPublicKey(privateKey("Ed25519", side.sign_private)).toHex(), side.card.sign);
    assertEquals(rawPublicKey(privateKey("X25519", side.seal_private)).toHex(), side.card.seal);
    assertEquals(keyCardBytes(side.leaf_fingerprint, card.sign, card.seal).toHex(), side.card_bytes);
    const byHand = utf8.encode("parley key card v1\0").toHex() + side.leaf_fingerprint + side.card.sign +
      side.card.seal;
    assertEquals(side.card_bytes, byHand);
    assertEquals(verifyKeyCard(card, side.leaf_fingerprint, hex(side.leaf_spki)), true);
  }
});

Deno.test("vectors: hellos, byte for byte", () => {
  for (const side of [vectors.initiator, vectors.responder]) {
    const hello = parseHello(utf8.encode(side.hello));
    assertEquals(hello.card, cardOf(side));
    assertEquals(new TextDecoder().decode(encodeHello(hello)), side.hello);
  }
});

Deno.test("vectors: the keys of a link, from both sides", () => {
  for (const agreement of Object.values(agreements)) {
    const { fromInitiator, fromResponder } = deriveKeys(agreement);
    assertEquals(new Uint8Array(fromInitiator).toHex(), vectors.keys.from_initiator);
    assertEquals(new Uint8Array(fromResponder).toHex(), vectors.keys.from_responder);
  }
});

Deno.test("vectors: the keys of a link, by WebCrypto", async () => {
  const [i, r] = [vectors.initiator, vectors.responder];
  const ikm = concat([
    await x25519(i.ephemeral_private, parseHello(utf8.encode(r.hello)).ephemeral),
    await x25519(i.ephemeral_private, hex(r.card.seal)),
    await x25519(i.seal_private, parseHello(utf8.encode(r.hello)).ephemeral),
  ]);
  const salt = await sha256(concat([
    utf8.encode("parley/1 link\0"),
    hex(i.leaf_fingerprint),
    hex(r.leaf_fingerprint),
    await sha256(utf8.encode(i.hello)),
    await sha256(utf8.encode(r.hello)),
  ]));
  const info = utf8.encode("parley/1 direct content");
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const okm = new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 512));
  assertEquals(okm.subarray(0, 32).toHex(), vectors.keys.from_initiator);
  assertEquals(okm.subarray(32).toHex(), vectors.keys.from_responder);
});

Deno.test("vectors: sealed contents, by the program and by WebCrypto", async () => {
  const sessions = { initiator: agree(agreements.initiator), responder: agree(agreements.responder) };
  for (const { kind, from, content_id: contentId, type, plain, associated, sealed, packets } of vectors.seals) {
    const [own, peer] = from === "initiator"
      ? [vectors.initiator, vectors.responder]
      : [vectors.responder, vectors.initiator];
    const head = { source: idNumber(own.id), destination: idNumber(peer.id), contentId, type };
    assertEquals(associatedBytes(head).toHex(), associated, kind);
    assertEquals(sessions[from as "initiator"].seal(contentId, hex(associated), utf8.encode(plain)).toHex(), sealed);
    const reader = sessions[from === "initiator" ? "responder" : "initiator"];
    assertEquals(new TextDecoder().decode(reader.open(contentId, hex(associated), hex(sealed))), plain);
    assertEquals(encodeContent(head, hex(sealed)).toHex(), packets);

    const secret = from === "initiator" ? vectors.keys.from_initiator : vectors.keys.from_responder;
    const key = await crypto.subtle.importKey("raw", hex(secret), "AES-GCM", false, ["encrypt"]);
    const iv = hex(contentId.toString(16).padStart(24, "0"));
    const byHand = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: hex(associated) },
      key,
      utf8.encode(plain),
    );
    assertEquals(new Uint8Array(byHand).toHex(), sealed);
  }
});

Deno.test("vectors: the bodies of a conversation are read", () => {
  const bodies = new Map(vectors.seals.map(({ kind, plain }) => [kind, utf8.encode(plain)]));
  assertEquals(parseSync(bodies.get("sync")!), { stream: "", received: 0, read: 0 });
  assertEquals(parseReceipt(bodies.get("receipt")!).received, 42);
  assertEquals(parseMessages(bodies.get("messages")!).items[0].text, 'Привет, 世界 👋\n"\\');
});

const STREAM = "0123456789abcdef0123456789abcdef";

Deno.test("vectors: TXT-4 TXT-9: items of every kind, there and back", () => {
  for (const { name, plain, item } of vectors.items) {
    assertEquals(parseMessages(utf8.encode(plain)), { stream: STREAM, items: [item as MessageItem] }, name);
    const written = encodeMessages({ stream: STREAM, items: [item as MessageItem] });
    assertEquals(new TextDecoder().decode(written), plain, name);
  }
  for (const { name, plain, item } of vectors.ignored_members) {
    assertEquals(parseMessages(utf8.encode(plain)).items, [item as MessageItem], name);
  }
});

Deno.test("vectors: TXT-13: items that no honest program sends are bad-content", () => {
  for (const { name, plain } of vectors.refused_items) {
    assertEquals(assertThrows(() => parseMessages(utf8.encode(plain)), LinkError, undefined, name).code, "bad-content");
  }
});

Deno.test("vectors: TXT-5: signals", () => {
  for (const { plain, signal } of vectors.signals) {
    assertEquals(parseSignal(utf8.encode(plain)), signal);
    assertEquals(new TextDecoder().decode(encodeSignal(signal)), plain);
  }
  for (const { plain, signal } of vectors.later_signals) assertEquals(parseSignal(utf8.encode(plain)), signal);
  for (const plain of vectors.refused_signals) {
    assertEquals(assertThrows(() => parseSignal(utf8.encode(plain)), LinkError, undefined, plain).code, "bad-content");
  }
});

Deno.test("vectors: what one side wrote is what a reader of the specification takes apart", () => {
  const assembler = new Assembler(() => {});
  const decoder = new PacketDecoder((header) => assembler.check(header));
  const mine = vectors.seals.filter(({ from }) => from === "initiator");
  const contents = [...decoder.push(concat(mine.map(({ packets }) => hex(packets))))].map((each) =>
    assembler.add(each)
  );
  assertEquals(contents.map((content) => content?.data.toHex()), mine.map(({ sealed }) => sealed));
});

async function x25519(privateRaw: string, publicRaw: Uint8Array): Promise<Uint8Array> {
  const own = await crypto.subtle.importKey("pkcs8", hex(PKCS8.X25519 + privateRaw), "X25519", false, ["deriveBits"]);
  const peer = await crypto.subtle.importKey("raw", publicRaw.slice(), "X25519", false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, own, 256));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(pieces.flatMap((piece) => [...piece]));
}
