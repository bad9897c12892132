/** One announcement: 66 bytes that only members of an authority and those who know it can read. `docs/specs/discovery-v1.md`, section 1. */
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import type { PeerId } from "../../crypto/types.ts";
import { idFromBytes, idToBytes } from "../frame.ts";

export interface Announcement {
  readonly id: PeerId;
  /** TLS port. */
  readonly port: number;
  /** 16 bytes in hex: which run of the program. */
  readonly instance: string;
  /** Milliseconds since the epoch by the sender's clock. */
  readonly time: number;
  /** Tell me about you. */
  readonly ask: boolean;
  /** The program ends. */
  readonly leaving: boolean;
}

export const ANNOUNCEMENT_BYTES = 66;

/** "PRLY", version 1, and a byte for later. */
const HEAD = Uint8Array.of(0x50, 0x52, 0x4c, 0x59, 1, 0);
const NONCE_BYTES = 12;
const PLAIN_BYTES = 32;
const TAG_BYTES = 16;
const CIPHER = "chacha20-poly1305";
const TAG = { authTagLength: TAG_BYTES } as const;
const ASK = 1;
const LEAVING = 2;
/** Where `instance`, `time` and the flags stand in the plain bytes. */
const AT = { port: 5, instance: 7, time: 23, flags: 31 } as const;

/** @param root DER of the root that issued the sender's certificate */
export function discoveryKey(root: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", root, new Uint8Array(0), "parley/1 discovery", 32));
}

/** @param nonce 12 random bytes, never twice under one key */
export function sealAnnouncement(key: Uint8Array, nonce: Uint8Array, said: Announcement): Uint8Array {
  const plain = new Uint8Array(PLAIN_BYTES);
  const view = new DataView(plain.buffer);
  plain.set(idToBytes(said.id));
  view.setUint16(AT.port, said.port);
  plain.set(Uint8Array.fromHex(said.instance), AT.instance);
  view.setBigUint64(AT.time, BigInt(said.time));
  plain[AT.flags] = (said.ask ? ASK : 0) | (said.leaving ? LEAVING : 0);
  const cipher = createCipheriv(CIPHER, key, nonce, TAG);
  cipher.setAAD(HEAD, { plaintextLength: PLAIN_BYTES });
  const sealed = cipher.update(plain);
  cipher.final();
  const datagram = new Uint8Array(ANNOUNCEMENT_BYTES);
  for (const [bytes, at] of [[HEAD, 0], [nonce, 6], [sealed, 18], [cipher.getAuthTag(), 50]] as const) {
    datagram.set(bytes, at);
  }
  return datagram;
}

/** Whether it may be one; costs nothing. */
export function looksLikeAnnouncement(datagram: Uint8Array): boolean {
  return datagram.length === ANNOUNCEMENT_BYTES && HEAD.every((byte, index) => datagram[index] === byte);
}

/** @returns undefined when it is not one under this key */
export function openAnnouncement(key: Uint8Array, datagram: Uint8Array): Announcement | undefined {
  if (!looksLikeAnnouncement(datagram)) return undefined;
  const [nonce, sealed, tag] = [datagram.subarray(6, 18), datagram.subarray(18, 50), datagram.subarray(50)];
  const decipher = createDecipheriv(CIPHER, key, nonce.subarray(0, NONCE_BYTES), TAG);
  decipher.setAAD(HEAD, { plaintextLength: PLAIN_BYTES });
  decipher.setAuthTag(tag);
  const plain = new Uint8Array(decipher.update(sealed));
  try {
    decipher.final();
  } catch {
    return undefined; // of another authority, or nobody's
  }
  return readPlain(plain);
}

function readPlain(plain: Uint8Array): Announcement | undefined {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const id = idFromBytes(plain.subarray(0, AT.port));
  const port = view.getUint16(AT.port);
  const time = view.getBigUint64(AT.time);
  if (id === "0" || port === 0 || time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const flags = plain[AT.flags];
  return {
    id,
    port,
    instance: plain.subarray(AT.instance, AT.time).toHex(),
    time: Number(time),
    ask: (flags & ASK) !== 0,
    leaving: (flags & LEAVING) !== 0,
  };
}
