/** The mark that a profile was put back from a copy and has not been opened since. `docs/specs/backup-v1.md` section 5. */
import { join } from "node:path";

export const RESTORED_MARK = "restored";

export function isRestored(dataDir: string): boolean {
  try {
    return Deno.lstatSync(join(dataDir, RESTORED_MARK)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Only after the streams have their new names on disk. */
export function clearRestored(dataDir: string): void {
  Deno.removeSync(join(dataDir, RESTORED_MARK));
}
