/**
 * A room key for one member: HPKE (RFC 9180) in base mode, single shot, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
 * AES-256-GCM. `docs/specs/rooms-v1.md`, section 6.
 */
import { Aes256Gcm, CipherSuite, DeserializeError, DhkemX25519HkdfSha256, EncapError, HkdfSha256 } from "@hpke/core";
import { Buffer } from "node:buffer";
import { type KeyObject, randomBytes } from "node:crypto";
import { RAW_KEY_BYTES } from "./raw_keys.ts";
import { SEAL_TAG_BYTES } from "./session.ts";

const LABEL = Buffer.from("parley room key v1\0");
const KEY_BYTES = 32;

/** Which key of which room. */
export interface RoomKeyPlace {
  readonly room: string;
  /** The key's. */
  readonly id: string;
}

/** A key sealed for one reader. */
export interface SealedRoomKey {
  /** Encapsulated key. */
  readonly enc: Uint8Array;
  readonly box: Uint8Array;
}

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/**
 * Bytes that are no key of the curve, or give an all-zero result (RFC 7748, section 6.1), have no owner who could read:
 * for them the box is random. So one bad key in an `add` neither stops a rotation nor is tried again for ever.
 * @param seal raw X25519 public key of the reader
 */
export async function boxRoomKey(seal: Uint8Array, at: RoomKeyPlace, key: Uint8Array): Promise<SealedRoomKey> {
  try {
    const recipientPublicKey = await suite.kem.importKey("raw", buffer(seal), true);
    const { enc, ct } = await suite.seal({ recipientPublicKey, info: infoOf(at) }, buffer(key));
    return { enc: new Uint8Array(enc), box: new Uint8Array(ct) };
  } catch (error) {
    if (!(error instanceof EncapError || error instanceof DeserializeError)) throw error;
    return {
      enc: new Uint8Array(randomBytes(RAW_KEY_BYTES)),
      box: new Uint8Array(randomBytes(KEY_BYTES + SEAL_TAG_BYTES)),
    };
  }
}

/** @param sealKey X25519, private. @returns undefined when it was not sealed for it, or as another key */
export async function openRoomKey(
  sealKey: KeyObject,
  at: RoomKeyPlace,
  { enc, box }: SealedRoomKey,
): Promise<Uint8Array | undefined> {
  try {
    const jwk = sealKey.export({ format: "jwk" });
    const recipientKey = await suite.kem.importKey("jwk", jwk as JsonWebKey, false);
    const key = await suite.open({ recipientKey, enc: buffer(enc), info: infoOf(at) }, buffer(box));
    return key.byteLength === KEY_BYTES ? new Uint8Array(key) : undefined;
  } catch {
    return undefined; // whatever was wrong with it, it holds no key for us
  }
}

function infoOf({ room, id }: RoomKeyPlace): ArrayBuffer {
  return buffer(Buffer.concat([LABEL, Buffer.from(room + id, "hex")]));
}

/** Memory that holds these bytes and nothing else, as the library wants it. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
