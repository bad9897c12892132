/** Opens a database of a profile. */

import { DiskDatabase } from "./disk_database.ts";
import { diskFiles, type Files } from "./files.ts";
import { type Migration, pendingMigrations } from "./migrations.ts";
import { recover, type Recovered } from "./recovery.ts";
import { loadSqlite } from "./sqlite.ts";
import { StorageError, storageError } from "./storage_error.ts";
import type { Database, Write } from "./types.ts";

export interface DatabaseOptions {
  /** Folder and first part of the file names: `PROFILE/history`. The folder must be there. */
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** 32 bytes of `openKeyFile`: snapshots and journal are encrypted. */
  readonly key?: Uint8Array;
  /** `sql-wasm.wasm`, where the npm package cannot be found: in the compiled executable. */
  readonly wasm?: Uint8Array;
  /** Told when a snapshot in the background failed; nothing is lost then. */
  readonly log?: (message: string) => void;
  /** Another disk, for tests. */
  readonly files?: Files;
}

/**
 * Open, and put right what a crash left. What had to be set aside stands in `notices`.
 * @throws {StorageError} `locked`, `newer`, `wrong-key`; then nothing was touched. `read-only`, `disk-full`, `io` when the
 * database has to be made or migrated first
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { path, key, wasm, migrations, files = diskFiles, log = () => {} } = options;
  const sqlJs = await loadSqlite(wasm);
  const release = lock(files, path);
  let database: DiskDatabase | undefined;
  try {
    const state = recover({ files, path, key, sqlJs });
    const missing = missingSteps(state, migrations, path);
    database = new DiskDatabase({ files, path, key, sqlJs, release, log }, state);
    await repairNow(database);
    await Promise.all(missing.map((step) => database!.write(step)));
    return database;
  } catch (error) {
    if (database) await database.close();
    else release();
    throw error;
  }
}

function missingSteps({ sqlite }: Recovered, migrations: readonly Migration[], path: string): Write[][] {
  try {
    return pendingMigrations(sqlite, migrations, path);
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** A disk that refuses is no reason not to read. */
async function repairNow(database: DiskDatabase): Promise<void> {
  await database.ready().catch(() => {});
}

function lock(files: Files, path: string): () => void {
  try {
    const held = files.lock(`${path}.lock`);
    if (held) return () => held.release();
  } catch (error) {
    const named = storageError("locking", path, error);
    // Nobody can write in this folder, so there is nobody to keep out.
    if (named.code === "read-only") return () => {};
    throw named;
  }
  throw new StorageError("locked", `opening "${path}": another running copy has it open`);
}
