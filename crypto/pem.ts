/** PEM text (RFC 7468): blocks of base64 between labels. */

export interface PemBlock {
  /** "CERTIFICATE", "PRIVATE KEY", … */
  readonly label: string;
  readonly der: Uint8Array;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/** Every well-formed block, in order. Text around blocks is ignored, as RFC 7468 section 2 asks of readers. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [, label, body] of text.matchAll(BLOCK)) {
    const der = decodeBase64(body.replace(/\s+/g, ""));
    if (der) blocks.push({ label, der });
  }
  return blocks;
}

/** The first block with this label, or undefined. */
export function findPem(text: string, label: string): Uint8Array | undefined {
  return readPem(text).find((block) => block.label === label)?.der;
}

export function writePem(label: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** DER of a certificate given as PEM or DER; undefined when the text holds none. */
export function certificateDer(certificate: string | Uint8Array): Uint8Array | undefined {
  if (typeof certificate === "string") return findPem(certificate, "CERTIFICATE");
  if (certificate[0] === 0x30) return certificate;
  return findPem(new TextDecoder().decode(certificate), "CERTIFICATE");
}

function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
