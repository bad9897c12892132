/** Making roots, leaves and signing requests of `docs/specs/identity-v1.md`. */
import { Buffer } from "node:buffer";
import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { Asn1Writer } from "./asn1.ts";
import { DerReader, readDer, Tag } from "./der.ts";
import { readBitString, toHex } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import type { Asn1 } from "./forge.ts";
import { isDisplayName, isPeerId, peerHostName, peerUri } from "./names.ts";
import { writePem } from "./pem.ts";
import { readRoot } from "./root.ts";
import type { PeerId } from "./types.ts";
import { ExtensionId, parseX509 } from "./x509.ts";

const DAY = 86_400_000;
/** Certificates begin this long before they are made, so that a peer whose clock is a day slow accepts them at once. */
export const BACKDATED_DAYS = 2;
export const LEAF_DAYS = 365;
export const ROOT_DAYS = 3650;

const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const COMMON_NAME = "2.5.4.3";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A certificate just made. */
export interface IssuedCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly der: Uint8Array;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
}

/** A self-signed root over an RSA key: CA:TRUE, path length 0, ten years. */
export async function createRoot(options: { name: string; key: KeyObject; now: Date }): Promise<IssuedCertificate> {
  const asn1 = await Asn1Writer.load();
  const spki = exportSpki(createPublicKey(options.key));
  const name = asn1.encode(commonName(asn1, options.name));
  const extensions = [
    extension(asn1, ExtensionId.basicConstraints, true, asn1.sequence(asn1.boolean(true), asn1.integer(0))),
    // keyCertSign and cRLSign: bits 5 and 6
    extension(asn1, ExtensionId.keyUsage, true, asn1.bits(Uint8Array.of(0x06), 1)),
    extension(asn1, ExtensionId.subjectKeyId, false, asn1.octets(keyIdOf(spki))),
  ];
  const dates = validity(options.now, ROOT_DAYS);
  return assemble(asn1, { issuer: name, subject: name, ...dates, spki, extensions, signer: options.key });
}

export interface LeafOptions {
  /** Root certificate, PEM. */
  readonly root: string;
  readonly rootKey: KeyObject;
  readonly id: PeerId;
  readonly name: string;
  /** SPKI PEM of the RSA key that the leaf is for. */
  readonly publicKeyPem: string;
  readonly now: Date;
  readonly days?: number;
}

/** A leaf under a root; never valid for longer than its root. */
export async function createLeaf(options: LeafOptions): Promise<IssuedCertificate> {
  if (!isPeerId(options.id)) {
    throw new CertificateError("certificate-name", `making a leaf for id "${options.id}": no id`);
  }
  const asn1 = await Asn1Writer.load();
  const rootInfo = readRoot(options.root);
  const root = parseX509(rootInfo.der);
  const spki = exportSpki(createPublicKey(options.publicKeyPem));
  const dates = validity(options.now, options.days ?? LEAF_DAYS);
  if (dates.notAfter > rootInfo.notAfter) dates.notAfter = rootInfo.notAfter;
  if (options.now >= rootInfo.notAfter) {
    throw new CertificateError("bad-certificate", `making a leaf under "${rootInfo.name}": the root has expired`);
  }
  return assemble(asn1, {
    issuer: root.subject.raw,
    subject: asn1.encode(commonName(asn1, options.name)),
    ...dates,
    spki,
    extensions: leafExtensions(asn1, options.id, keyIdOf(spki), keyIdOf(root.spki)),
    signer: options.rootKey,
  });
}

/** A PKCS #10 signing request (RFC 2986) for a key, PEM. Only key and name count; the authority adds the rest. */
export async function createCsr(options: { name: string; key: KeyObject }): Promise<string> {
  const asn1 = await Asn1Writer.load();
  const spki = exportSpki(createPublicKey(options.key));
  const body = asn1.sequence(asn1.integer(0), commonName(asn1, options.name), asn1.raw(spki), asn1.context(0));
  return writePem("CERTIFICATE REQUEST", signed(asn1, body, options.key));
}

