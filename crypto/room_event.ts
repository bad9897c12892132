/** What the events of rooms are made of that needs hashes and signatures. `docs/specs/rooms-v1.md`, sections 1, 2 and 7. */
import { Buffer } from "node:buffer";
import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { isWeakSignKey, publicKeyFromRaw, RAW_KEY_BYTES } from "./raw_keys.ts";
import type { Fingerprint } from "./types.ts";

const EVERYONE_LABEL = "parley room everyone v1\0";
const EVENT_LABEL = Buffer.from("parley room event v1\0");
const ROOM_BYTES = 32;
/** Hex digits of the hash of a bucket. */
const BUCKET_DIGITS = 8;

/** Id of the room of all who have a certificate of this root. */
export function everyoneRoomId(root: Fingerprint): string {
  return createHash("sha256").update(EVERYONE_LABEL).update(root, "hex").digest("hex");
}

/** @param room "" for a `create`, which is what makes the id */
export function roomSignedBytes(room: string, body: string): Uint8Array {
  const id = room === "" ? Buffer.alloc(ROOM_BYTES) : Buffer.from(room, "hex");
  return Buffer.concat([EVENT_LABEL, id, Buffer.from(body)]);
}

/** Hash of an event, hex. @param signedBytes of {@link roomSignedBytes} */
export function roomEventHash(signedBytes: Uint8Array): string {
  return createHash("sha256").update(signedBytes).digest("hex");
}

/** @param key Ed25519, private */
export function signRoomEvent(key: KeyObject, signedBytes: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, signedBytes, key));
}

/** Never throws. @param signKey raw Ed25519 public key */
export function verifyRoomEvent(signKey: Uint8Array, signedBytes: Uint8Array, signature: Uint8Array): boolean {
  if (signKey.length !== RAW_KEY_BYTES || isWeakSignKey(signKey)) return false;
  try {
    return verify(null, signedBytes, publicKeyFromRaw("Ed25519", signKey), signature);
  } catch {
    return false; // bytes that are no key signed nothing
  }
}

/** What a digest says of one bucket: the beginning of SHA-256, 8 hex digits. */
export function bucketHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, BUCKET_DIGITS);
}

/** By this, smallest first, a node chooses its neighbours: everybody another order, and the same at the next start. */
export function neighbourRank(room: string, me: string, them: string): string {
  return createHash("sha256").update(room).update(me).update(them).digest("hex");
}
