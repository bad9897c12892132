/** Room on the disk of the downloads. */

import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { codeOf, writeProblem } from "./problems.ts";

/** @returns bytes that can still be written in this folder, or would be if it was there */
export async function freeAt(folder: string): Promise<number> {
  for (let path = resolve(folder);; path = dirname(path)) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || path === dirname(path)) throw writeProblem(path, error);
    }
  }
}
