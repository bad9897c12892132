/** Private keys of test vectors. */
import { createPrivateKey, type KeyObject } from "node:crypto";

/** PKCS#8 around a raw private key (RFC 8410, section 7). */
const PKCS8 = { Ed25519: "302e020100300506032b657004220420", X25519: "302e020100300506032b656e04220420" };

/** @param raw hex */
export function privateKeyFromRaw(curve: keyof typeof PKCS8, raw: string): KeyObject {
  return createPrivateKey({ key: PKCS8[curve] + raw, format: "der", type: "pkcs8", encoding: "hex" });
}
