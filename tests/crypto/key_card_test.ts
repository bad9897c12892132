import { assertEquals } from "@std/assert";
import { constants, generateKeyPairSync, sign, verify } from "node:crypto";
import { keyCardBytes, makeKeyCard, verifyKeyCard } from "../../crypto/key_card.ts";
import { publicKeyFromRaw } from "../../crypto/raw_keys.ts";
import type { KeyCard } from "../../crypto/types.ts";

const leaf = generateKeyPairSync("rsa", { modulusLength: 2048 });
const leafKey = leaf.privateKey;
const spki = new Uint8Array(leaf.publicKey.export({ format: "der", type: "spki" }));
const signKey = generateKeyPairSync("ed25519").privateKey;
const sealKey = generateKeyPairSync("x25519").privateKey;
const fingerprint = "ab".repeat(32);
const card = makeKeyCard({ fingerprint, leafKey, signKey, sealKey });

Deno.test("a card verifies for its own leaf", () => {
  assertEquals([card.sign.length, card.seal.length, card.signature.length, card.proof.length], [32, 32, 256, 64]);
  assertEquals(keyCardBytes(fingerprint, card.sign, card.seal).length, 115);
  assertEquals(verifyKeyCard(card, fingerprint, spki), true);
});

Deno.test("a card with any bit of any part changed does not verify", () => {
  for (const part of ["sign", "seal", "signature", "proof"] as const) {
    for (const at of [0, 17, card[part].length - 1]) {
      const bytes = card[part].slice();
      bytes[at] ^= 0x40;
      assertEquals(verifyKeyCard({ ...card, [part]: bytes }, fingerprint, spki), false, `${part}[${at}]`);
    }
  }
});

Deno.test("a card does not verify for another certificate, not even of the same key", () => {
  assertEquals(verifyKeyCard(card, "ac".repeat(32), spki), false);
});

Deno.test("a card does not verify under another leaf key, a key of another kind, or bytes that are no key", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  const ed25519 = generateKeyPairSync("ed25519").publicKey;
  for (const key of [other, ed25519]) {
    assertEquals(verifyKeyCard(card, fingerprint, new Uint8Array(key.export({ format: "der", type: "spki" }))), false);
  }
  assertEquals(verifyKeyCard(card, fingerprint, new Uint8Array([1, 2, 3])), false);
});

Deno.test("parts of a wrong length are refused, whatever is signed", () => {
  const cut = (bytes: Uint8Array) => bytes.subarray(1);
  const wrong: KeyCard[] = [
    { ...card, sign: cut(card.sign) },
    { ...card, seal: cut(card.seal) },
    { ...card, proof: cut(card.proof) },
    { ...card, signature: new Uint8Array(0) },
    // bytes moved from one key to the other: the same bytes are signed, the keys are not the same
    { ...card, sign: card.sign.subarray(0, 31), seal: new Uint8Array([card.sign[31], ...card.seal]) },
  ];
  for (const each of wrong) assertEquals(verifyKeyCard(each, fingerprint, spki), false);
});

Deno.test("a signature in an older scheme, or with a shorter salt, is refused", () => {
  const bytes = keyCardBytes(fingerprint, card.sign, card.seal);
  const pkcs1 = sign("sha256", bytes, leafKey);
  const shortSalt = sign("sha256", bytes, {
    key: leafKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 20,
  });
  const sha1 = sign("sha1", bytes, { key: leafKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  for (const signature of [pkcs1, shortSalt, sha1]) {
    assertEquals(verifyKeyCard({ ...card, signature: new Uint8Array(signature) }, fingerprint, spki), false);
  }
});

Deno.test("a proof by another key than the card's is refused: nobody shows a key they do not have", () => {
  const bytes = keyCardBytes(fingerprint, card.sign, card.seal);
  const proof = new Uint8Array(sign(null, bytes, generateKeyPairSync("ed25519").privateKey));
  assertEquals(verifyKeyCard({ ...card, proof }, fingerprint, spki), false);
});

Deno.test("a card whose signing key is of small order is refused: what it signs, nobody has signed", () => {
  const neutral = new Uint8Array(32).with(0, 1); // y = 1: with R = A and S = 0 a signature under it fits every text
  const bytes = keyCardBytes(fingerprint, neutral, card.seal);
  const pss = { key: leafKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const weak = {
    sign: neutral,
    seal: card.seal,
    signature: new Uint8Array(sign("sha256", bytes, pss)),
    proof: new Uint8Array(64).with(0, 1),
  };
  assertEquals(verify(null, bytes, publicKeyFromRaw("Ed25519", neutral), weak.proof), true, "the library takes it");
  assertEquals(verifyKeyCard(weak, fingerprint, spki), false);
});
