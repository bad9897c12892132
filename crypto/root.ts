/** The profile of a root (`docs/specs/identity-v1.md`, "Root"), and whether a root issued a leaf. */
import { contextPrimitive, DerError, DerReader, readDer, Tag } from "./der.ts";
import { toHex } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { isDisplayName } from "./names.ts";
import { certificateDer, writePem } from "./pem.ts";
import {
  basicConstraints,
  checkKeyAndExtensions,
  KeyUsage,
  keyUsage,
  onlyCommonName,
  openCertificate,
  reading,
} from "./profile.ts";
import type { Fingerprint } from "./types.ts";
import { ExtensionId, isSignedBy, parseX509, type X509 } from "./x509.ts";

/** What a root certificate says. */
export interface RootInfo {
  readonly fingerprint: Fingerprint;
  /** Subject CN. */
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** PEM. */
  readonly certificate: string;
  readonly der: Uint8Array;
  /** SPKI DER of the RSA key. */
  readonly publicKey: Uint8Array;
}

/**
 * A root, from PEM or DER. Its own signature is verified; dates are not judged here.
 * @throws {CertificateError} when it is not a root of the profile
 */
export function readRoot(pemOrDer: string | Uint8Array): RootInfo {
  const der = certificateDer(pemOrDer);
  if (!der) throw new CertificateError("bad-certificate", "reading a root: no CERTIFICATE block in the text");
  const root = openCertificate(der);
  return reading("reading a root certificate", () => {
    if (root.version !== 3) throw new CertificateError("certificate-version", "reading a root: not version 3");
    checkCa(root);
    const name = onlyCommonName(root.subject);
    if (name === undefined || !isDisplayName(name)) {
      throw new CertificateError(
        "certificate-name",
        "reading a root: subject is not one common name that can be shown",
      );
    }
    checkKeyAndExtensions(root);
    if (!sameBytes(root.issuer.raw, root.subject.raw) || !signedBy(root, root)) {
      throw new CertificateError("bad-certificate", `reading root "${name}": it is not signed by itself`);
    }
    const { notBefore, notAfter, spki } = root;
    const certificate = writePem("CERTIFICATE", der);
    return { fingerprint: fingerprintOf(der), name, notBefore, notAfter, certificate, der, publicKey: spki };
  });
}

/** Did this root sign this leaf? The signature is really verified. Dates and profile are other questions. */
export function isIssuedBy(leafDer: Uint8Array, rootPemOrDer: string | Uint8Array): boolean {
  const rootDer = certificateDer(rootPemOrDer);
  if (!rootDer) return false;
  try {
    const leaf = parseX509(leafDer);
    const root = parseX509(rootDer);
    return sameBytes(leaf.issuer.raw, root.subject.raw) && keyIdsAgree(leaf, root) &&
      basicConstraints(root).ca && signedBy(leaf, root);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function checkCa(root: X509): void {
  const { ca, pathLength } = basicConstraints(root);
  const usage = keyUsage(root);
  if (!ca || pathLength !== 0) {
    throw new CertificateError("certificate-usage", "reading a root: not a CA of path length 0");
  }
  if (!usage?.has(KeyUsage.keyCertSign) || !usage.has(KeyUsage.crlSign)) {
    throw new CertificateError("certificate-usage", "reading a root: key usage lacks certificate or list signing");
  }
}

const signedBy = (child: X509, parent: X509) =>
  isSignedBy(child.tbs, child.signatureAlgorithm, child.signature, parent.spki);

/** AuthorityKeyIdentifier and SubjectKeyIdentifier, where both are there, name the same key (RFC 5280, 4.2.1.1). */
function keyIdsAgree(leaf: X509, root: X509): boolean {
  const wanted = leaf.extensions.get(ExtensionId.authorityKeyId);
  const own = root.extensions.get(ExtensionId.subjectKeyId);
  if (!wanted || !own) return true;
  const keyId = new DerReader(readDer(wanted.value, Tag.sequence).content).optional(contextPrimitive(0));
  return !keyId || sameBytes(keyId.content, readDer(own.value, Tag.octetString).content);
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => toHex(a) === toHex(b);
