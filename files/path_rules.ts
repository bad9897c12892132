/** What a path in a manifest may be. `docs/specs/files-v1.md`, section 2. */

import { MAX_MANIFEST_ENTRIES, MAX_PATH_BYTES, MAX_PATH_DEPTH } from "./limits.ts";
import { type Entry, FileError } from "./types.ts";

const encoder = new TextEncoder();

/** @returns whether a path is within what a manifest may have */
export const fitsManifest = (path: string): boolean =>
  path.length <= MAX_PATH_BYTES && encoder.encode(path).length <= MAX_PATH_BYTES &&
  path.split("/").filter((part) => part !== "").length <= MAX_PATH_DEPTH;

/** Judges the entries of a manifest one after the other. */
export class PathRules {
  #previous = "";
  readonly #files = new Set<string>();
  #folders = 0;

  /** @throws FileError "bad-manifest" */
  check({ path, size }: Entry): void {
    const isFolder = path.endsWith("/");
    const end = isFolder ? path.slice(0, -1) : path;
    if (path <= this.#previous) throw bad(path, "is not after the one before it");
    if (!fitsManifest(path)) throw bad(path, "is too long or too deep");
    if (end.split("/").some((part) => part === "" || part === "." || part === "..")) throw bad(path, "is no path");
    if (isFolder && size !== 0) throw bad(path, "is a folder and has a size");
    if (this.#previous.endsWith("/") && path.startsWith(this.#previous)) throw bad(path, "lies in an empty folder");
    this.#checkFolders(path);
    if (!isFolder) this.#files.add(path);
    this.#previous = path;
  }

  /** Paths come in order, so the folders shared with the one before have been judged: a bomb has millions in all. */
  #checkFolders(path: string): void {
    for (let slash = path.indexOf("/", this.#shared(path)); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      if (this.#files.has(path.slice(0, slash))) throw bad(path, "lies in something that is no folder");
      if (++this.#folders > MAX_MANIFEST_ENTRIES) throw bad(path, "is in too many folders");
    }
  }

  /** Units that this path and the one before have in common. */
  #shared(path: string): number {
    const limit = Math.min(path.length, this.#previous.length);
    let at = 0;
    while (at < limit && path[at] === this.#previous[at]) at++;
    return at;
  }
}

const bad = (path: string, what: string): FileError =>
  new FileError("bad-manifest", `read a manifest: ${JSON.stringify(path.slice(0, 100))} ${what}`);
