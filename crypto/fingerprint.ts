/** The short name of a certificate. */
import { createHash } from "node:crypto";
import { CertificateError } from "./errors.ts";
import { certificateDer } from "./pem.ts";
import type { Fingerprint } from "./types.ts";

/**
 * SHA-256 of a certificate given as PEM or DER.
 * @throws {CertificateError} `bad-certificate` when there is no certificate in the text
 */
export function fingerprintOf(certificate: string | Uint8Array): Fingerprint {
  const der = certificateDer(certificate);
  if (!der) throw new CertificateError("bad-certificate", "reading a certificate: no CERTIFICATE block in the text");
  return createHash("sha256").update(der).digest("hex");
}
