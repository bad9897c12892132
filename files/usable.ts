/** Whether received files can be put into a folder: asked when the user chooses it, not when the first file is on its way. */

import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { OwnFiles } from "./own_files.ts";
import { writeProblem } from "./problems.ts";
import { realPath } from "./real_path.ts";
import { FileError } from "./types.ts";

/**
 * Makes it when it is not there.
 * @param own nothing of others is put there: their names would become those of keys and settings
 * @throws FileError "disk-full", "disk-error" or "private"
 */
export async function assertUsable(folder: string, own?: OwnFiles): Promise<void> {
  if (!isAbsolute(folder)) throw new FileError("disk-error", `write "${folder}": not a whole path of this system`);
  try {
    await mkdir(folder, { recursive: true });
    if (own?.isPrivate(await realPath(folder))) {
      throw new FileError("private", `write "${folder}": the program keeps its own there`);
    }
    // Rights alone do not tell: a disk may be read-only, or of a kind that keeps nothing.
    await rmdir(await mkdtemp(join(folder, ".parley-")));
  } catch (error) {
    throw writeProblem(folder, error);
  }
}
