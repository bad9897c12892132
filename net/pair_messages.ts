/** The two messages of pairing and what binds them to an invite and to both certificates. `docs/specs/wire-v1.md`, 7. */
import { Buffer } from "node:buffer";
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { CertificateError, isPeerId, readRoot } from "../crypto/mod.ts";
import type { Fingerprint, Identity } from "../crypto/types.ts";
import { checkAddress } from "./addresses.ts";
import { fromBase64Url, toBase64Url } from "./base64.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import { encodeJson, type JsonObject, parseJson } from "./json.ts";
import { MAX_ADDRESSES, MAX_NAME_LENGTH } from "./limits.ts";
import type { Address, PairedPeer } from "./types.ts";

const VERSION = 1;
const MAC_BYTES = 32;
const INVITE_ID = /^[0-9a-f]{32}$/;

/** Who the two sides of a pairing are, as TLS showed them. */
export interface PairBinding {
  /** 16 random bytes of the invite. */
  readonly secret: Uint8Array;
  /** Root of the inviter. */
  readonly root: Fingerprint;
  readonly serverLeaf: Fingerprint;
  readonly clientLeaf: Fingerprint;
}

export interface PairRequest {
  /** Public name of the invite. */
  readonly invite: string;
  /** Exact bytes of the body, for the mac. */
  readonly body: Uint8Array;
  readonly mac: Uint8Array;
}

export type PairReply = Omit<PairRequest, "invite">;

/** The key both sides derive from the secret (HKDF, RFC 5869). */
export function pairKey({ secret, root }: Pick<PairBinding, "secret" | "root">): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, Buffer.from(root, "hex"), "parley-pair/1 mac", MAC_BYTES));
}

export function requestMac(binding: PairBinding, request: Uint8Array): Uint8Array {
  return mac(binding, "request", [request]);
}

export function replyMac(binding: PairBinding, request: Uint8Array, reply: Uint8Array): Uint8Array {
  return mac(binding, "reply", [request, reply]);
}

function mac(binding: PairBinding, word: string, bodies: readonly Uint8Array[]): Uint8Array {
  const hash = createHmac("sha256", pairKey(binding)).update(`${word}\0`);
  hash.update(Buffer.from(binding.serverLeaf, "hex")).update(Buffer.from(binding.clientLeaf, "hex"));
  for (const body of bodies) hash.update(createHash("sha256").update(body).digest());
  return new Uint8Array(hash.digest());
}

/** In constant time: how much of a mac is right must not show. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export function encodeRequest({ invite, body, mac }: PairRequest): Uint8Array {
  return encodeJson({ v: VERSION, invite, body: toBase64Url(body), mac: toBase64Url(mac) });
}

/** @throws {LinkError} "bad-packet" or "unsupported-version" */
export function parseRequest(data: Uint8Array): PairRequest {
  const message = parseMessage(data, "reading a pair-request");
  const { invite } = message;
  if (typeof invite !== "string" || !INVITE_ID.test(invite)) bad("bad-packet", "reading a pair-request", "invite");
  return { invite, ...sealedBody(message, "reading a pair-request") };
}

export function encodeReply({ body, mac }: PairReply): Uint8Array {
  return encodeJson({ v: VERSION, body: toBase64Url(body), mac: toBase64Url(mac) });
}

/** @throws {LinkError} "bad-packet" or "unsupported-version" */
export function parseReply(data: Uint8Array): PairReply {
  return sealedBody(parseMessage(data, "reading a pair-reply"), "reading a pair-reply");
}

function parseMessage(data: Uint8Array, what: string): JsonObject {
  const message = parseJson(data, "bad-packet", what);
  if (message.v === VERSION) return message;
  if (typeof message.v !== "number") bad("bad-packet", what, "v");
  throw new LinkError("unsupported-version", `${what}: version "${message.v}", this program speaks ${VERSION}`);
}

function sealedBody(message: JsonObject, what: string): PairReply {
  const body = fromBase64Url(message.body);
  const mac = fromBase64Url(message.mac);
  if (body === undefined) bad("bad-packet", what, "body");
  if (mac === undefined || mac.length !== MAC_BYTES) bad("bad-packet", what, "mac");
  return { body, mac };
}

/** What a side says of itself. */
export function encodeBody(identity: Identity, addresses: readonly Address[]): Uint8Array {
  return encodeJson({
    id: identity.id,
    name: identity.name,
    root: toBase64Url(readRoot(identity.rootCertificate).der),
    addresses: addresses.slice(0, MAX_ADDRESSES).map(({ host, port }) => [host, port]),
  });
}

/**
 * Read a body whose mac was right. That the root issued the leaf of this connection is still to be checked.
 * @throws {LinkError} "bad-certificate" for the root, "bad-packet" for the rest
 */
export function parseBody(body: Uint8Array): PairedPeer {
  const what = "reading a pairing body";
  const { id, name, root, addresses } = parseJson(body, "bad-packet", what);
  if (!isPeerId(id)) bad("bad-packet", what, "id");
  if (typeof name !== "string" || name.length > MAX_NAME_LENGTH) bad("bad-packet", what, "name");
  const read = readRootOf(root, what);
  return {
    id,
    name,
    root: read.fingerprint,
    rootCertificate: read.certificate,
    addresses: readAddresses(addresses, what),
  };
}

function readRootOf(root: unknown, what: string): { fingerprint: Fingerprint; certificate: string } {
  const der = fromBase64Url(root);
  if (der === undefined) bad("bad-certificate", what, "root");
  try {
    return readRoot(der);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new LinkError("bad-certificate", `${what}: ${cause.message}`, { cause });
  }
}

function readAddresses(addresses: unknown, what: string): Address[] {
  if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES) bad("bad-packet", what, "addresses");
  return addresses.map((pair: unknown) => {
    const found = Array.isArray(pair) && pair.length === 2 ? checkAddress(pair[0], pair[1]) : undefined;
    return found ?? bad("bad-packet", what, "addresses");
  });
}

function bad(code: CloseCode, what: string, member: string): never {
  throw new LinkError(code, `${what}: "${member}" is missing or not what it must be`);
}
