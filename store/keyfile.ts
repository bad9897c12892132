/** The key of a profile's databases, wrapped under the pass-phrase. `docs/specs/history-v1.md` section 6. */

import { createCipheriv, createDecipheriv } from "node:crypto";
import { crc32 } from "node:zlib";
import { diskFiles } from "./files.ts";
import { deriveKey, isAffordable, KEY_COST, type ScryptCost } from "./scrypt.ts";
import { StorageError, storageError } from "./storage_error.ts";

const MAGIC = new TextEncoder().encode("PARLEY-K");
const VERSION = 1;
const FILE_BYTES = 94;
const SALT_AT = 14, NONCE_AT = 30, WRAPPED_AT = 42, TAG_AT = 74, CRC_AT = 90;

/** A key file must not be able to ask for more than 1 GiB. */
const MAX_COST: ScryptCost = { log2N: 20, r: 8, p: 4 };

/**
 * Make a random key and the file that keeps it.
 * @param path must not exist: a key that is overwritten takes the whole history with it
 * @returns 32 bytes for `openDatabase`
 */
export async function createKeyFile(path: string, passphrase: string): Promise<Uint8Array> {
  if (exists(path)) throw new StorageError("io", `making the key file "${path}": it is there already`);
  const { key, file } = await newKeyFile(passphrase);
  await store(path, file);
  return key;
}

/** A key, random unless given, and the bytes of a key file that keeps it. */
export async function newKeyFile(
  passphrase: string,
  key: Uint8Array = crypto.getRandomValues(new Uint8Array(32)),
): Promise<{ key: Uint8Array; file: Uint8Array }> {
  return { key, file: await wrapKey(key, passphrase, randomParts()) };
}

/** @throws {StorageError} `wrong-key` for a wrong pass-phrase, `corrupt` for a damaged file, `newer` */
export async function openKeyFile(path: string, passphrase: string): Promise<Uint8Array> {
  return await unwrapKey(read(path), passphrase, path);
}

/** The same key under another pass-phrase; databases stay as they are. */
export async function changePassphrase(path: string, old: string, next: string): Promise<void> {
  const key = await openKeyFile(path, old);
  await store(path, await wrapKey(key, next, randomParts()));
}

export interface WrapParts {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  readonly cost: ScryptCost;
}

/** The bytes of a key file. */
export async function wrapKey(key: Uint8Array, passphrase: string, parts: WrapParts): Promise<Uint8Array> {
  const { salt, nonce, cost } = parts;
  const file = new Uint8Array(FILE_BYTES);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  view.setUint16(8, VERSION);
  view.setUint8(10, cost.log2N);
  view.setUint8(11, cost.r);
  view.setUint16(12, cost.p);
  file.set(salt, SALT_AT);
  file.set(nonce, NONCE_AT);
  const cipher = createCipheriv("chacha20-poly1305", await deriveKey(passphrase, salt, cost), nonce, {
    authTagLength: 16,
  });
  cipher.setAAD(file.subarray(0, NONCE_AT), { plaintextLength: key.length });
  file.set(cipher.update(key), WRAPPED_AT);
  cipher.final();
  file.set(cipher.getAuthTag(), TAG_AT);
  view.setUint32(CRC_AT, crc32(file.subarray(0, CRC_AT)));
  return file;
}

/** @param path for error messages */
export async function unwrapKey(file: Uint8Array, passphrase: string, path: string): Promise<Uint8Array> {
  const cost = checkedCost(file, path);
  const key = await deriveKey(passphrase, file.subarray(SALT_AT, NONCE_AT), cost);
  const decipher = createDecipheriv("chacha20-poly1305", key, file.subarray(NONCE_AT, WRAPPED_AT), {
    authTagLength: 16,
  });
  decipher.setAAD(file.subarray(0, NONCE_AT), { plaintextLength: 32 });
  decipher.setAuthTag(file.subarray(TAG_AT, CRC_AT));
  const plain = new Uint8Array(decipher.update(file.subarray(WRAPPED_AT, TAG_AT)));
  try {
    decipher.final();
  } catch {
    throw new StorageError("wrong-key", `opening the key file "${path}": the pass-phrase is wrong`);
  }
  return plain;
}

function checkedCost(file: Uint8Array, path: string): ScryptCost {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isKeyFile = file.length >= FILE_BYTES && MAGIC.every((byte, index) => file[index] === byte);
  if (isKeyFile && view.getUint16(8) > VERSION && crcIsRight(file, view)) {
    throw new StorageError("newer", `opening the key file "${path}": it was written by a newer version`);
  }
  if (!isKeyFile || file.length !== FILE_BYTES || !crcIsRight(file, view)) {
    throw new StorageError("corrupt", `opening the key file "${path}": it is damaged; restore it from a backup`);
  }
  const cost = { log2N: view.getUint8(10), r: view.getUint8(11), p: view.getUint16(12) };
  if (!isAffordable(cost, MAX_COST)) {
    throw new StorageError("corrupt", `opening the key file "${path}": its scrypt numbers are out of bounds`);
  }
  return cost;
}

function crcIsRight(file: Uint8Array, view: DataView): boolean {
  return view.getUint32(file.length - 4) === crc32(file.subarray(0, -4));
}

function randomParts(): WrapParts {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  return { salt: random(16), nonce: random(12), cost: KEY_COST };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw storageError("making the key file", path, error);
  }
}

function read(path: string): Uint8Array {
  try {
    return diskFiles.read(path);
  } catch (error) {
    throw storageError("opening the key file", path, error);
  }
}

async function store(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.new`;
  try {
    const file = await diskFiles.create(beside);
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      file.close();
    }
    diskFiles.rename(beside, path);
    diskFiles.syncFolder(path);
  } catch (error) {
    throw storageError("writing the key file", path, error);
  }
}
