/** Making keys and writing them unencrypted; all of it off the main thread where it takes long. */
import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair) as (
  type: "rsa" | "ed25519" | "x25519",
  options: { modulusLength?: number },
) => Promise<{ privateKey: KeyObject }>;

/** Bits of the keys we make: 128-bit security (NIST SP 800-57 part 1, table 2), 0.7–2 s of a processor. */
export const RSA_BITS = 3072;

export async function newRsaKey(bits = RSA_BITS): Promise<KeyObject> {
  return (await generate("rsa", { modulusLength: bits })).privateKey;
}

/** A fresh pair of content keys: Ed25519 to sign, X25519 to seal. */
export async function newContentKeys(): Promise<{ signKey: KeyObject; sealKey: KeyObject }> {
  const [sign, seal] = await Promise.all([generate("ed25519", {}), generate("x25519", {})]);
  return { signKey: sign.privateKey, sealKey: seal.privateKey };
}

/** PKCS#8 PEM, not encrypted. */
export const privatePem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/** SPKI PEM of the public half. */
export const publicPem = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
