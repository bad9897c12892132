/** Raw 32-byte public keys of Ed25519 and X25519 to and from `node:crypto` key objects (RFC 8037, JWK "OKP"). */
import { Buffer } from "node:buffer";
import { createPublicKey, type KeyObject } from "node:crypto";

/** Bytes of a raw public key of either curve. */
export const RAW_KEY_BYTES = 32;

/** The raw public key of a private or public key object. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const { x } = publicKey.export({ format: "jwk" });
  if (typeof x !== "string") throw new TypeError(`raw public key of "${key.asymmetricKeyType}": it has none`);
  return new Uint8Array(Buffer.from(x, "base64url"));
}

/** @throws when the bytes are no public key of the curve */
export function publicKeyFromRaw(curve: "Ed25519" | "X25519", raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: curve, x }, format: "jwk" });
}

/**
 * The y coordinates, with the sign bit cleared, of all Ed25519 points of order 1, 2, 4 and 8, in every way to write them
 * (the same that libsodium refuses).
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);

/**
 * Whether one signature under this Ed25519 key fits many texts: the library verifies it all the same (RFC 8032,
 * section 8.7 leaves it open), and whoever has it could deny, or blame others for, whatever they sign.
 */
export function isWeakSignKey(raw: Uint8Array): boolean {
  return SMALL_ORDER.has(raw.with(RAW_KEY_BYTES - 1, raw[RAW_KEY_BYTES - 1] & 0x7f).toHex());
}
