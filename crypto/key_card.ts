/**
 * Key card: binds the two content keys of a peer to its leaf certificate. `docs/specs/wire-v1.md`, section 4.
 *
 * The leaf's RSA key signs the card, so the authority's word reaches the content keys; the Ed25519 key signs it too, so
 * nobody can show somebody else's signing key as their own.
 */
import { Buffer } from "node:buffer";
import { constants, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { isWeakSignKey, publicKeyFromRaw, RAW_KEY_BYTES, rawPublicKey } from "./raw_keys.ts";
import type { Fingerprint, KeyCard } from "./types.ts";

const LABEL = new TextEncoder().encode("parley key card v1\0");
/** RSASSA-PSS with a salt as long as the hash (RFC 8017 section 9.1). */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
/** Bytes of an Ed25519 signature (RFC 8032 section 5.1.6). */
const PROOF_BYTES = 64;

export interface KeyCardKeys {
  /** SHA-256 of the leaf certificate. */
  readonly fingerprint: Fingerprint;
  /** RSA private key of the leaf. */
  readonly leafKey: KeyObject;
  /** Ed25519 private key. */
  readonly signKey: KeyObject;
  /** X25519 private key. */
  readonly sealKey: KeyObject;
}

/** What both signatures of a card are made over: label, leaf fingerprint, both keys; 115 bytes. */
export function keyCardBytes(fingerprint: Fingerprint, sign: Uint8Array, seal: Uint8Array): Uint8Array {
  return Buffer.concat([LABEL, Buffer.from(fingerprint, "hex"), sign, seal]);
}

/** Make the card of an identity. Blocks for one RSA signature, about 3 ms. */
export function makeKeyCard({ fingerprint, leafKey, signKey, sealKey }: KeyCardKeys): KeyCard {
  const signRaw = rawPublicKey(signKey);
  const sealRaw = rawPublicKey(sealKey);
  const bytes = keyCardBytes(fingerprint, signRaw, sealRaw);
  return {
    sign: signRaw,
    seal: sealRaw,
    signature: new Uint8Array(sign("sha256", bytes, { key: leafKey, ...PSS })),
    proof: new Uint8Array(sign(null, bytes, signKey)),
  };
}

/** Whether a card belongs to the leaf with this fingerprint and this RSA key (SPKI DER). Never throws. */
export function verifyKeyCard(card: KeyCard, fingerprint: Fingerprint, leafSpkiDer: Uint8Array): boolean {
  if (card.sign.length !== RAW_KEY_BYTES || card.seal.length !== RAW_KEY_BYTES) return false;
  if (card.proof.length !== PROOF_BYTES || isWeakSignKey(card.sign)) return false;
  const bytes = keyCardBytes(fingerprint, card.sign, card.seal);
  try {
    const leafKey = createPublicKey({ key: Buffer.from(leafSpkiDer), format: "der", type: "spki" });
    if (leafKey.asymmetricKeyType !== "rsa") return false;
    return verify("sha256", bytes, { key: leafKey, ...PSS }, card.signature) &&
      verify(null, bytes, publicKeyFromRaw("Ed25519", card.sign), card.proof);
  } catch {
    return false; // a key that cannot be read proves nothing
  }
}
