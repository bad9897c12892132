/**
 * Which folder a path led to. A disk that is not connected leaves nothing at its path, or an empty folder of another disk:
 * neither is where something has begun to grow.
 */

import { stat } from "node:fs/promises";
import { codeOf } from "./problems.ts";
import { FileError } from "./types.ts";

export interface FolderMark {
  readonly path: string;
  /** Numbers of the system; not compared when they are not known. */
  readonly device?: number;
  readonly inode?: number;
}

/** What the system says of a disk, or of a computer in the network, that has gone. */
const GONE = new Set([
  "ENOENT",
  "ENOTDIR",
  "ENODEV",
  "ENXIO",
  "EIO",
  "ESTALE",
  "ENOTCONN",
  "EHOSTDOWN",
  "EHOSTUNREACH",
]);

/** @param path of a folder that is there @throws what the system says */
export async function markOf(path: string): Promise<FolderMark> {
  const { dev: device, ino: inode } = await stat(path);
  return { path, device, inode };
}

/** Waits on another thread until a disk that sleeps has woken up. @throws FileError "folder-gone" */
export async function assertStillThere({ path, device, inode }: FolderMark): Promise<void> {
  let now: FolderMark;
  try {
    now = await markOf(path);
  } catch (error) {
    if (!GONE.has(codeOf(error))) return; // it is there, and says why it is not to be used when it is used
    throw new FileError("folder-gone", `write "${path}": it is not there`, { cause: error });
  }
  // Disks get another number with every start of the system, folders one when they are made anew.
  if (device === undefined || now.device === device || now.inode === inode) return;
  throw new FileError("folder-gone", `write "${path}": another disk is there`);
}
