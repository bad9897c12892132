/** Whether received files can be put into a folder: asked when the user chooses it, not when the first file is on its way. */

import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { writeProblem } from "./problems.ts";
import { FileError } from "./types.ts";

/** Makes it when it is not there. @throws FileError "disk-full" or "disk-error" */
export async function assertUsable(folder: string): Promise<void> {
  if (!isAbsolute(folder)) throw new FileError("disk-error", `write "${folder}": not a whole path of this system`);
  try {
    await mkdir(folder, { recursive: true });
    // Rights alone do not tell: a disk may be read-only, or of a kind that keeps nothing.
    await rmdir(await mkdtemp(join(folder, ".parley-")));
  } catch (error) {
    throw writeProblem(folder, error);
  }
}
