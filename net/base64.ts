/** base64url without padding (RFC 4648 section 5), read strictly: one spelling per value. */
import { Buffer } from "node:buffer";

export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** @returns undefined when the text is not the one base64url text of its bytes */
export function fromBase64Url(text: unknown): Uint8Array | undefined {
  if (typeof text !== "string") return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : undefined;
}

/** The same of so many bytes. @returns undefined when there are fewer or more, too */
export function bytesFromBase64Url(text: unknown, least: number, most = least): Uint8Array | undefined {
  const bytes = fromBase64Url(text);
  return bytes !== undefined && bytes.length >= least && bytes.length <= most ? bytes : undefined;
}
