/** What leaves and roots have in common: reading steps of `docs/specs/identity-v1.md` that say what is wrong. */
import { DerError, DerReader, type DerValue, readDer, Tag } from "./der.ts";
import { readBoolean, readNamedBits, readNumber, readOid, readText } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import { MAX_CERTIFICATE_BYTES, MAX_RSA_BITS, MIN_RSA_BITS } from "./limits.ts";
import { ExtensionId, isAcceptedSignature, parseX509, rsaBits, type X509 } from "./x509.ts";

/** Bits of KeyUsage (RFC 5280, 4.2.1.3). */
export const KeyUsage = { digitalSignature: 0, keyCertSign: 5, crlSign: 6 } as const;

const COMMON_NAME = "2.5.4.3";

/** Object identifiers of extensions that may be marked critical because we understand them. */
const UNDERSTOOD = new Set<string>(Object.values(ExtensionId));

/** Run a step; what is not DER becomes `bad-certificate`. */
export function reading<T>(what: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CertificateError("bad-certificate", `${what}: ${error.message}`, { cause: error });
  }
}

/** Size and structure. */
export function openCertificate(der: Uint8Array): X509 {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    throw new CertificateError("certificate-too-large", `reading a certificate of "${der.length}" bytes: too large`);
  }
  return reading("reading a certificate", () => parseX509(der));
}

/** The CN when the name is exactly that; undefined for any other name. */
export function onlyCommonName(name: DerValue): string | undefined {
  const list = new DerReader(name.content);
  const set = list.enter(Tag.set);
  const pair = set.enter(Tag.sequence);
  const id = readOid(pair.expect(Tag.oid));
  const value = pair.next();
  pair.end();
  return set.done && list.done && id === COMMON_NAME ? readText(value) : undefined;
}

/** The first CN anywhere in a name, undefined when there is none. */
export function commonNameOf(name: DerValue): string | undefined {
  const list = new DerReader(name.content);
  while (!list.done) {
    const set = list.enter(Tag.set);
    while (!set.done) {
      const pair = set.enter(Tag.sequence);
      if (readOid(pair.expect(Tag.oid)) === COMMON_NAME) return readText(pair.next());
    }
  }
  return undefined;
}

/** BasicConstraints; absent means not a CA (RFC 5280, 4.2.1.9). */
export function basicConstraints(certificate: X509): { ca: boolean; pathLength?: number } {
  const extension = certificate.extensions.get(ExtensionId.basicConstraints);
  if (!extension) return { ca: false };
  const reader = new DerReader(readDer(extension.value, Tag.sequence).content);
  const flag = reader.optional(Tag.boolean);
  const length = reader.optional(Tag.integer);
  reader.end();
  return { ca: flag ? readBoolean(flag) : false, pathLength: length ? readNumber(length) : undefined };
}

/** Set bits of KeyUsage; undefined when the extension is absent. */
export function keyUsage(certificate: X509): Set<number> | undefined {
  const extension = certificate.extensions.get(ExtensionId.keyUsage);
  return extension && readNamedBits(readDer(extension.value, Tag.bitString));
}

/** Last step of both profiles: nothing critical that we do not understand, an RSA key of 2048 to 4096 bits. */
export function checkKeyAndExtensions(certificate: X509): void {
  for (const [id, { critical }] of certificate.extensions) {
    if (critical && !UNDERSTOOD.has(id)) {
      throw new CertificateError("bad-certificate", `reading a certificate: critical extension "${id}" is unknown`);
    }
  }
  if (!isAcceptedSignature(certificate.signatureAlgorithm)) {
    throw new CertificateError("bad-certificate", "reading a certificate: not signed with RSA and SHA-2");
  }
  const bits = rsaBits(certificate.spki);
  if (bits === undefined || bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    throw new CertificateError("bad-certificate", `reading a certificate: key is not RSA of 2048 to 4096 bits`);
  }
}
