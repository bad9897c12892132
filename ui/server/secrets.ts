import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits, base64url. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Compare without telling by time how much was right. Hashing first makes the lengths equal. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

/** SHA-256, hex: what is kept of a token that only needs to be recognised. */
export function tokenDigest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** HMAC-SHA256 (RFC 2104), hex. `purpose` keeps values made for one use from serving another. */
export function keyedDigest(key: string, purpose: string, text: string): string {
  return createHmac("sha256", key).update(`${purpose}\n${text}`).digest("hex");
}

/** Answer to the client's question "are you the program that wrote `node.json`?"; see `docs/specs/local-api-v1.md`. */
export function aliveProof(token: string, nonce: string): string {
  return keyedDigest(token, "parley-alive/1", nonce);
}
