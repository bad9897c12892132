/** Writing files that must not be half there after a crash, and that nobody else may read. */
import { chmod, mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";

/** Only the owner reads and writes. */
export const PRIVATE_FILE = 0o600;
/** Only the owner enters. */
export const PRIVATE_DIR = 0o700;

/** Write beside, flush, rename over: after a crash the file is the old one or the new one. */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode = PRIVATE_FILE): Promise<void> {
  const beside = `${path}.new-${randomBytes(6).toString("hex")}`;
  await writeFileSynced(beside, data, mode);
  await rename(beside, path);
  await syncDir(dirname(path));
}

/** Write a file that does not exist yet, and flush it. */
export async function writeFileSynced(path: string, data: string | Uint8Array, mode = PRIVATE_FILE): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A folder for the owner alone; made, or tightened when it was there. */
export async function makePrivateDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_DIR });
  if (Deno.build.os !== "windows") await chmod(path, PRIVATE_DIR);
}

/**
 * Make a whole folder appear at once: its files are written beside and the folder is renamed. What was there is set aside
 * under a name with the time, never overwritten.
 * @param folders folders to make inside, beside those files
 * @returns where the former folder is now, if there was one
 */
export async function placeFolder(
  path: string,
  files: Readonly<Record<string, string>>,
  now: Date,
  folders: readonly string[] = [],
): Promise<string | undefined> {
  const beside = `${path}.new-${randomBytes(6).toString("hex")}`;
  for (const folder of ["", ...folders]) await makePrivateDir(join(beside, folder));
  for (const [name, text] of Object.entries(files)) {
    await writeFileSynced(join(beside, name), text);
  }
  await syncDir(beside);
  const former = await exists(path) ? await freeName(`${path}.${stamp(now)}`) : undefined;
  if (former) await rename(path, former);
  await rename(beside, path);
  await syncDir(dirname(path));
  return former;
}

/** Text of a file, or undefined when there is none. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Make a rename durable. Windows cannot flush folders, and does not need to. */
export async function syncDir(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Time as part of a file name. */
export const stamp = (now: Date): string => now.toISOString().replace(/[-:]|\.\d+/g, "");

async function freeName(path: string): Promise<string> {
  for (let n = 1;; n++) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!await exists(name)) return name;
  }
}
