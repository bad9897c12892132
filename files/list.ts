/** Folders and files for the user to pick from. */

import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Breath } from "./breath.ts";
import { MAX_LISTED, MAX_SORTED } from "./limits.ts";
import { readProblem } from "./problems.ts";
import { sorted } from "./sorted.ts";
import type { Listed, Listing } from "./types.ts";

/** Where the drives of Windows are listed; elsewhere it is the top folder. */
const TOP = "/";
const WINDOWS = Deno.build.os === "windows";

/**
 * Names that begin with a dot are programs' own and left out.
 * @param path "" is the user's home, "/" the top: the drives on Windows
 * @throws FileError "source-gone" or "source-unreadable"
 */
export async function list(path: string): Promise<Listing> {
  const wanted = path === "" ? home() : path;
  if (WINDOWS && wanted === TOP) return { path: "", parent: null, entries: drives(), more: false };
  const folder = resolve(wanted);
  const { names, more } = await readNames(folder);
  const { entries, left } = await lookAt(folder, names);
  return { path: folder, parent: parentOf(folder), entries, more: more || left };
}

/** From the environment: to ask the system itself is not among the permissions. */
const home = (): string => Deno.env.get(WINDOWS ? "USERPROFILE" : "HOME") || TOP;

async function readNames(folder: string): Promise<{ names: Deno.DirEntry[]; more: boolean }> {
  const names: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.name.startsWith(".")) continue;
      if (names.length === MAX_SORTED) return { names, more: true };
      names.push(entry);
    }
  } catch (error) {
    throw readProblem(folder, error);
  }
  return { names, more: false };
}

/** Folders first, then files, each by name as people count: 2 before 10. */
async function lookAt(folder: string, found: readonly Deno.DirEntry[]): Promise<{ entries: Listed[]; left: boolean }> {
  const breath = new Breath();
  const entries: Listed[] = [];
  let left = false;
  // What a link leads to is known when it has been looked at; until then it counts as a folder.
  for (const { name } of await sorted(found, (a, b) => isBefore(a.isFile, a.name, b.isFile, b.name))) {
    left = entries.length === MAX_LISTED;
    if (left) break;
    const entry = look(join(folder, name), name);
    if (entry !== undefined) entries.push(entry);
    if (breath.due) await breath.take();
  }
  const isFile = ({ type }: Listed) => type === "file";
  return { entries: await sorted(entries, (a, b) => isBefore(isFile(a), a.name, isFile(b), b.name)), left };
}

const isBefore = (isFile: boolean, name: string, isOtherFile: boolean, other: string): boolean =>
  isFile === isOtherFile ? ORDER.compare(name, other) < 0 : isOtherFile;

const ORDER = new Intl.Collator(undefined, { numeric: true });

/** Undefined for what can be neither opened nor sent: a link to nowhere, a device. */
function look(path: string, name: string): Listed | undefined {
  try {
    const stat = statSync(path);
    const about = { name, path, modified: Math.floor(stat.mtimeMs) };
    if (stat.isDirectory()) return { ...about, type: "folder", size: 0 };
    return stat.isFile() ? { ...about, type: "file", size: stat.size } : undefined;
  } catch {
    return undefined;
  }
}

function parentOf(folder: string): string | null {
  const parent = dirname(folder);
  if (parent !== folder) return parent;
  return WINDOWS ? TOP : null;
}

function drives(): Listed[] {
  return [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].flatMap((letter) => look(`${letter}:\\`, `${letter}:`) ?? []);
}
