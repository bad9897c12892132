/** Where a profile lies when nobody says. */
import { join, resolve } from "node:path";

export interface DataDirQuestion {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
  /** `--data`. */
  readonly given: string | undefined;
}

/**
 * `--data`, else `PARLEY_DATA`, else the place the system keeps for programs' data.
 * Linux: XDG Base Directory Specification, which says to ignore a relative `XDG_DATA_HOME`.
 * @throws Error when the system does not say where the user's home is
 */
export function dataDirFor({ os, env, given }: DataDirQuestion): string {
  const chosen = given || env("PARLEY_DATA");
  if (chosen) return resolve(chosen);
  if (os === "windows") {
    const roaming = env("APPDATA") || (env("USERPROFILE") && join(env("USERPROFILE")!, "AppData", "Roaming"));
    if (roaming) return join(roaming, "Parley");
  } else {
    const home = env("HOME");
    if (os === "darwin" && home) return join(home, "Library", "Application Support", "Parley");
    const xdg = env("XDG_DATA_HOME");
    if (xdg?.startsWith("/")) return join(xdg, "parley");
    if (home) return join(home, ".local", "share", "parley");
  }
  throw new Error("profile folder: the system does not say where your home is; name a folder with --data DIR");
}
