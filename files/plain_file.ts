/** Plain files, and nothing that only looks like one. */

import { closeSync, fstatSync, lstatSync, openSync, type Stats } from "node:fs";

/**
 * Open a file that is there: no link, no pipe, no device. `O_NOFOLLOW` would be the way, but Deno 2.9 resolves links itself
 * unless it was started with every permission, and opens what they lead to; so it is looked at before and after.
 * @returns undefined when it is no plain file
 * @throws what the system says
 */
export function openPlain(path: string, mode: "r" | "r+"): { handle: number; stat: Stats } | undefined {
  const before = lstatSync(path);
  if (!before.isFile()) return undefined;
  const handle = openSync(path, mode);
  try {
    const stat = fstatSync(handle);
    if (stat.isFile() && stat.ino === before.ino && stat.dev === before.dev) return { handle, stat };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
  closeSync(handle);
  return undefined;
}

/** A plain file that has no second name, by which it could be somebody's outside. */
export const isOurs = (stat: Stats): boolean => stat.isFile() && stat.nlink <= 1;
