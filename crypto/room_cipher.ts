/** Seals of rooms under their keys: what is said, and the keys before. `docs/specs/rooms-v1.md`, section 6. */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SEAL_TAG_BYTES } from "./session.ts";

const CIPHER = "aes-256-gcm";
const OPTIONS = { authTagLength: SEAL_TAG_BYTES };
const KEY_BYTES = 32;
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const EVERYONE_INFO = "parley/1 room everyone";
const SAID_LABEL = Buffer.from("parley room said v1\0");
const BEFORE_LABEL = Buffer.from("parley room key before v1\0");

/** Name of the one key of Everyone. */
export const EVERYONE_KEY_ID = "0".repeat(2 * KEY_ID_BYTES);

/** Where something said stands: nobody can move it to another place. */
export interface SaidPlace {
  readonly room: string;
  readonly stream: string;
  readonly seq: number;
}

/** Key of Everyone: as public among its members as the root is. */
export function everyoneKey(rootDer: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", rootDer, "", EVERYONE_INFO, KEY_BYTES));
}

/** For a private room. */
export function newRoomKey(): { id: string; key: Uint8Array } {
  return { id: randomBytes(KEY_ID_BYTES).toString("hex"), key: new Uint8Array(randomBytes(KEY_BYTES)) };
}

/** A random nonce of 96 bits: of one key, 2^32 of them are good (NIST SP 800-38D, section 8.3), more than a room says. */
export function sealSaid(key: Uint8Array, at: SaidPlace, plain: Uint8Array): { nonce: Uint8Array; box: Uint8Array } {
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce: new Uint8Array(nonce), box: seal(key, nonce, saidBytes(at), plain) };
}

/** @returns undefined when it was not sealed so, for this place, under this key */
export function openSaid(
  key: Uint8Array,
  at: SaidPlace,
  { nonce, box }: { readonly nonce: Uint8Array; readonly box: Uint8Array },
): Uint8Array | undefined {
  return open(key, nonce, saidBytes(at), box);
}

/** Which key is sealed under which. */
export interface BeforePlace {
  readonly room: string;
  /** The new key. */
  readonly id: string;
  /** The old one. */
  readonly before: string;
}

/** Whoever has the new key has the old one: nonce, ciphertext, tag. */
export function sealKeyBefore(newKey: Uint8Array, at: BeforePlace, oldKey: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  return new Uint8Array(Buffer.concat([nonce, seal(newKey, nonce, beforeBytes(at), oldKey)]));
}

export function openKeyBefore(newKey: Uint8Array, at: BeforePlace, box: Uint8Array): Uint8Array | undefined {
  const key = open(newKey, box.subarray(0, NONCE_BYTES), beforeBytes(at), box.subarray(NONCE_BYTES));
  return key?.length === KEY_BYTES ? key : undefined;
}

function saidBytes({ room, stream, seq }: SaidPlace): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return Buffer.concat([SAID_LABEL, Buffer.from(room, "hex"), Buffer.from(stream, "hex"), number]);
}

function beforeBytes({ room, id, before }: BeforePlace): Uint8Array {
  return Buffer.concat([BEFORE_LABEL, Buffer.from(room + id + before, "hex")]);
}

function seal(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, OPTIONS);
  cipher.setAAD(associated);
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

function open(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, box: Uint8Array): Uint8Array | undefined {
  const length = box.length - SEAL_TAG_BYTES;
  if (length < 0 || nonce.length !== NONCE_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, nonce, OPTIONS);
  decipher.setAAD(associated);
  decipher.setAuthTag(box.subarray(length));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(box.subarray(0, length)), decipher.final()]));
  } catch {
    return undefined; // not what was sealed: the caller shows it as unreadable
  }
}
