/** Why a transfer stopped, as far as something follows from it. `docs/specs/files-v1.md`, section 5. */
import { FileError } from "../../files/types.ts";

/** Reasons that go away when there is room, or when the file or its folder is there again. */
export const MAY_PASS: ReadonlySet<string> = new Set([
  ...["no-space", "disk-full", "source-gone", "source-unreadable", "folder-gone"],
]);

/** Looked at every minute: it costs nothing, and who has connected a disk again waits for it. */
export const LOOKED_AT_OFTEN: ReadonlySet<string> = new Set(["folder-gone"]);

/** What a person cannot be told more of, and who helps them has to know. */
export const UNEXPLAINED: ReadonlySet<string> = new Set(["disk-error", "source-unreadable"]);

/** The reader does not know the offer any more: only another one helps. */
export const FORGOTTEN = "forgotten";

/** What the system calls it, as "EIO". Names of files are not for the log; what is no answer of a disk is a fault of ours. */
export function systemCode(error: unknown): string {
  if (!(error instanceof FileError)) return String(error);
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}
