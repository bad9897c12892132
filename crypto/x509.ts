/** Structure of an X.509 certificate (RFC 5280, section 4.1), without judging what it says. */
import { Buffer } from "node:buffer";
import { createPublicKey, verify } from "node:crypto";
import { context, contextPrimitive, DerError, DerReader, type DerValue, readDer, Tag } from "./der.ts";
import { readBitString, readBoolean, readNumber, readOid, readSerial, readTime, readUnsigned } from "./der_values.ts";

export interface Extension {
  readonly critical: boolean;
  /** DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

export interface X509 {
  readonly raw: Uint8Array;
  /** The part that is signed. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** DER of the distinguished names: compared byte by byte. */
  readonly issuer: DerValue;
  readonly subject: DerValue;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** By object identifier; empty in versions 1 and 2. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Object identifiers of extensions we read. */
export const ExtensionId = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

/** Hashes of the RSA PKCS #1 v1.5 signatures we accept (RFC 4055); SHA-1 and MD5 are not among them. */
const SIGNATURE_HASHES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
};

/** @throws {DerError} when the bytes are not one certificate */
export function parseX509(der: Uint8Array): X509 {
  const [body, signatureAlgorithm, signature] = readSigned(der);
  const tbs = new DerReader(body.content);
  const version = readVersion(tbs);
  const serial = readSerial(tbs.expect(Tag.integer));
  if (readAlgorithm(tbs.expect(Tag.sequence)) !== signatureAlgorithm) {
    throw new DerError("reading a certificate: its two signature algorithms differ");
  }
  const issuer = tbs.expect(Tag.sequence);
  const validity = tbs.enter(Tag.sequence);
  const notBefore = readTime(validity.next());
  const notAfter = readTime(validity.next());
  validity.end();
  const subject = tbs.expect(Tag.sequence);
  const spki = tbs.expect(Tag.sequence).raw;
  tbs.optional(contextPrimitive(1));
  tbs.optional(contextPrimitive(2));
  const extensions = readExtensions(tbs.optional(context(3)));
  tbs.end();
  return {
    ...{ raw: der, tbs: body.raw, version, serial, signatureAlgorithm, signature },
    ...{ issuer, subject, notBefore, notAfter, spki, extensions },
  };
}

/** SIGNED{…}: the shape that certificates, lists and requests share. */
export function readSigned(der: Uint8Array): [body: DerValue, algorithm: string, signature: Uint8Array] {
  const outer = new DerReader(readDer(der, Tag.sequence).content);
  const body = outer.expect(Tag.sequence);
  const algorithm = readAlgorithm(outer.expect(Tag.sequence));
  const signature = readBitString(outer.expect(Tag.bitString));
  outer.end();
  return [body, algorithm, signature];
}

/**
 * Object identifier of an AlgorithmIdentifier, whose parameters must be NULL as those of RSA are (RFC 4055). The outer one of
 * a certificate is not signed: read loosely, it could be changed to give the same certificate another fingerprint.
 */
export function readAlgorithm(value: DerValue): string {
  const reader = new DerReader(value.content);
  const id = readOid(reader.expect(Tag.oid));
  if (reader.expect(Tag.null).content.length > 0) throw new DerError("reading an algorithm: NULL with data");
  reader.end();
  return id;
}

/** The list of extensions inside `[n] EXPLICIT`; the same extension twice is refused (RFC 5280, 4.2). */
export function readExtensions(wrapped: DerValue | undefined): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  if (!wrapped) return extensions;
  const list = new DerReader(readDer(wrapped.content, Tag.sequence).content);
  while (!list.done) {
    const item = list.enter(Tag.sequence);
    const id = readOid(item.expect(Tag.oid));
    const flag = item.optional(Tag.boolean);
    const critical = flag ? readBoolean(flag) : false;
    const value = item.expect(Tag.octetString).content;
    item.end();
    if (extensions.has(id)) throw new DerError(`reading extensions: "${id}" stands there twice`);
    extensions.set(id, { critical, value });
  }
  return extensions;
}

/** Is this one of the signature algorithms we accept? */
export const isAcceptedSignature = (algorithm: string): boolean => Object.hasOwn(SIGNATURE_HASHES, algorithm);

/** Does the key sign this? False also when key or algorithm are not ours. */
export function isSignedBy(signed: Uint8Array, algorithm: string, signature: Uint8Array, spki: Uint8Array): boolean {
  const hash = SIGNATURE_HASHES[algorithm];
  if (!hash || rsaBits(spki) === undefined) return false;
  try {
    return verify(hash, signed, createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
}

/** Bits of an RSA key in SubjectPublicKeyInfo; undefined for any other key, or a public exponent below 65537 or even. */
export function rsaBits(spki: Uint8Array): number | undefined {
  try {
    const outer = new DerReader(readDer(spki, Tag.sequence).content);
    if (readAlgorithm(outer.expect(Tag.sequence)) !== "1.2.840.113549.1.1.1") return undefined;
    const key = new DerReader(readDer(readBitString(outer.expect(Tag.bitString)), Tag.sequence).content);
    outer.end();
    const modulus = readUnsigned(key.expect(Tag.integer));
    const exponent = readNumber(key.expect(Tag.integer));
    key.end();
    if (exponent < 65_537 || exponent % 2 === 0) return undefined;
    return (modulus.length - 1) * 8 + (32 - Math.clz32(modulus[0]));
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function readVersion(tbs: DerReader): number {
  const wrapped = tbs.optional(context(0));
  if (!wrapped) return 1;
  const version = readNumber(readDer(wrapped.content, Tag.integer)) + 1;
  if (version < 2 || version > 3) throw new DerError(`reading a certificate: version "${version}" does not exist`);
  return version;
}
