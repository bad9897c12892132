/** The invite's text form: `docs/specs/wire-v1.md`, section 7. One invite has exactly one text. */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { decode, encode } from "cborg";
import type { Fingerprint, PeerId } from "../crypto/types.ts";
import { checkAddress } from "./addresses.ts";
import { MAX_ADDRESSES, MAX_INVITE_LENGTH, MAX_NAME_LENGTH } from "./limits.ts";
import type { Address } from "./types.ts";

/** What an invite says. */
export interface InviteContent {
  readonly id: PeerId;
  readonly name: string;
  /** Of the inviter's root. */
  readonly root: Fingerprint;
  readonly addresses: readonly Address[];
  /** 16 random bytes; whoever has them may pair. */
  readonly secret: Uint8Array;
  /** Milliseconds since the epoch; the text form keeps whole seconds. */
  readonly expiresAt: number;
  readonly hub?: Address;
}

const PREFIX = "parley:";
const VERSION = 1;
const KEY = { version: 0, id: 1, name: 2, root: 3, addresses: 4, secret: 5, expiry: 6, hub: 7 } as const;
const MAX_ID = 2 ** 40 - 1;
const SECRET_BYTES = 16;

/** Public name of an invite: shows that one knows the secret without telling it. */
export function inviteId(secret: Uint8Array): string {
  return createHmac("sha256", secret).update("parley-pair/1 id").digest("hex").slice(0, 32);
}

/**
 * The text to hand over. Addresses that would make it longer than {@link MAX_INVITE_LENGTH} are left out, last first.
 * @throws RangeError when a field is not one an invite can say
 */
export function encodeInvite(invite: InviteContent): string {
  const addresses = invite.addresses.slice(0, MAX_ADDRESSES);
  for (;;) {
    const text = textOf(mapOf(invite, addresses));
    if (text.length <= MAX_INVITE_LENGTH) {
      decodeInvite(text); // what we write, everybody must be able to read
      return text;
    }
    if (addresses.pop() === undefined) throw new RangeError(`invite of "${invite.name}": too long`);
  }
}

function mapOf(invite: InviteContent, addresses: readonly Address[]): Map<number, unknown> {
  const map = new Map<number, unknown>([
    [KEY.version, VERSION],
    [KEY.id, Number(invite.id)],
    [KEY.name, invite.name],
    [KEY.root, new Uint8Array(Buffer.from(invite.root, "hex"))],
    [KEY.addresses, addresses.map(({ host, port }) => [host, port])],
    [KEY.secret, invite.secret],
    [KEY.expiry, Math.floor(invite.expiresAt / 1000)],
  ]);
  if (invite.hub !== undefined) map.set(KEY.hub, [invite.hub.host, invite.hub.port]);
  return map;
}

function textOf(map: Map<unknown, unknown>): string {
  return PREFIX + Buffer.from(encode(map)).toString("base64url");
}

/**
 * Read an invite. Does not look at the clock: an expired invite is still an invite.
 * @throws RangeError when it is of another version
 * @throws SyntaxError when it is not an invite
 */
export function decodeInvite(text: string): InviteContent {
  const map = read(text);
  const version = map.get(KEY.version);
  if (version !== VERSION) {
    if (!Number.isInteger(version)) malformed("key 0 is not a number");
    throw new RangeError(`invite: version "${version}": this program reads version ${VERSION}, a newer one is needed`);
  }
  return {
    id: readId(map.get(KEY.id)),
    name: readName(map.get(KEY.name)),
    root: Buffer.from(readBytes(map.get(KEY.root), 32, "root")).toString("hex"),
    addresses: readAddresses(map.get(KEY.addresses)),
    secret: readBytes(map.get(KEY.secret), SECRET_BYTES, "secret"),
    expiresAt: readExpiry(map.get(KEY.expiry)),
    ...(map.has(KEY.hub) ? { hub: readAddress(map.get(KEY.hub)) } : {}),
  };
}

function read(text: string): Map<unknown, unknown> {
  if (!text.startsWith(PREFIX)) malformed(`does not begin with "${PREFIX}"`);
  if (text.length > MAX_INVITE_LENGTH) malformed(`longer than ${MAX_INVITE_LENGTH} characters`);
  let map: unknown;
  try {
    const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
    const options = { allowIndefinite: false, allowUndefined: false, rejectDuplicateMapKeys: true };
    map = decode(bytes, { useMaps: true, strict: true, ...options });
  } catch (cause) {
    malformed("cut off or changed", cause);
  }
  // Only one text for one invite (RFC 8949 section 4.2): key order, UTF-8 and unused base64 bits included.
  if (!(map instanceof Map) || textOf(map) !== text) malformed("cut off or changed");
  return map;
}

function readId(value: unknown): PeerId {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > MAX_ID) malformed("id out of range");
  return String(value);
}

function readName(value: unknown): string {
  if (typeof value !== "string" || value.length > MAX_NAME_LENGTH) malformed("name missing or too long");
  return value;
}

function readBytes(value: unknown, length: number, what: string): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== length) malformed(`${what} is not ${length} bytes`);
  return new Uint8Array(value);
}

function readAddresses(value: unknown): Address[] {
  if (!Array.isArray(value) || value.length > MAX_ADDRESSES) malformed("addresses missing or too many");
  return value.map(readAddress);
}

function readAddress(value: unknown): Address {
  const found = Array.isArray(value) && value.length === 2 ? checkAddress(value[0], value[1]) : undefined;
  return found ?? malformed("an address is not [host, port]");
}

function readExpiry(value: unknown): number {
  // 2^43 seconds in milliseconds still is an exact number and a valid date.
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 8.64e12) {
    malformed("expiry out of range");
  }
  return (value as number) * 1000;
}

function malformed(what: string, cause?: unknown): never {
  throw new SyntaxError(`invite: ${what}; copy it again, from "${PREFIX}" to its end`, { cause });
}
