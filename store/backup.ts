/** A whole profile in one sealed file, and back. `docs/specs/backup-v1.md`. */
import { BACKUP_HEADER_BYTES, makeBackupKey, openBackupKey } from "./backup_header.ts";
import { type BackupFile, decodeFiles, encodeFiles, NEEDED } from "./backup_entries.ts";
import { ByteReader } from "./byte_reader.ts";
import { KEY_COST, type ScryptCost } from "./scrypt.ts";
import { StorageError } from "./storage_error.ts";
import { openStream, sealStream } from "./stream_cipher.ts";
import type { StagedFolder } from "./swap.ts";

/** The bytes of a backup. @param files `restingFiles` or `liveFiles` */
export async function* sealBackup(
  files: AsyncIterable<BackupFile>,
  passphrase: string,
  cost: ScryptCost = KEY_COST,
): AsyncGenerator<Uint8Array> {
  const { header, key } = await makeBackupKey(passphrase, crypto.getRandomValues(new Uint8Array(16)), cost);
  yield header;
  yield* sealStream(encodeFiles(files), key);
}

/**
 * Read all of a backup into a folder beside the profile. Nothing of it counts before this resolves: then every byte was there
 * and is what was sealed.
 * @param own contents of ours, by name, for files of which only the name is taken: those that tell another program what to run
 * @throws {StorageError} `wrong-key`, `newer`, `corrupt`, `disk-full`, …
 */
export async function openBackup(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
  staged: StagedFolder,
  own: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<void> {
  const reader = new ByteReader(source);
  const key = await openBackupKey(await reader.upTo(BACKUP_HEADER_BYTES), passphrase);
  const names = new Set<string>();
  for await (const file of decodeFiles(openStream(rest(reader), key))) {
    const ours = own.get(file.name);
    if (ours === undefined) await staged.write(file.name, file.bytes(), file.changed);
    else {
      for await (const _ of file.bytes()); // the next file begins after it
      await staged.write(file.name, [ours], file.changed);
    }
    names.add(file.name);
  }
  const missing = NEEDED.find((name) => !names.has(name));
  if (missing !== undefined) throw new StorageError("corrupt", `reading the backup: it has no "${missing}"`);
}

async function* rest(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (let piece = await reader.piece(Infinity); piece !== undefined; piece = await reader.piece(Infinity)) yield piece;
}
