/** One running copy per profile (ID-12). */

import { join } from "node:path";
import { type FileLock, lockFile } from "./lock_file.ts";
import { storageError } from "./storage_error.ts";

/**
 * Lock a profile folder until the process ends or `release` is called.
 * @returns undefined when another process holds it
 * @throws {StorageError} when the folder cannot be written
 */
export function lockProfile(folder: string): FileLock | undefined {
  try {
    return lockFile(join(folder, "lock"));
  } catch (error) {
    throw storageError("locking", folder, error);
  }
}
