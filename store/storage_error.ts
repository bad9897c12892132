/** What callers branch on when a database or a key file cannot be used. */

/**
 * - `disk-full`, `read-only`: the disk refused a write; nothing of it was kept
 * - `newer`: made by a later version of the program; nothing was touched
 * - `locked`: another process has it open
 * - `wrong-key`: wrong pass-phrase, or a key where there should be none, or none where there should be one
 * - `corrupt`: damaged and nothing can be rescued from it
 * - `io`: anything else the operating system said; see `cause`
 */
export type StorageErrorCode = "disk-full" | "read-only" | "newer" | "locked" | "wrong-key" | "corrupt" | "io";

/** The disk, or what stands on it, does not allow what was asked; `message` says what, where and why. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Error numbers of the operating systems, as Deno and Node name them in `code`. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const REFUSED = new Set(["EROFS", "EACCES", "EPERM"]);

/** Name what the operating system said while `doing` something with `path`. */
export function storageError(doing: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(codeOf(cause), `${doing} "${path}": ${reason}`, { cause });
}

function codeOf(cause: unknown): StorageErrorCode {
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === "string" && FULL.has(code)) return "disk-full";
  if (typeof code === "string" && REFUSED.has(code)) return "read-only";
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) return "read-only";
  return "io";
}
