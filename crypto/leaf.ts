/** The profile of a leaf (`docs/specs/identity-v1.md`, "Leaf"), in the order in which admission names what is wrong. */
import { contextPrimitive, DerReader, readDer, Tag } from "./der.ts";
import { decodeAscii, readOid } from "./der_values.ts";
import { CertificateError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { isDisplayName, isPeerId, peerHostName, peerUri } from "./names.ts";
import {
  basicConstraints,
  checkKeyAndExtensions,
  KeyUsage,
  keyUsage,
  onlyCommonName,
  openCertificate,
  reading,
} from "./profile.ts";
import type { LeafInfo, PeerId } from "./types.ts";
import { ExtensionId, type X509 } from "./x509.ts";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/**
 * What a leaf says about its owner. Dates and signature are not judged here: that needs a clock and a root.
 * @throws {CertificateError} with the first thing wrong: version, CA, usage, name, then key and signature algorithm
 */
export function readLeaf(der: Uint8Array): LeafInfo {
  const certificate = openCertificate(der);
  return reading("reading a leaf certificate", () => {
    checkVersion(certificate);
    checkNotCa(certificate);
    checkUsage(certificate);
    const id = readId(certificate);
    const name = readName(certificate);
    checkKeyAndExtensions(certificate);
    const { serial, notBefore, notAfter, spki } = certificate;
    return { id, name, fingerprint: fingerprintOf(der), serial, notBefore, notAfter, publicKey: spki };
  });
}

// The TLS stack does not check the handshake signature of a version 1 certificate: whoever shows one has proven nothing.
function checkVersion({ version }: X509): void {
  if (version !== 3) throw new CertificateError("certificate-version", `reading a leaf of version "${version}": not 3`);
}

function checkNotCa(certificate: X509): void {
  if (basicConstraints(certificate).ca) {
    throw new CertificateError("certificate-is-ca", "reading a leaf: it may sign certificates (CA:TRUE)");
  }
}

function checkUsage(certificate: X509): void {
  const usage = keyUsage(certificate);
  const signsOthers = usage?.has(KeyUsage.keyCertSign) || usage?.has(KeyUsage.crlSign);
  if (!usage?.has(KeyUsage.digitalSignature) || signsOthers) {
    throw new CertificateError("certificate-usage", "reading a leaf: key usage is not that of a leaf");
  }
  const extended = extendedUsage(certificate);
  if (!extended.has(SERVER_AUTH) || !extended.has(CLIENT_AUTH)) {
    throw new CertificateError("certificate-usage", "reading a leaf: extended key usage lacks server or client");
  }
}

function extendedUsage(certificate: X509): Set<string> {
  const extension = certificate.extensions.get(ExtensionId.extendedKeyUsage);
  const usages = new Set<string>();
  if (!extension) return usages;
  const list = new DerReader(readDer(extension.value, Tag.sequence).content);
  while (!list.done) usages.add(readOid(list.expect(Tag.oid)));
  return usages;
}

/** Exactly one URI and one DNS name, of one and the same id. */
function readId(certificate: X509): PeerId {
  const extension = certificate.extensions.get(ExtensionId.subjectAltName);
  if (!extension) throw new CertificateError("certificate-name", "reading a leaf: no subject alternative name");
  const names = new DerReader(readDer(extension.value, Tag.sequence).content);
  const found: string[] = [];
  while (!names.done && found.length < 3) {
    const { tag, content } = names.next();
    if (tag === contextPrimitive(6)) found.push(`uri ${decodeAscii(content)}`);
    else if (tag === contextPrimitive(2)) found.push(`dns ${decodeAscii(content)}`);
    else found.push("other");
  }
  const id = found.find((name) => name.startsWith("uri parley:"))?.slice("uri parley:".length);
  const wanted = isPeerId(id) ? [`dns ${peerHostName(id)}`, `uri ${peerUri(id)}`] : [];
  if (!isPeerId(id) || found.sort().join("\n") !== wanted.join("\n")) {
    throw new CertificateError(
      "certificate-name",
      "reading a leaf: alternative names are not one id as URI and DNS name",
    );
  }
  return id;
}

function readName(certificate: X509): string {
  const name = onlyCommonName(certificate.subject);
  if (name === undefined || !isDisplayName(name)) {
    throw new CertificateError("certificate-name", "reading a leaf: subject is not one common name that can be shown");
  }
  return name;
}
