/** What a backup takes from a profile folder. `docs/specs/backup-v1.md` section 3. */
import { join } from "node:path";
import { type BackupFile, limitOf } from "./backup_entries.ts";
import type { Database } from "./types.ts";
import { databaseFiles } from "./image.ts";
import { storageError } from "./storage_error.ts";

const FOLDERS = ["", "identity", "ca", "ca/issued"];
const DATABASES = /^(?:history|limits)\.[0-9]/;

/** The files of a profile that nobody runs on. The folder's lock must be held until they are read. */
export async function* restingFiles(folder: string): AsyncGenerator<BackupFile> {
  for (const name of namesIn(folder)) yield await onDisk(folder, name);
}

/** The files of a profile in use: databases from memory, at this moment; the rest as it stands. */
export async function* liveFiles(
  folder: string,
  databases: Readonly<Record<string, Database>>,
  key: Uint8Array | undefined,
): AsyncGenerator<BackupFile> {
  for (const name of namesIn(folder).filter((name) => !DATABASES.test(name))) yield await inMemory(folder, name);
  for (const [name, database] of Object.entries(databases)) {
    const changed = Date.now();
    for (const { name: file, size, pieces } of databaseFiles(await database.image(), name, 2, key)) {
      yield { name: file, size, changed, bytes: () => toAsync(pieces()) };
    }
  }
}

/** Relative names, with "/"; only those a backup may hold. */
function namesIn(folder: string): string[] {
  return FOLDERS.flatMap((below) =>
    filesIn(join(folder, below)).map((name) => below === "" ? name : `${below}/${name}`)
  )
    .filter((name) => limitOf(name) !== undefined).sort();
}

function filesIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].filter(({ isFile }) => isFile).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw storageError("reading", path, error);
  }
}

async function onDisk(folder: string, name: string): Promise<BackupFile> {
  const path = join(folder, name);
  const { size, mtime } = await Deno.stat(path).catch((error) => Promise.reject(storageError("reading", path, error)));
  return {
    name,
    size,
    changed: mtime?.getTime() ?? 0,
    async *bytes() {
      using file = await Deno.open(path);
      yield* file.readable;
    },
  };
}

/** Read as a whole: it may be replaced by a newer one at any time. */
async function inMemory(folder: string, name: string): Promise<BackupFile> {
  const path = join(folder, name);
  const changed = (await Deno.stat(path)).mtime?.getTime() ?? 0;
  const bytes = await Deno.readFile(path);
  return { name, size: bytes.length, changed, bytes: () => toAsync([bytes]) };
}

async function* toAsync<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}
