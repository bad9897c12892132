/** The text files in which an authority keeps what it issued: OpenSSL's `index.txt`, and `ids.txt` beside it. */
import type { RevocationReason } from "./crl.ts";
import { REVOCATION_REASONS } from "./crl.ts";
import { CaError } from "./errors.ts";
import { isPeerId } from "./names.ts";
import type { PeerId } from "./types.ts";

/** One line of `index.txt`. */
export interface IndexEntry {
  /** Upper-case hex, an even number of digits, as OpenSSL writes it. */
  readonly serial: string;
  readonly notAfter: Date;
  readonly revokedAt?: Date;
  readonly reason?: RevocationReason;
  /** Subject in OpenSSL's one-line form. */
  readonly subject: string;
}

/** One line of `ids.txt`: which id and name a serial was issued for. */
export interface IdEntry {
  readonly id: PeerId;
  /** Upper-case hex. */
  readonly serial: string;
  readonly name: string;
}

/** Serial as OpenSSL's files spell it. */
export function fileSerial(serial: string): string {
  const digits = serial.toUpperCase().replace(/^0+(?=.)/, "");
  return digits.length % 2 ? `0${digits}` : digits;
}

export function parseIndex(text: string): IndexEntry[] {
  return lines(text).map(({ line, number }) => {
    const [flag, expires, revoked, serial, , subject] = line.split("\t");
    if (!/^[VRE]$/.test(flag) || subject === undefined || !/^[0-9A-Fa-f]+$/.test(serial)) {
      throw new CaError(`reading "index.txt", line ${number}: not a line of an OpenSSL database`);
    }
    const notAfter = parseStamp(expires, number);
    if (flag !== "R") return { serial: fileSerial(serial), notAfter, subject };
    const [at, reason] = revoked.split(",");
    const revokedAt = parseStamp(at, number);
    return { serial: fileSerial(serial), notAfter, revokedAt, reason: knownReason(reason), subject };
  });
}

export function formatIndex(entries: readonly IndexEntry[], now: Date): string {
  return entries.map((entry) => `${formatEntry(entry, now)}\n`).join("");
}

function formatEntry({ serial, notAfter, revokedAt, reason, subject }: IndexEntry, now: Date): string {
  const flag = revokedAt ? "R" : notAfter < now ? "E" : "V";
  const why = reason && reason !== "unspecified" ? `,${reason}` : "";
  const revoked = revokedAt ? `${formatStamp(revokedAt)}${why}` : "";
  return [flag, formatStamp(notAfter), revoked, serial, "unknown", subject].join("\t");
}

export function parseIds(text: string): IdEntry[] {
  return lines(text).map(({ line, number }) => {
    const [id, serial, name] = line.split("\t");
    if (!isPeerId(id) || name === undefined || !/^[0-9A-Fa-f]+$/.test(serial)) {
      throw new CaError(`reading "ids.txt", line ${number}: not "id, serial, name"`);
    }
    return { id, serial: fileSerial(serial), name };
  });
}

export function formatIds(entries: readonly IdEntry[]): string {
  return entries.map(({ id, serial, name }) => `${id}\t${serial}\t${name}\n`).join("");
}

/**
 * `/CN=name` as OpenSSL's X509_NAME_oneline spells it: slash and plus escaped, bytes that are not
 * printable ASCII as \xHH. For people to read; nothing is decided by it.
 */
export function onelineSubject(name: string): string {
  const bytes = Array.from(new TextEncoder().encode(name));
  const text = bytes.map((byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    const character = String.fromCharCode(byte);
    return "/+".includes(character) ? `\\${character}` : character;
  });
  return `/CN=${text.join("")}`;
}

function lines(text: string): { line: string; number: number }[] {
  return text.split(/\r?\n/).map((line, at) => ({ line, number: at + 1 })).filter(({ line }) => line !== "");
}

function knownReason(text: string | undefined): RevocationReason {
  return text !== undefined && Object.hasOwn(REVOCATION_REASONS, text) ? text as RevocationReason : "unspecified";
}

/** UTCTime until 2049, GeneralizedTime after: OpenSSL copies what stands in the certificate. */
function formatStamp(date: Date): string {
  const digits = date.toISOString().slice(0, 19).replace(/[-:T]/g, "");
  return `${date.getUTCFullYear() < 2050 ? digits.slice(2) : digits}Z`;
}

function parseStamp(text: string, number: number): Date {
  const full = /^\d{12}Z$/.test(text) ? (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
  const date = parts && new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`);
  if (!date || Number.isNaN(date.getTime())) {
    throw new CaError(`reading "index.txt", line ${number}: "${text}" is not a time`);
  }
  return date;
}
