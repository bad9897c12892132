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

/**
 * The same file once more, for what is long: `read` and `write` of node:fs run on the main thread in Deno 2.9, whatever they
 * promise (while a disk was busy nothing else ran for up to 180 ms), those of an `FsFile` on another one.
 * @returns undefined when the name leads to another file by now
 * @throws what the system says
 */
export function openAgain(path: string, handle: number, mode: "r" | "r+"): Deno.FsFile | undefined {
  const again = Deno.openSync(path, { read: true, write: mode === "r+" });
  try {
    const [now, first] = [again.statSync(), fstatSync(handle)];
    // Windows has no numbers for files that both know.
    if (Deno.build.os === "windows" || (now.ino === first.ino && now.dev === first.dev)) return again;
  } catch (error) {
    again.close();
    throw error;
  }
  again.close();
  return undefined;
}

/** A plain file that has no second name, by which it could be somebody's outside. */
export const isOurs = (stat: Stats): boolean => stat.isFile() && stat.nlink <= 1;
