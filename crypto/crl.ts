/** Certificate revocation lists (RFC 5280, section 5): what an authority takes back. */
import type { KeyObject } from "node:crypto";
import { createPublicKey } from "node:crypto";
import { Asn1Writer } from "./asn1.ts";
import { exportSpki, extension, keyIdOf, signatureAlgorithm, signed } from "./certificate.ts";
import { context, DerError, DerReader, type DerValue, readDer, Tag } from "./der.ts";
import { readNumber, readSerial, readTime, toHex } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import type { Asn1 } from "./forge.ts";
import { MAX_CRL_BYTES } from "./limits.ts";
import { findPem, writePem } from "./pem.ts";
import { readRoot } from "./root.ts";
import type { Fingerprint } from "./types.ts";
import { ExtensionId, isSignedBy, parseX509, readAlgorithm, readExtensions, readSigned } from "./x509.ts";

const REASON_CODE = "2.5.29.21";

/** Reasons of RFC 5280 5.3.1 that make sense for a person's certificate, spelled as OpenSSL's `-crl_reason`. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

export interface RevokedCertificate {
  /** Hex. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason?: RevocationReason;
}

/** A list whose signature was verified. */
export interface Crl {
  /** Fingerprint of the root that signed it. */
  readonly root: Fingerprint;
  /** Rises with every list of an authority: a lower one is older. */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Lower-case hex without leading zeros, as `LeafInfo.serial`. */
  readonly serials: Set<string>;
  /** The list alone, whatever stood around it. */
  readonly pem: string;
}

export interface CrlOptions {
  /** Root certificate, PEM. */
  readonly root: string;
  readonly rootKey: KeyObject;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedCertificate[];
}

/** A version 2 list, PEM. */
export async function createCrl(options: CrlOptions): Promise<string> {
  const asn1 = await Asn1Writer.load();
  const root = parseX509(readRoot(options.root).der);
  const keyId = keyIdOf(exportSpki(createPublicKey(options.rootKey)));
  const entries = options.revoked.map((entry) => revokedEntry(asn1, entry));
  const body = asn1.sequence(
    asn1.integer(1),
    signatureAlgorithm(asn1),
    asn1.raw(root.subject.raw),
    asn1.time(options.thisUpdate),
    asn1.time(options.nextUpdate),
    entries.length > 0 ? asn1.sequence(...entries) : undefined,
    asn1.context(
      0,
      asn1.sequence(
        extension(asn1, ExtensionId.authorityKeyId, false, asn1.sequence(asn1.contextBytes(0, keyId))),
        extension(asn1, ExtensionId.crlNumber, false, asn1.integer(options.number)),
      ),
    ),
  );
  return writePem("X509 CRL", signed(asn1, body, options.rootKey));
}

/**
 * Read a list (PEM or DER) and verify that this root signed it. An old list is still a list: what it revokes stays
 * revoked, so `nextUpdate` is not judged here.
 * @throws {CertificateError} `bad-certificate` when it is not a list, or not this root's
 */
export function parseCrl(crl: string | Uint8Array, rootPem: string): Crl {
  const root = readRoot(rootPem);
  const der = typeof crl === "string" ? findPem(crl, "X509 CRL") : derOf(crl);
  if (!der) throw refusal("no X509 CRL block in the text");
  if (der.length > MAX_CRL_BYTES) throw refusal(`"${der.length}" bytes are too large`);
  try {
    const [body, algorithm, signature] = readSigned(der);
    const list = readBody(body);
    if (toHex(list.issuer.raw) !== toHex(parseX509(root.der).subject.raw)) throw refusal(`not of "${root.name}"`);
    if (list.algorithm !== algorithm || !isSignedBy(body.raw, algorithm, signature, root.publicKey)) {
      throw refusal(`not signed by "${root.name}"`);
    }
    const { number, thisUpdate, nextUpdate } = list;
    // Last: a list may be long, and others' need not be read.
    const serials = readSerials(list.entries);
    return { root: root.fingerprint, number, thisUpdate, nextUpdate, serials, pem: writePem("X509 CRL", der) };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw refusal(error.message, error);
  }
}

function readBody(body: DerValue) {
  const list = new DerReader(body.content);
  if (readNumber(list.expect(Tag.integer)) !== 1) throw new DerError("not a version 2 list");
  const algorithm = readAlgorithm(list.expect(Tag.sequence));
  const issuer = list.expect(Tag.sequence);
  const thisUpdate = readTime(list.next());
  const nextUpdate = readTime(list.next());
  const entries = list.optional(Tag.sequence);
  const extensions = readExtensions(list.optional(context(0)));
  list.end();
  const numberValue = extensions.get(ExtensionId.crlNumber);
  if (!numberValue) throw new DerError("a list without a number");
  for (const [id, { critical }] of extensions) {
    // such as issuingDistributionPoint: the list would not mean what we take it for
    if (critical) throw new DerError(`critical extension "${id}" is unknown`);
  }
  const number = readNumber(readDer(numberValue.value, Tag.integer));
  return { algorithm, issuer, thisUpdate, nextUpdate, number, entries };
}

function readSerials(entries: DerValue | undefined): Set<string> {
  const serials = new Set<string>();
  if (!entries) return serials;
  const reader = new DerReader(entries.content);
  while (!reader.done) serials.add(readSerial(reader.enter(Tag.sequence).expect(Tag.integer)));
  return serials;
}

function revokedEntry(asn1: Asn1Writer, { serial, revokedAt, reason = "unspecified" }: RevokedCertificate): Asn1 {
  const code = REVOCATION_REASONS[reason];
  // RFC 5280 5.3.1: "unspecified" is said by leaving the reason out
  const why = code === 0 ? undefined : asn1.sequence(extension(asn1, REASON_CODE, false, asn1.enumerated(code)));
  return asn1.sequence(asn1.integer(serial), asn1.time(revokedAt), why);
}

function derOf(bytes: Uint8Array): Uint8Array | undefined {
  return bytes[0] === Tag.sequence ? bytes : findPem(new TextDecoder().decode(bytes), "X509 CRL");
}

function refusal(why: string, cause?: unknown): CertificateError {
  return new CertificateError("bad-certificate", `reading a revocation list: ${why}`, { cause });
}
