/** Moves what is whole under a free name of the downloads folder; never over anything. Section 6. */

import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from "node:fs";
import { join } from "node:path";
import { codeOf } from "./problems.ts";
import { numbered } from "./safe_name.ts";

const WINDOWS = Deno.build.os === "windows";

export interface Move {
  readonly from: string;
  /** The downloads folder, and the name it should have there. */
  readonly folder: string;
  readonly wanted: string;
  /** Called with a name before it is taken, so that a kill right after is understood. */
  announce(name: string): void;
  /** Give a file a second name; of the system when it is not said. */
  readonly link?: (from: string, to: string) => void;
}

/** @returns the name it has now @throws what the system says */
export function place({ from, folder, wanted, announce, link = linkSync }: Move): string {
  const isFolder = lstatSync(from).isDirectory();
  for (let number = 1;; number++) {
    const name = number === 1 ? wanted : numbered(wanted, number);
    const to = join(folder, name);
    if (isThere(to)) continue;
    announce(name);
    if (!(isFolder ? moveFolder(from, to) : moveFile(from, to, link))) continue;
    syncPath(folder);
    return name;
  }
}

/** @returns false when the name has been taken meanwhile */
function moveFile(from: string, to: string, link: (from: string, to: string) => void): boolean {
  try {
    link(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // Some disks know no second name for a file (FAT, some of the network), and each says so in its own way.
    if (isThere(to)) return false;
    renameSync(from, to);
    return true;
  }
  unlinkSync(from);
  return true;
}

/** A folder cannot have two names, but an empty one gives way to it: so the name is reserved first. */
function moveFolder(from: string, to: string): boolean {
  try {
    // On Windows nothing gives way, and a name that is taken is refused by itself.
    if (!WINDOWS) mkdirSync(to, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (!WINDOWS) removeReserved(to);
    if (isThere(to)) return false;
    throw error;
  }
}

/** What somebody else has put there meanwhile stays. */
function removeReserved(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or no folder: not ours any more.
  }
}

/** Also a link to nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** What was changed in this folder or file is on disk afterwards. */
export function syncPath(path: string): void {
  // Windows has no handle for a folder that could be synced; NTFS keeps renames in order by its own log.
  if (WINDOWS) return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
