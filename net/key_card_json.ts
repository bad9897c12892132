/** Key cards as JSON: in a `hello`, and in the credentials of rooms. `docs/specs/wire-v1.md`, section 4. */
import type { KeyCard } from "../crypto/types.ts";
import { bytesFromBase64Url, toBase64Url } from "./base64.ts";
import { isJsonObject } from "./json.ts";

/** Bytes of a raw X25519 or Ed25519 public key. */
const KEY_BYTES = 32;
/** Bytes of an Ed25519 signature. */
const PROOF_BYTES = 64;
/** Bytes of an RSA-2048 and of an RSA-4096 signature: the identity profile allows no other sizes. */
const MIN_SIGNATURE_BYTES = 256;
const MAX_SIGNATURE_BYTES = 512;

export function keyCardJson({ sign, seal, signature, proof }: KeyCard): Record<keyof KeyCard, string> {
  return {
    sign: toBase64Url(sign),
    seal: toBase64Url(seal),
    signature: toBase64Url(signature),
    proof: toBase64Url(proof),
  };
}

/** @returns undefined when it does not have the shape of a card; whose it is, `verifyKeyCard` knows */
export function readKeyCard(value: unknown): KeyCard | undefined {
  if (!isJsonObject(value)) return undefined;
  const sign = bytesFromBase64Url(value.sign, KEY_BYTES);
  const seal = bytesFromBase64Url(value.seal, KEY_BYTES);
  const signature = bytesFromBase64Url(value.signature, MIN_SIGNATURE_BYTES, MAX_SIGNATURE_BYTES);
  const proof = bytesFromBase64Url(value.proof, PROOF_BYTES);
  return sign && seal && signature && proof && { sign, seal, signature, proof };
}
