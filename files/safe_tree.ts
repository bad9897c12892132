/** Where the files of a content are put: the author's paths, made harmless part by part. Section 6, Names. */

import { join } from "node:path";
import { Breath } from "./breath.ts";
import { safeName, UniqueNames } from "./safe_name.ts";
import type { Entry } from "./types.ts";

/** A folder that is made when something is put in it. */
export class SafeFolder {
  /** Made, or found to be a folder and no link, since the program began to write here. */
  ready = false;
  readonly #names = new UniqueNames();
  readonly #folders = new Map<string, SafeFolder>();

  private constructor(readonly name: string, readonly parent: SafeFolder | undefined) {}

  /** @param path of a folder that is there */
  static at(path: string): SafeFolder {
    const folder = new SafeFolder(path, undefined);
    folder.ready = true;
    return folder;
  }

  /** The one for this part of the author's path. */
  folder(part: string): SafeFolder {
    let folder = this.#folders.get(part);
    if (folder === undefined) {
      folder = new SafeFolder(this.#names.take(safeName(part, "folder")), this);
      this.#folders.set(part, folder);
    }
    return folder;
  }

  /** A name in here for a file that its author calls so. */
  file(part: string): string {
    return this.#names.take(safeName(part, "file"));
  }

  get path(): string {
    return this.parent === undefined ? this.name : join(this.parent.path, this.name);
  }
}

/** A file of the content, in its order. */
export class SafeFile {
  /** It was there, or was made, since the program began to write here. */
  made = false;

  constructor(
    readonly folder: SafeFolder,
    readonly name: string,
    readonly size: number,
    readonly modified: number | undefined,
  ) {}

  get path(): string {
    return join(this.folder.path, this.name);
  }
}

export interface SafeTree {
  /** Path of the file, or of the folder with everything in it. */
  readonly top: string;
  readonly files: readonly SafeFile[];
  /** Those that have nothing in them, and the top one. */
  readonly folders: readonly SafeFolder[];
}

export interface TreePlan {
  readonly name: string;
  readonly size: number;
  readonly modified?: number;
  /** Of a folder. */
  readonly entries?: readonly Entry[];
}

/** @param base path of a folder that is there, in which nothing else is */
export async function safeTree(base: string, { name, size, modified, entries }: TreePlan): Promise<SafeTree> {
  const breath = new Breath();
  const root = SafeFolder.at(base);
  if (entries === undefined) {
    const file = new SafeFile(root, root.file(name), size, modified);
    return { top: file.path, files: [file], folders: [] };
  }
  const top = root.folder(name);
  const files: SafeFile[] = [];
  const folders = [top];
  for (const entry of entries) {
    const parts = entry.path.split("/");
    const last = parts.pop()!;
    const folder = parts.reduce((parent, part) => parent.folder(part), top);
    if (last === "") folders.push(folder);
    else files.push(new SafeFile(folder, folder.file(last), entry.size, entry.modified));
    if (breath.due) await breath.take();
  }
  return { top: top.path, files, folders };
}
