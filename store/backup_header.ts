/** The 50 bytes a backup begins with, and the key they lead to. `docs/specs/backup-v1.md` section 1. */
import { hkdfSync, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { MAX_BACKUP_COST } from "./backup_limits.ts";
import { deriveKey, isAffordable, type ScryptCost } from "./scrypt.ts";
import { StorageError } from "./storage_error.ts";

export const BACKUP_HEADER_BYTES = 50;
const MAGIC = new TextEncoder().encode("PARLEY-B");
const VERSION = 1;
const SALT_AT = 14, CHECK_AT = 30, CRC_AT = 46;
const INFO = "parley backup 1";

export interface BackupKey {
  readonly header: Uint8Array;
  /** 32 bytes for the body. */
  readonly key: Uint8Array;
}

/** A header and the key of the body behind it. @param salt 16 random bytes */
export async function makeBackupKey(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<BackupKey> {
  const header = new Uint8Array(BACKUP_HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(MAGIC);
  view.setUint16(8, VERSION);
  view.setUint8(10, cost.log2N);
  view.setUint8(11, cost.r);
  view.setUint16(12, cost.p);
  header.set(salt, SALT_AT);
  const { key, check } = await derive(passphrase, header, cost);
  header.set(check, CHECK_AT);
  view.setUint32(CRC_AT, crc32(header.subarray(0, CRC_AT)));
  return { header, key };
}

/**
 * The key of the body behind a header.
 * @throws {StorageError} `wrong-key` for a wrong pass-phrase, `newer`, `corrupt` for anything else
 */
export async function openBackupKey(header: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const cost = checkedCost(header);
  const { key, check } = await derive(passphrase, header, cost);
  if (timingSafeEqual(check, header.subarray(CHECK_AT, CRC_AT))) return key;
  throw new StorageError("wrong-key", "opening the backup: the pass-phrase is wrong");
}

function checkedCost(header: Uint8Array): ScryptCost {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const whole = header.length === BACKUP_HEADER_BYTES && MAGIC.every((byte, at) => header[at] === byte);
  if (!whole) throw new StorageError("corrupt", "opening the backup: it is not a backup of Parley");
  if (view.getUint32(CRC_AT) !== crc32(header.subarray(0, CRC_AT))) {
    throw new StorageError("corrupt", "opening the backup: its beginning is damaged");
  }
  if (view.getUint16(8) !== VERSION) {
    throw new StorageError("newer", "opening the backup: it was made by a newer version");
  }
  const cost = { log2N: view.getUint8(10), r: view.getUint8(11), p: view.getUint16(12) };
  if (!isAffordable(cost, MAX_BACKUP_COST)) {
    throw new StorageError("corrupt", "opening the backup: its scrypt numbers are out of bounds");
  }
  return cost;
}

async function derive(passphrase: string, header: Uint8Array, cost: ScryptCost) {
  const secret = await deriveKey(passphrase, header.subarray(SALT_AT, CHECK_AT), cost);
  const derived = new Uint8Array(hkdfSync("sha256", secret, header.subarray(0, CHECK_AT), INFO, 48));
  secret.fill(0);
  return { key: derived.subarray(0, 32), check: derived.subarray(32) };
}
