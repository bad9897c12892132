/**
 * What two people compare to know that nobody is between them: `docs/specs/identity-v1.md`, section 9.
 *
 * The construction is that of Signal's numeric fingerprints (libsignal, `NumericFingerprintGenerator`): each side's half is
 * a hash iterated so often that a colliding key is not found by trying. Here the identity key is the hash of all three keys
 * of a person, and the stable identifier is the root and the id.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readLeaf } from "./leaf.ts";
import { certificateDer } from "./pem.ts";
import type { Identity, KeyCard, PeerRef } from "./types.ts";

const KEYS_LABEL = "parley keys v1\0";
const NUMBER_LABEL = "parley safety number v1\0";
/** Rounds of SHA-512, as Signal's: about 10 ms, once per contact and key. */
const ROUNDS = 5_200;
/** Groups of five digits in one half, each from five bytes. */
const GROUPS = 6;
/** Bytes of a half in the QR text: more than the digits need, since nobody has to read them. */
const HALF_BYTES = 32;

/** Hash of all the keys of a person, hex: the same after a renewal with the same keys, another one after any change. */
export function keysHash(publicKey: Uint8Array, { sign, seal }: Pick<KeyCard, "sign" | "seal">): string {
  return createHash("sha256").update(KEYS_LABEL).update(publicKey).update(sign).update(seal).digest("hex");
}

/** {@link keysHash} of ourselves, as others see us. */
export function ownKeysHash({ certificate, card }: Pick<Identity, "certificate" | "card">): string {
  const der = certificateDer(certificate);
  if (der === undefined) throw new TypeError("keys of an identity: its certificate is none");
  return keysHash(readLeaf(der).publicKey, card);
}

/** One side's half: 32 bytes. Blocks for about 10 ms. @param keys {@link keysHash} of this person */
export function safetyHalf({ root, id }: PeerRef, keys: string): Uint8Array {
  const key = Buffer.from(keys, "hex");
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(id));
  let hash: Uint8Array = Buffer.concat([
    Buffer.from(NUMBER_LABEL),
    key,
    Buffer.from(root, "hex"),
    number.subarray(3),
  ]);
  for (let round = 0; round < ROUNDS; round++) hash = createHash("sha512").update(hash).update(key).digest();
  return new Uint8Array(hash.subarray(0, HALF_BYTES));
}

/** The same on both sides, whichever half is whose. */
export function safetyNumber(one: Uint8Array, two: Uint8Array): { readonly digits: string; readonly text: string } {
  const halves = [one, two].sort(Buffer.compare);
  return {
    digits: halves.map(digitsOf).join(""),
    text: `parley-safety:1:${Buffer.concat(halves).toString("base64url")}`,
  };
}

/** 30 digits: each group is five bytes as a number, modulo 100,000. */
function digitsOf(half: Uint8Array): string {
  const bytes = Buffer.from(half);
  const groups = Array.from({ length: GROUPS }, (_, group) => bytes.readUIntBE(group * 5, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, "0")).join("");
}
