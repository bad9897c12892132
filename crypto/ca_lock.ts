/** One command at a time in an authority's folder: a folder named `lock`, which `certs/scripts` make and honour too. */
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import { CaError } from "./errors.ts";
import { isNotFound, PRIVATE_DIR, PRIVATE_FILE } from "./files.ts";

/**
 * Milliseconds after which a lock was left behind by a crash: pass-phrases are asked for before it is taken, the work
 * under it takes a second. Age and not "does its process live": the program has no permission to ask that.
 */
const STALE_AFTER = 2 * 60_000;
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
      const advice = `if none is running, wait two minutes or remove "${lock}"`;
      throw new CaError(`working in "${dir}": another command is at it; ${advice}`);
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
  // the scripts may ask whether this process lives
  await writeFile(join(lock, "pid"), `${process.pid}\n`, { mode: PRIVATE_FILE });
  return true;
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > STALE_AFTER;
  } catch (error) {
    if (isNotFound(error)) return false; // just released
    throw error;
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
