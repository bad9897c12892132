/**
 * Keys of one link and the seal around its contents. `docs/specs/wire-v1.md`, sections 4 and 5.
 *
 * The shape is Noise KK without its last token (https://noiseprotocol.org/noise.html, section 7.5): three X25519
 * results over fresh and card keys, hashed with both hellos, so that a stolen card opens nothing recorded before.
 */
import { Buffer } from "node:buffer";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { publicKeyFromRaw, rawPublicKey } from "./raw_keys.ts";
import type { Fingerprint } from "./types.ts";

/** Bytes that sealing adds at the end of a content: the GCM tag (NIST SP 800-38D section 5.2.1.2). */
export const SEAL_TAG_BYTES = 16;

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_LABEL = new TextEncoder().encode("parley/1 link\0");
const INFO = "parley/1 direct content";

/** Keys could not be agreed, or a content did not open. Says nothing about why: that would help only an attacker. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** A key pair for one link, forgotten with it. */
export interface EphemeralKey {
  readonly privateKey: KeyObject;
  /** Raw X25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export function newEphemeralKey(): EphemeralKey {
  const { privateKey } = generateKeyPairSync("x25519");
  return { privateKey, publicKey: rawPublicKey(privateKey) };
}

/** One side of an agreement, as that side or the other sees it. */
export interface AgreementSide<Key> {
  /** X25519 key made for this link. */
  readonly ephemeral: Key;
  /** X25519 key of the card. */
  readonly seal: Key;
  readonly fingerprint: Fingerprint;
  /** The exact bytes of this side's hello. */
  readonly hello: Uint8Array;
}

export interface Agreement {
  /** Whether we dialled. */
  readonly initiator: boolean;
  /** Private keys. */
  readonly own: AgreementSide<KeyObject>;
  /** Raw public keys. */
  readonly peer: AgreementSide<Uint8Array>;
}

/** Seals what we send and opens what we receive on one link. */
export interface Session {
  /**
   * @param contentId the nonce; MUST rise from call to call
   * @returns ciphertext with the tag at its end
   */
  seal(contentId: number, associated: Uint8Array, plain: Uint8Array): Uint8Array;
  /** @throws SealError when a single bit is not as it was sealed */
  open(contentId: number, associated: Uint8Array, sealed: Uint8Array): Uint8Array;
}

/** @throws SealError when a public key of the peer gives an all-zero result (RFC 7748 section 6.1) or is no key */
export function agree(agreement: Agreement): Session {
  const keys = deriveKeys(agreement);
  return agreement.initiator
    ? new GcmSession(keys.fromInitiator, keys.fromResponder)
    : new GcmSession(keys.fromResponder, keys.fromInitiator);
}

/** The two keys of a link, by direction. Exported for the vectors; everybody else uses {@link agree}. */
export function deriveKeys({ initiator, own, peer }: Agreement): { fromInitiator: Buffer; fromResponder: Buffer } {
  const ee = sharedSecret(own.ephemeral, peer.ephemeral);
  const es = sharedSecret(own.ephemeral, peer.seal);
  const se = sharedSecret(own.seal, peer.ephemeral);
  const [first, second] = initiator ? [own, peer] : [peer, own];
  const ikm = Buffer.concat(initiator ? [ee, es, se] : [ee, se, es]);
  const salt = createHash("sha256")
    .update(SALT_LABEL)
    .update(first.fingerprint, "hex")
    .update(second.fingerprint, "hex")
    .update(createHash("sha256").update(first.hello).digest())
    .update(createHash("sha256").update(second.hello).digest())
    .digest();
  const okm = Buffer.from(hkdfSync("sha256", ikm, salt, INFO, 2 * KEY_BYTES));
  return { fromInitiator: okm.subarray(0, KEY_BYTES), fromResponder: okm.subarray(KEY_BYTES) };
}

function sharedSecret(privateKey: KeyObject, publicKey: Uint8Array): Buffer {
  let secret: Buffer;
  try {
    secret = diffieHellman({ privateKey, publicKey: publicKeyFromRaw("X25519", publicKey) });
  } catch (cause) {
    throw new SealError("agreeing on keys: the peer's public key cannot be used", { cause });
  }
  // OpenSSL refuses these by itself; the check stays because the specification asks for it, whatever the library.
  if (secret.every((byte) => byte === 0)) throw new SealError("agreeing on keys: the shared secret is all zero");
  return secret;
}

class GcmSession implements Session {
  readonly #sealKey: Buffer;
  readonly #openKey: Buffer;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  #lastSealed = 0;

  constructor(sealKey: Buffer, openKey: Buffer) {
    this.#sealKey = sealKey;
    this.#openKey = openKey;
  }

  seal(contentId: number, associated: Uint8Array, plain: Uint8Array): Uint8Array {
    // A repeated GCM nonce gives away the authentication key: better no message than that.
    if (contentId <= this.#lastSealed) throw new SealError(`sealing content "${contentId}": the number was used`);
    this.#lastSealed = contentId;
    const cipher = createCipheriv(CIPHER, this.#sealKey, this.#nonceOf(contentId));
    cipher.setAAD(associated);
    const sealed = new Uint8Array(plain.length + SEAL_TAG_BYTES);
    sealed.set(cipher.update(plain));
    cipher.final(); // GCM is a stream: nothing is left over
    sealed.set(cipher.getAuthTag(), plain.length);
    return sealed;
  }

  open(contentId: number, associated: Uint8Array, sealed: Uint8Array): Uint8Array {
    const length = sealed.length - SEAL_TAG_BYTES;
    if (length < 0) throw new SealError("opening a content: it is shorter than its tag");
    const options = { authTagLength: SEAL_TAG_BYTES };
    const decipher = createDecipheriv(CIPHER, this.#openKey, this.#nonceOf(contentId), options);
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(length));
    try {
      const plain = decipher.update(sealed.subarray(0, length));
      decipher.final();
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
    } catch (cause) {
      throw new SealError("opening a content: it is not what the peer sealed", { cause });
    }
  }

  #nonceOf(contentId: number): Buffer {
    this.#nonce.writeUInt32BE(contentId, NONCE_BYTES - 4);
    return this.#nonce;
  }
}
