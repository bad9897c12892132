/** Where a path really leads. */

import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { codeOf } from "./problems.ts";

/**
 * Absolute and without links.
 * @throws what the system says
 */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    // Some drivers of Windows (disks in memory, for one) cannot say it of any path; links are rare there.
    if (Deno.build.os !== "windows" || codeOf(error) === "ENOENT") throw error;
    return resolve(path);
  }
}
