/** Where the program keeps the keys and messages of its user: nothing of that is offered to anybody by mistake. */

import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { realPath } from "./real_path.ts";

export interface OwnFolders {
  /** The profile, and what in it may be offered all the same: what a window handed over, and what was received. */
  readonly profile: string | undefined;
  readonly offered: readonly string[];
  /** Where transfers grow: what lies there is another one in a moment. */
  readonly growing?: string;
}

export class OwnFiles {
  readonly #profile: string | undefined;
  readonly #growing: string | undefined;
  readonly #offered: readonly string[];

  private constructor(profile: string | undefined, growing: string | undefined, offered: readonly string[]) {
    this.#profile = profile;
    this.#growing = growing;
    this.#offered = offered;
  }

  static async find({ profile, growing, offered }: OwnFolders): Promise<OwnFiles> {
    const real = await Promise.all(offered.map(realFolder));
    return new OwnFiles(
      await realFolder(profile),
      await realFolder(growing),
      real.filter((path) => path !== undefined),
    );
  }

  /** @param path without links: nothing in it is to be offered */
  isPrivate(path: string): boolean {
    const isHidden = (folder: string | undefined) => folder !== undefined && isIn(folder, path);
    return isHidden(this.#growing) || (isHidden(this.#profile) && !this.#offered.some((folder) => isIn(folder, path)));
  }
}

/** Also of one that is not there yet; undefined when what it would be in is not there either. */
async function realFolder(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await realPath(path);
  } catch {
    return await realPath(dirname(path)).then((parent) => join(parent, basename(path)), () => undefined);
  }
}

/** It, or below it. */
function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
