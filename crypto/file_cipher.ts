/**
 * The seal around the content of files: ChaCha20-Poly1305 (RFC 8439) under a key for every file and connection.
 * `docs/specs/files-v1.md`, section 3.
 */
import { Buffer } from "node:buffer";
import { type CipherChaCha20Poly1305, createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { release } from "./memory.ts";
import { SEAL_TAG_BYTES, SealError } from "./session.ts";

const CIPHER = "chacha20-poly1305";
const OPTIONS = { authTagLength: SEAL_TAG_BYTES };
/** Asked for by the type alone; it has a meaning for CCM. */
const NO_LENGTH = { plaintextLength: 0 };
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const INFO = new TextEncoder().encode("parley/1 file chunk\0");
/** Bytes given to the cipher at a time; the result of each is memory of its own. */
const PIECE_BYTES = 65_536;

/**
 * Key of one file on one connection.
 * @param offerKey 32 bytes
 * @param transcript SHA-256 over the hellos of the connection, the dialler's first
 * @param offerId 16 bytes
 */
export function chunkKey(offerKey: Uint8Array, transcript: Uint8Array, offerId: Uint8Array): Uint8Array {
  const info = Buffer.concat([INFO, offerId]);
  return new Uint8Array(hkdfSync("sha256", offerKey, transcript, info, KEY_BYTES));
}

/** Seals one chunk piece by piece, so that no piece of work is long. */
export class ChunkSealer {
  readonly #cipher: CipherChaCha20Poly1305;

  /**
   * @param contentId the nonce; MUST NOT repeat under a key
   * @param associated what the chunk is: offer id and number
   */
  constructor(key: Uint8Array, contentId: number, associated: Uint8Array) {
    this.#cipher = createCipheriv(CIPHER, key, nonceOf(contentId), OPTIONS);
    this.#cipher.setAAD(associated, NO_LENGTH);
  }

  /** Put the sealed form of these bytes at this place; they follow those of the call before. */
  seal(plain: Uint8Array, target: Uint8Array, offset: number): void {
    putPieces(plain, (piece) => this.#cipher.update(piece), target, offset);
  }

  /** Once, after all bytes. */
  tag(): Uint8Array {
    this.#cipher.final();
    return this.#cipher.getAuthTag();
  }
}

/**
 * Open a chunk where it lies.
 * @param sealed ciphertext and tag; its memory is used for what comes out
 * @throws SealError when a single bit is not as it was sealed; then nothing in `sealed` means anything
 */
export function openChunk(key: Uint8Array, contentId: number, associated: Uint8Array, sealed: Uint8Array): Uint8Array {
  const length = sealed.length - SEAL_TAG_BYTES;
  if (length < 0) throw new SealError("opening a chunk: it is shorter than its tag");
  const decipher = createDecipheriv(CIPHER, key, nonceOf(contentId), OPTIONS);
  decipher.setAAD(associated, NO_LENGTH);
  decipher.setAuthTag(sealed.subarray(length));
  const plain = sealed.subarray(0, length);
  putPieces(plain, (piece) => decipher.update(piece), plain, 0);
  try {
    decipher.final();
  } catch (cause) {
    throw new SealError("opening a chunk: it is not what the peer sealed", { cause });
  }
  return plain;
}

function putPieces(bytes: Uint8Array, turn: (piece: Uint8Array) => Buffer, target: Uint8Array, offset: number): void {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const turned = turn(bytes.subarray(start, start + PIECE_BYTES));
    target.set(turned, offset + start);
    release(turned);
  }
}

function nonceOf(contentId: number): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(contentId, NONCE_BYTES - 4);
  return nonce;
}
