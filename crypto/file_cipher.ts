/**
 * The seal around the content of files: ChaCha20-Poly1305 (RFC 8439) under a key for every file and connection.
 * `docs/specs/files-v1.md`, section 3.
 */
import { Buffer } from "node:buffer";
import {
  type CipherChaCha20Poly1305,
  createCipheriv,
  createDecipheriv,
  createHash,
  type DecipherChaCha20Poly1305,
  type Hash,
  hkdfSync,
} from "node:crypto";
import { release } from "./memory.ts";
import { SEAL_TAG_BYTES, SealError } from "./session.ts";
import type { OpenedChunk } from "./types.ts";

const CIPHER = "chacha20-poly1305";
const OPTIONS = { authTagLength: SEAL_TAG_BYTES };
/** Asked for by the type alone; it has a meaning for CCM. */
const NO_LENGTH = { plaintextLength: 0 };
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const INFO = new TextEncoder().encode("parley/1 file chunk\0");
/** Bytes given to the cipher at a time; the result of each is memory of its own. */
const PIECE_BYTES = 65_536;
/** Of ChaCha20 and of SHA-256. */
const BLOCK_BYTES = 64;

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
 * Opens one chunk where it lies, as far as it has come, and hashes it. All of it at once is 1.2 ms in which nothing else runs
 * (measured); packet by packet no piece of work is that long.
 * Nothing that comes out means anything before {@link ChunkOpener.finish} has returned it.
 */
export class ChunkOpener {
  readonly #decipher: DecipherChaCha20Poly1305;
  readonly #hash = createHash("sha256");
  /** Bytes that are opened. */
  #done = 0;
  #ended = false;

  /** As for {@link ChunkSealer}. */
  constructor(key: Uint8Array, contentId: number, associated: Uint8Array) {
    this.#decipher = createDecipheriv(CIPHER, key, nonceOf(contentId), OPTIONS);
    this.#decipher.setAAD(associated, NO_LENGTH);
  }

  /** @param sealed what has come of ciphertext and tag, from the beginning; its memory is used for what comes out */
  take(sealed: Uint8Array): void {
    // the last bytes may be of the tag, and whole blocks are faster
    const end = sealed.length - SEAL_TAG_BYTES;
    this.#open(sealed, end - end % BLOCK_BYTES);
  }

  /**
   * All of it has come.
   * @throws SealError when a single bit is not as it was sealed; then nothing in `sealed` means anything
   */
  finish(sealed: Uint8Array): OpenedChunk {
    const length = sealed.length - SEAL_TAG_BYTES;
    this.#open(sealed, length);
    if (length >= 0) this.#decipher.setAuthTag(sealed.subarray(length));
    const cause = this.#end();
    if (cause !== undefined) throw new SealError("opening a chunk: it is not what the peer sealed", { cause });
    return { plain: sealed.subarray(0, length), hash: new Uint8Array(this.#hash.digest()) };
  }

  /** Nobody wants it. Also after {@link ChunkOpener.finish}. */
  abandon(): void {
    if (!this.#ended) this.#end();
  }

  #open(sealed: Uint8Array, end: number): void {
    if (end <= this.#done) return;
    const bytes = sealed.subarray(this.#done, end);
    putPieces(bytes, (piece) => this.#decipher.update(piece), bytes, 0, this.#hash);
    this.#done = end;
  }

  /** A cipher that is not finished stays in the system's table of resources. @returns why it does not open */
  #end(): unknown {
    this.#ended = true;
    try {
      this.#decipher.final();
    } catch (error) {
      return error;
    }
  }
}

/** Open a whole chunk, as {@link ChunkOpener} does. @throws SealError */
export function openChunk(key: Uint8Array, contentId: number, associated: Uint8Array, sealed: Uint8Array): OpenedChunk {
  return new ChunkOpener(key, contentId, associated).finish(sealed);
}

function putPieces(
  bytes: Uint8Array,
  turn: (piece: Uint8Array) => Buffer,
  target: Uint8Array,
  offset: number,
  hash?: Hash,
): void {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const turned = turn(bytes.subarray(start, start + PIECE_BYTES));
    target.set(turned, offset + start);
    hash?.update(turned);
    release(turned);
  }
}

function nonceOf(contentId: number): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(contentId, NONCE_BYTES - 4);
  return nonce;
}
