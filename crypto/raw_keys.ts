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