/** SIGNED{body} with RSA and SHA-256. */
export function signed(asn1: Asn1Writer, body: Asn1, key: KeyObject): Uint8Array {
  const signature = sign("sha256", asn1.encode(body), key);
  return asn1.encode(asn1.sequence(body, asn1.algorithm(SHA256_WITH_RSA), asn1.bits(signature)));
}

/** AlgorithmIdentifier of every signature we make. */
export const signatureAlgorithm = (asn1: Asn1Writer): Asn1 => asn1.algorithm(SHA256_WITH_RSA);

/** An X.509 extension. */
export function extension(asn1: Asn1Writer, id: string, critical: boolean, value: Asn1): Asn1 {
  return asn1.sequence(asn1.oid(id), critical ? asn1.boolean(true) : undefined, asn1.wrapped(value));
}

/** Key identifier: SHA-1 of the key bits (RFC 5280, 4.2.1.2 method 1), as OpenSSL's `hash`. A name, not a protection. */
export function keyIdOf(spki: Uint8Array): Uint8Array {
  const outer = new DerReader(readDer(spki, Tag.sequence).content);
  outer.expect(Tag.sequence);
  return createHash("sha1").update(readBitString(outer.expect(Tag.bitString))).digest();
}

/** 128 random bits; the first bit is clear and the second set, so that it is positive and always 16 octets long. */
export function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  return toHex(bytes);
}

interface CertificateParts {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  readonly extensions: Asn1[];
  readonly signer: KeyObject;
}

function assemble(asn1: Asn1Writer, parts: CertificateParts): IssuedCertificate {
  const serial = newSerial();
  const body = asn1.sequence(
    asn1.context(0, asn1.integer(2)),
    asn1.integer(serial),
    signatureAlgorithm(asn1),
    asn1.raw(parts.issuer),
    asn1.sequence(asn1.time(parts.notBefore), asn1.time(parts.notAfter)),
    asn1.raw(parts.subject),
    asn1.raw(parts.spki),
    asn1.context(3, asn1.sequence(...parts.extensions)),
  );
  const der = signed(asn1, body, parts.signer);
  return { certificate: writePem("CERTIFICATE", der), der, serial };
}

function leafExtensions(asn1: Asn1Writer, id: PeerId, keyId: Uint8Array, rootKeyId: Uint8Array): Asn1[] {
  const ascii = (text: string) => new TextEncoder().encode(text);
  const uri = asn1.contextBytes(6, ascii(peerUri(id)));
  const dns = asn1.contextBytes(2, ascii(peerHostName(id)));
  return [
    extension(asn1, ExtensionId.basicConstraints, true, asn1.sequence()),
    // digitalSignature and keyEncipherment: bits 0 and 2
    extension(asn1, ExtensionId.keyUsage, true, asn1.bits(Uint8Array.of(0xa0), 5)),
    extension(asn1, ExtensionId.extendedKeyUsage, false, asn1.sequence(asn1.oid(SERVER_AUTH), asn1.oid(CLIENT_AUTH))),
    extension(asn1, ExtensionId.subjectKeyId, false, asn1.octets(keyId)),
    extension(asn1, ExtensionId.authorityKeyId, false, asn1.sequence(asn1.contextBytes(0, rootKeyId))),
    extension(asn1, ExtensionId.subjectAltName, false, asn1.sequence(uri, dns)),
  ];
}

function commonName(asn1: Asn1Writer, name: string): Asn1 {
  if (!isDisplayName(name)) {
    throw new CertificateError(
      "certificate-name",
      `making a certificate for "${name}": 1 to 64 visible characters are due`,
    );
  }
  return asn1.sequence(asn1.set(asn1.sequence(asn1.oid(COMMON_NAME), asn1.utf8(name))));
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - BACKDATED_DAYS * DAY), notAfter: new Date(now.getTime() + days * DAY) };
}

/** SPKI DER of a public key, which must be RSA. */
export function exportSpki(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== "rsa") {
    throw new CertificateError(
      "bad-certificate",
      `making a certificate over a key of type "${key.asymmetricKeyType}": not RSA`,
    );
  }
  return new Uint8Array(Buffer.from(key.export({ type: "spki", format: "der" })));
}
