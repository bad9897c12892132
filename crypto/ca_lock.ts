/** One command at a time in an authority's folder: a folder named `lock`, which `certs/scripts` make and honour too. */
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import { CaError } from "./errors.ts";
import { isNotFound, PRIVATE_DIR, PRIVATE_FILE } from "./files.ts";

/** Milliseconds after which a lock was left behind by a crash: the longest command takes seconds. */
const STALE_AFTER = 10 * 60_000;
/** Milliseconds to wait for another command to end. */
const PATIENCE = 15_000;
const RETRY_EVERY = 50;

/** Run while nobody else changes this authority. */
export async function withCaLock<T>(dir: string, run: () => Promise<T>): Promise<T> {
  const lock = join(dir, "lock");
  const deadline = Date.now() + PATIENCE;
  while (!await take(lock)) {
    if (await isLeftBehind(lock)) await clear(lock);
    else if (Date.now() > deadline) {
      throw new CaError(`working in "${dir}": another command is at it; if none is running, remove "${lock}"`);
    } else await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY));
  }
  try {
    return await run();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: PRIVATE_DIR });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
  await writeFile(join(lock, "pid"), `${process.pid}\n`, { mode: PRIVATE_FILE });
  return true;
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(lock);
    return Date.now() - mtimeMs > STALE_AFTER || hasEnded(Number(await readFile(join(lock, "pid"), "utf8")));
  } catch (error) {
    if (isNotFound(error)) return false; // just released, or not named yet
    throw error;
  }
}

/** Is no process of this number running? False when we may not ask. */
function hasEnded(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** Renamed first, so that of two who found it only one clears it. */
async function clear(lock: string): Promise<void> {
  const aside = `${lock}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
