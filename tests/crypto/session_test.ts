import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { rawPublicKey } from "../../crypto/raw_keys.ts";
import { agree, type Agreement, newEphemeralKey, SEAL_TAG_BYTES, SealError } from "../../crypto/session.ts";

const utf8 = new TextEncoder();
const AAD = new Uint8Array(16).fill(3);

interface Side {
  readonly ephemeral: KeyObject;
  readonly seal: KeyObject;
  readonly fingerprint: string;
  readonly hello: Uint8Array;
}

function side(name: string): Side {
  return {
    ephemeral: newEphemeralKey().privateKey,
    seal: generateKeyPairSync("x25519").privateKey,
    fingerprint: (name === "i" ? "11" : "22").repeat(32),
    hello: utf8.encode(`hello of ${name}`),
  };
}

function publicSide(from: Side): Agreement["peer"] {
  return { ...from, ephemeral: rawPublicKey(from.ephemeral), seal: rawPublicKey(from.seal) };
}

function sessions(i = side("i"), r = side("r"), seenByI = publicSide(r), seenByR = publicSide(i)) {
  return {
    i: agree({ initiator: true, own: i, peer: seenByI }),
    r: agree({ initiator: false, own: r, peer: seenByR }),
  };
}

Deno.test("what one side seals the other opens, both ways", () => {
  const { i, r } = sessions();
  const property = fc.property(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array(), (plain, associated) => {
    number++;
    assertEquals(r.open(number, associated, i.seal(number, associated, plain)), plain);
    assertEquals(i.open(number, associated, r.seal(number, associated, plain)), plain);
  });
  let number = 0;
  fc.assert(property, { numRuns: 50 });
});

Deno.test("a content with any bit flipped does not open", () => {
  const { i, r } = sessions();
  const sealed = i.seal(1, AAD, utf8.encode("hello"));
  assertEquals(sealed.length, 5 + SEAL_TAG_BYTES);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = sealed.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    assertThrows(() => r.open(1, AAD, changed), SealError);
  }
});

Deno.test("a content does not open under another number, other associated data, cut, or in the other direction", () => {
  const { i, r } = sessions();
  const sealed = i.seal(1, AAD, utf8.encode("hello"));
  assertThrows(() => r.open(2, AAD, sealed), SealError);
  assertThrows(() => r.open(1, new Uint8Array(16), sealed), SealError);
  assertThrows(() => r.open(1, AAD, sealed.subarray(1)), SealError);
  assertThrows(() => r.open(1, AAD, sealed.subarray(0, 15)), SealError);
  assertThrows(() => i.open(1, AAD, sealed), SealError);
});

Deno.test("a number is never used twice for sealing", () => {
  const { i } = sessions();
  i.seal(5, AAD, utf8.encode("first"));
  for (const number of [5, 4, 0]) assertThrows(() => i.seal(number, AAD, utf8.encode("second")), SealError, "was used");
});

Deno.test("the same two people agree on other keys on every link", () => {
  const [i, r] = [side("i"), side("r")];
  const first = sessions(i, r).i.seal(1, AAD, utf8.encode("hello"));
  const second = sessions({ ...i, ephemeral: newEphemeralKey().privateKey }, r).i.seal(1, AAD, utf8.encode("hello"));
  assertNotEquals(first, second);
});

Deno.test("both sides must have seen the same hellos and certificates, and must hold their keys", () => {
  const [i, r] = [side("i"), side("r")];
  const other = side("i");
  const changes: [string, Side, Partial<Agreement["peer"]>][] = [
    ["hello", i, { hello: utf8.encode("hello of somebody") }],
    ["fingerprint", i, { fingerprint: "33".repeat(32) }],
    ["no seal key", { ...i, seal: other.seal }, {}],
    ["no ephemeral key", { ...i, ephemeral: other.ephemeral }, {}],
  ];
  for (const [what, own, seen] of changes) {
    const pair = sessions(own, r, publicSide(r), { ...publicSide(i), ...seen });
    const sealed = pair.i.seal(1, AAD, utf8.encode("hello"));
    assertThrows(() => pair.r.open(1, AAD, sealed), SealError, undefined, what);
  }
});

Deno.test("points of small order and bytes that are no key are refused (RFC 7748, section 6.1)", () => {
  const smallOrder = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].map((hex) => Uint8Array.fromHex(hex));
  for (const key of [...smallOrder, new Uint8Array(31), new Uint8Array(0)]) {
    const [i, r] = [side("i"), side("r")];
    assertThrows(() => sessions(i, r, { ...publicSide(r), ephemeral: key }), SealError);
    assertThrows(() => sessions(i, r, { ...publicSide(r), seal: key }), SealError);
    assertThrows(() => sessions(i, r, publicSide(r), { ...publicSide(i), seal: key }), SealError);
  }
});
