/** What the operating system said, as a {@link FileError}. */

import { FileError, type FileProblem } from "./types.ts";

const FULL = new Set(["ENOSPC", "EDQUOT"]);
const GONE = new Set(["ENOENT", "ENOTDIR"]);

/** Where something is written. */
export const writeProblem = (path: string, cause: unknown): FileError =>
  problem(FULL.has(codeOf(cause)) ? "disk-full" : "disk-error", `write "${path}"`, cause);

/** Where something is read that the user has. */
export const readProblem = (path: string, cause: unknown): FileError =>
  problem(GONE.has(codeOf(cause)) ? "source-gone" : "source-unreadable", `read "${path}"`, cause);

function problem(code: FileProblem, doing: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  return new FileError(code, `${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}

/** Name of the system's error, as "ENOENT"; "" when it is something else. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
