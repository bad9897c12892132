/** Reading signing requests (PKCS #10, RFC 2986). Only the key and the name count: what else is asked for is ignored. */
import { Buffer } from "node:buffer";
import { createPublicKey } from "node:crypto";
import { DerError, DerReader, readDer, Tag } from "./der.ts";
import { readNumber } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import { MAX_CSR_BYTES, MAX_RSA_BITS, MIN_RSA_BITS } from "./limits.ts";
import { findPem } from "./pem.ts";
import { commonNameOf } from "./profile.ts";
import { isSignedBy, readSigned, rsaBits } from "./x509.ts";

export interface SigningRequest {
  /** CN of the subject, as it stands there; undefined when there is none. To be checked before use. */
  readonly name: string | undefined;
  /** SPKI PEM. */
  readonly publicKeyPem: string;
}

/**
 * Read a request and verify its signature: whoever made it holds the key.
 * @throws {CertificateError} `bad-certificate` with what is wrong
 */
export function readCsr(pem: string): SigningRequest {
  const der = findPem(pem, "CERTIFICATE REQUEST") ?? findPem(pem, "NEW CERTIFICATE REQUEST");
  if (!der) throw refusal("no CERTIFICATE REQUEST block in the text");
  if (der.length > MAX_CSR_BYTES) throw refusal(`"${der.length}" bytes are too large`);
  try {
    return openRequest(der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw refusal(error.message, error);
  }
}

function openRequest(der: Uint8Array): SigningRequest {
  const [body, algorithm, signature] = readSigned(der);
  const request = new DerReader(body.content);
  if (readNumber(request.expect(Tag.integer)) !== 0) throw refusal("not version 1");
  const subject = request.expect(Tag.sequence);
  const spki = request.expect(Tag.sequence).raw;
  const bits = rsaBits(spki);
  if (bits === undefined || bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    throw refusal("key is not RSA of 2048 to 4096 bits");
  }
  if (!isSignedBy(body.raw, algorithm, signature, spki)) throw refusal("it is not signed by the key it is for");
  const key = createPublicKey({ key: Buffer.from(readDer(spki, Tag.sequence).raw), format: "der", type: "spki" });
  return { name: commonNameOf(subject), publicKeyPem: key.export({ type: "spki", format: "pem" }).toString() };
}

function refusal(why: string, cause?: unknown): CertificateError {
  return new CertificateError("bad-certificate", `reading a signing request: ${why}`, { cause });
}
