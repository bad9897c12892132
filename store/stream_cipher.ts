/**
 * STREAM of Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015) over ChaCha20-Poly1305 (RFC 8439), in the form of age.
 * `docs/specs/backup-v1.md` section 2.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { CHUNK_BYTES } from "./backup_limits.ts";
import { rechunk } from "./byte_reader.ts";
import { StorageError } from "./storage_error.ts";

const TAG_BYTES = 16;

/** @param key used for one stream only: its nonces count from 0 */
export async function* sealStream(plain: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const { chunk, last } of rechunk(plain, CHUNK_BYTES)) yield seal(chunk, key, number++, last);
}

/** @throws {StorageError} `corrupt` as soon as something is not as it was sealed; what came before is right */
export async function* openStream(stored: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const { chunk, last } of rechunk(stored, CHUNK_BYTES + TAG_BYTES)) {
    const plain = open(chunk, key, number, last);
    // Only an empty stream ends in an empty chunk: one stream, one form.
    if (plain === undefined || (plain.length === 0 && number > 0)) {
      throw new StorageError("corrupt", `reading the backup: it is damaged or incomplete at chunk ${number}`);
    }
    number++;
    yield plain;
  }
}

function seal(plain: Uint8Array, key: Uint8Array, number: number, last: boolean): Uint8Array {
  const cipher = createCipheriv("chacha20-poly1305", key, nonceOf(number, last), { authTagLength: TAG_BYTES });
  const stored = new Uint8Array(plain.length + TAG_BYTES);
  stored.set(cipher.update(plain));
  cipher.final();
  stored.set(cipher.getAuthTag(), plain.length);
  return stored;
}

function open(stored: Uint8Array, key: Uint8Array, number: number, last: boolean): Uint8Array | undefined {
  if (stored.length < TAG_BYTES) return undefined;
  const end = stored.length - TAG_BYTES;
  const decipher = createDecipheriv("chacha20-poly1305", key, nonceOf(number, last), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(stored.subarray(end));
  const plain = decipher.update(stored.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

function nonceOf(number: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(number));
  nonce[11] = last ? 1 : 0;
  return nonce;
}
