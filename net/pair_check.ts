/** Does the certificate of this connection belong to whom the pairing body speaks of? */
import { type PeerRef, TrustStore } from "../crypto/mod.ts";
import type { Fingerprint } from "../crypto/types.ts";
import { admit, type Shown } from "./admission.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import type { PairedPeer } from "./types.ts";

/** What admission calls it, and what pairing calls it. */
const PAIRING_CODES: Partial<Record<CloseCode, CloseCode>> = {
  "unknown-authority": "bad-certificate",
  "certificate-is-root": "bad-certificate",
  "wrong-peer": "bad-certificate",
  "self": "invite-self",
};

/**
 * Admission as it will be once the other side's root is trusted for this one id. TLS could not verify the chain of a
 * stranger; it did verify that they hold the leaf's key (measured for Deno 2.9.6: of every certificate but one of version
 * 1, which admission refuses).
 * @throws {LinkError}
 */
export function checkAnnounced(
  shown: Shown,
  peer: PairedPeer,
  self: PeerRef & { readonly fingerprint: Fingerprint },
  now: () => number,
): void {
  const trust = new TrustStore();
  const { root: fingerprint, rootCertificate: certificate, id, name } = peer;
  trust.setRoots([{ fingerprint, certificate, name, scope: { kind: "only", ids: [id] } }]);
  try {
    admit({ ...shown, authorized: true }, { trust, self, now }, peer);
  } catch (cause) {
    const code = cause instanceof LinkError ? PAIRING_CODES[cause.code] : undefined;
    if (code === undefined) throw cause;
    throw new LinkError(code, (cause as LinkError).message, { cause });
  }
}
