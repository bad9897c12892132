import { join } from "node:path";
import { isThere } from "../store/mod.ts";

/** A time as part of a file name: "20261121T101500Z". @param now milliseconds since the epoch */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** A folder of the profile for what something else takes the place of: "before-import.20261121T101500Z", "-2" and so on when taken. */
export function asideFolder(dataDir: string, what: string, now: number): string {
  const name = `before-${what}.${stampOf(now)}`;
  for (let n = 2, free = name;; free = `${name}-${n++}`) if (!isThere(join(dataDir, free))) return free;
}
