/** Meaning of single DER values: numbers, object identifiers, times, bits and text. Throws {@link DerError} only. */
import { DerError, type DerValue, Tag } from "./der.ts";

/** OBJECT IDENTIFIER in dotted form. */
export function readOid(value: DerValue): string {
  const bytes = content(value, Tag.oid);
  if (bytes.length === 0 || bytes.length > 32) throw new DerError("reading an object identifier: empty or too long");
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const byte of bytes) {
    if (fresh && byte === 0x80) throw new DerError("reading an object identifier: not in its shortest form");
    if (arc > 2 ** 40) throw new DerError("reading an object identifier: arc too large");
    arc = arc * 128 + (byte & 0x7f);
    fresh = (byte & 0x80) === 0;
    if (fresh) {
      arcs.push(arc);
      arc = 0;
    }
  }
  if (!fresh) throw new DerError("reading an object identifier: data ends inside an arc");
  const first = Math.min(2, Math.floor(arcs[0] / 40));
  return [first, arcs[0] - first * 40, ...arcs.slice(1)].join(".");
}

/** Bytes of a non-negative INTEGER without the sign octet; zero is one zero byte. */
export function readUnsigned(value: DerValue): Uint8Array {
  const bytes = content(value, Tag.integer);
  if (bytes.length === 0) throw new DerError("reading an integer: empty");
  if (bytes[0] & 0x80) throw new DerError("reading an integer: negative");
  if (bytes.length === 1 || bytes[0] !== 0) return bytes;
  if ((bytes[1] & 0x80) === 0) throw new DerError("reading an integer: not in its shortest form");
  return bytes.subarray(1);
}

/** A non-negative INTEGER that a JavaScript number holds exactly. */
export function readNumber(value: DerValue): number {
  const bytes = readUnsigned(value);
  if (bytes.length > 6) throw new DerError("reading an integer: larger than expected");
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** A positive INTEGER as lower-case hex without leading zeros; at most 20 octets (RFC 5280, 4.1.2.2). */
export function readSerial(value: DerValue): string {
  const bytes = readUnsigned(value);
  if (bytes.length > 20 || value.content.length > 20) {
    throw new DerError("reading a serial number: longer than 20 octets");
  }
  const text = toHex(bytes).replace(/^0+/, "");
  if (text === "") throw new DerError("reading a serial number: zero");
  return text;
}

export function readBoolean(value: DerValue): boolean {
  const bytes = content(value, Tag.boolean);
  if (bytes.length !== 1 || (bytes[0] !== 0 && bytes[0] !== 0xff)) throw new DerError("reading a boolean: not DER");
  return bytes[0] !== 0;
}

/** Bytes of a BIT STRING that fills whole octets. */
export function readBitString(value: DerValue): Uint8Array {
  const bytes = content(value, Tag.bitString);
  if (bytes.length === 0 || bytes[0] !== 0) throw new DerError("reading a bit string: not whole octets");
  return bytes.subarray(1);
}

/** Numbers of the bits that are set (named bits, X.680 22.7), at most 16 of them. */
export function readNamedBits(value: DerValue): Set<number> {
  const bytes = content(value, Tag.bitString);
  if (bytes.length === 0 || bytes.length > 3 || bytes[0] > 7) throw new DerError("reading named bits: wrong size");
  const bits = new Set<number>();
  for (let i = 0; i < (bytes.length - 1) * 8; i++) {
    if (bytes[1 + (i >> 3)] & (0x80 >> (i & 7))) bits.add(i);
  }
  return bits;
}

/** UTCTime or GeneralizedTime in the forms RFC 5280 4.1.2.5 allows: seconds given, zone Z. */
export function readTime(value: DerValue): Date {
  const text = String.fromCharCode(...value.content.subarray(0, 16));
  const utc = value.tag === Tag.utcTime && /^\d{12}Z$/.test(text);
  const full = value.tag === Tag.generalizedTime && /^\d{14}Z$/.test(text);
  if (!utc && !full) throw new DerError("reading a time: not in the form of RFC 5280");
  const digits = full ? text : (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits)!;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) {
    throw new DerError("reading a time: no such date");
  }
  return date;
}

/** Text of a UTF8String, PrintableString or IA5String. */
export function readText(value: DerValue): string {
  if (value.tag === Tag.utf8String) return decodeUtf8(value.content);
  if (value.tag !== Tag.printableString && value.tag !== Tag.ia5String) {
    throw new DerError("reading text: not a UTF8String, PrintableString or IA5String");
  }
  return decodeAscii(value.content);
}

/** Text of implicitly tagged IA5String bytes. */
export function decodeAscii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7e || byte < 0x20)) throw new DerError("reading text: not printable ASCII");
  return decodeUtf8(bytes);
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DerError("reading text: not UTF-8", { cause });
  }
}

function content(value: DerValue, tag: number): Uint8Array {
  if (value.tag !== tag) throw new DerError(`reading DER: tag 0x${value.tag.toString(16)} is not the one due`);
  return value.content;
}
