/** What protects the bytes of one file: a checksum, or with a key ChaCha20-Poly1305 (RFC 8439). */

import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { crc32 } from "node:zlib";
import type { FileHeader, FileKind } from "./file_header.ts";
import { StorageError } from "./storage_error.ts";

export interface Seal {
  readonly sealed: boolean;
  /** Bytes of a check. */
  readonly checkBytes: 4 | 16;
  /** 8 bytes for the header. */
  readonly keyCheck: Uint8Array;
  /** @returns the bytes to store, of the same length, and their check */
  close(plain: Uint8Array, context: SealContext): { stored: Uint8Array; check: Uint8Array };
  /** @returns undefined when the check is wrong */
  open(stored: Uint8Array, check: Uint8Array, context: SealContext): Uint8Array | undefined;
}

export interface SealContext {
  /** 12 bytes, never twice under one file's key. */
  readonly nonce: Uint8Array;
  /** Bytes that must be the same when it is opened. */
  readonly aad: Uint8Array;
  /** What a plain checksum starts with, so that bytes in a wrong place do not fit. */
  readonly crc: number;
}

/** @param salt of the file's header */
export function fileSeal(kind: FileKind, salt: Uint8Array, key: Uint8Array | undefined): Seal {
  return key === undefined ? PLAIN : sealedWith(key, salt, kind);
}

/** @throws {StorageError} `wrong-key` when the file was sealed with another key, or one of both is not sealed */
export function sealOf(header: FileHeader, key: Uint8Array | undefined, path: string): Seal {
  if (header.sealed !== (key !== undefined)) {
    const what = header.sealed ? "it is encrypted and no key was given" : "it is not encrypted and a key was given";
    throw new StorageError("wrong-key", `opening "${path}": ${what}`);
  }
  const seal = fileSeal(header.kind, header.salt, key);
  if (seal.keyCheck.some((byte, index) => byte !== header.keyCheck[index])) {
    throw new StorageError("wrong-key", `opening "${path}": it was encrypted with another key`);
  }
  return seal;
}

const PLAIN: Seal = {
  sealed: false,
  checkBytes: 4,
  keyCheck: new Uint8Array(8),
  close: (plain, { crc }) => ({ stored: plain, check: uint32(crc32(plain, crc)) }),
  open(stored, check, { crc }) {
    const wanted = uint32(crc32(stored, crc));
    return wanted.every((byte, index) => byte === check[index]) ? stored : undefined;
  },
};

function sealedWith(key: Uint8Array, salt: Uint8Array, kind: FileKind): Seal {
  const derived = new Uint8Array(hkdfSync("sha256", key, salt, `parley store 1 ${kind}`, 40));
  const fileKey = derived.subarray(0, 32);
  return {
    sealed: true,
    checkBytes: 16,
    keyCheck: derived.subarray(32),
    close(plain, { nonce, aad }) {
      const cipher = createCipheriv("chacha20-poly1305", fileKey, nonce, { authTagLength: 16 });
      cipher.setAAD(aad, { plaintextLength: plain.length });
      const stored = cipher.update(plain);
      cipher.final();
      return { stored, check: cipher.getAuthTag() };
    },
    open(stored, check, { nonce, aad }) {
      const decipher = createDecipheriv("chacha20-poly1305", fileKey, nonce, { authTagLength: 16 });
      decipher.setAAD(aad, { plaintextLength: stored.length });
      decipher.setAuthTag(check);
      const plain = decipher.update(stored);
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return plain;
    },
  };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
