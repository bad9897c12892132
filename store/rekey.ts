/**
 * The databases of a profile sealed, sealed anew or opened for good, in files of their own beside. `docs/specs/history-v1.md`
 * section 6. The profile must be closed and its lock held.
 */
import { join } from "node:path";
import { type DatabaseOptions, openDatabase } from "./database.ts";
import { findFiles } from "./file_names.ts";
import { diskFiles } from "./files.ts";
import { databaseFiles } from "./image.ts";
import { newKeyFile, openKeyFile } from "./keyfile.ts";
import type { Migration } from "./migrations.ts";
import type { StagedFolder } from "./swap.ts";

export interface Rekeying {
  readonly profile: string;
  readonly staged: StagedFolder;
  /** Of `store.key`; undefined when there is none. */
  readonly current: string | undefined;
  /** Undefined: the databases are to be plain. */
  readonly next: string | undefined;
  readonly databases: Readonly<Record<string, readonly Migration[]>>;
  /** `sql-wasm.wasm`, where the npm package cannot be found. */
  readonly wasm?: Uint8Array;
}

const KEY_FILE = "store.key";

/**
 * Stages the new files.
 * @returns names that must go when they take their place: nothing plain stays behind, nothing sealed that nobody can open
 * @throws {StorageError} `wrong-key`, `disk-full`, …
 */
export async function rekeyDatabases(rekeying: Rekeying): Promise<string[]> {
  const { profile, staged, current, next } = rekeying;
  const isSealed = diskFiles.list(join(profile, "store")).includes(KEY_FILE);
  const oldKey = isSealed ? await openKeyFile(join(profile, KEY_FILE), current ?? "") : undefined;
  if (oldKey !== undefined && next !== undefined) {
    // The key stays, under another pass-phrase: the databases need not be written.
    await staged.write(KEY_FILE, [(await newKeyFile(next, oldKey)).file]);
    return [];
  }
  if (oldKey === undefined && next === undefined) return [];
  const newKey = next === undefined ? undefined : await newKeyFile(next);
  if (newKey !== undefined) await staged.write(KEY_FILE, [newKey.file]);
  const remove = newKey === undefined ? [KEY_FILE] : [];
  for (const name of Object.keys(rekeying.databases)) {
    remove.push(...await rewrite(rekeying, name, oldKey, newKey?.key));
  }
  return remove;
}

async function rewrite(
  { profile, staged, databases, wasm }: Rekeying,
  name: string,
  oldKey: Uint8Array | undefined,
  newKey: Uint8Array | undefined,
): Promise<string[]> {
  const path = join(profile, name);
  const image = await imageOf(path, { migrations: databases[name], key: oldKey, wasm });
  // Only now: closing may have written a snapshot.
  const found = findFiles(diskFiles, path);
  const generation = 1 + Math.max(1, ...found.snapshot.keys(), ...found.journal.keys());
  for (const file of databaseFiles(image, name, generation, newKey)) await staged.write(file.name, file.pieces());
  return [...found.names].filter((old) => DATABASE_FILE.test(old));
}

async function imageOf(path: string, options: Omit<DatabaseOptions, "path">): Promise<Uint8Array> {
  const database = await openDatabase({ path, ...options });
  try {
    return await database.image();
  } finally {
    await database.close();
  }
}

/** Set-aside ones, too: what they hold is plain, or sealed with a key that goes. `limits.txt` is not one of them. */
const DATABASE_FILE = /^[a-z]+\.\d+\.(?:snapshot|journal)(?:\.|$)/;
