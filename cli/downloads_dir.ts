/** Where received files are put when nobody says. */
import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { dataDirFor, type DataDirQuestion } from "./data_dir.ts";

export interface DownloadsQuestion extends Omit<DataDirQuestion, "given"> {
  /** Absolute. */
  readonly dataDir: string;
  readonly exists: (path: string) => boolean;
}

/**
 * Of the usual profile where people look for what they have received: a folder of its own in the system's downloads. Of any
 * other profile inside it, so that two of them on one machine do not mix, and a borrowed one leaves nothing behind.
 */
export function downloadsDirFor({ os, env, dataDir, exists }: DownloadsQuestion): string {
  const home = env(os === "windows" ? "USERPROFILE" : "HOME");
  const own = join(dataDir, "downloads");
  if (!home || dataDir !== usualDir(os, env)) return own;
  // Linux calls it by a word of the user's language: without an English one, nobody would look into a new one.
  const system = join(home, "Downloads");
  return exists(system) ? join(system, "Parley") : own;
}

/** What the user has chosen, unless it was on a machine that writes its paths otherwise: the profile was carried here. */
export function downloadsDir(chosen: string | null, usual: string): string {
  return chosen !== null && isAbsolute(chosen) ? chosen : usual;
}

/** Undefined when the system knows none. */
function usualDir(os: DataDirQuestion["os"], env: DataDirQuestion["env"]): string | undefined {
  try {
    return dataDirFor({ os, env: (name) => name === "PARLEY_DATA" ? undefined : env(name), given: undefined });
  } catch {
    return undefined;
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
