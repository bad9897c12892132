/** What lies at a path, as it can be offered. `docs/specs/files-v1.md`, sections 1 and 2. */

import { accessSync, constants, lstatSync, type Stats } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Breath } from "./breath.ts";
import { modifiedOf } from "./content_reader.ts";
import { MAX_FILE_BYTES, MAX_MANIFEST_ENTRIES } from "./limits.ts";
import { makeManifest, sha256 } from "./manifest.ts";
import type { OwnFiles } from "./own_files.ts";
import { fitsManifest } from "./path_rules.ts";
import { readProblem } from "./problems.ts";
import { realPath } from "./real_path.ts";
import { type Entry, FileError, type Scanned } from "./types.ts";

/** What a whole disk is called. */
const ROOT_NAME = "disk";

/**
 * A link that the user names is followed, for they have named it; links inside a folder are left out.
 * @param own never offered, and left out of a folder
 * @throws FileError
 */
export async function scan(path: string, own?: OwnFiles): Promise<Scanned> {
  const name = basename(resolve(path)) || ROOT_NAME;
  try {
    const real = await realPath(path);
    if (own?.isPrivate(real)) throw new FileError("private", `offer "${path}": the program keeps its own there`);
    const stat = lstatSync(real);
    accessSync(real, constants.R_OK);
    if (stat.isFile()) return scanFile(real, name, stat);
    if (stat.isDirectory()) return await scanFolder(real, name, own);
  } catch (error) {
    throw readProblem(path, error);
  }
  throw new FileError("not-a-file", `offer "${path}": neither a file nor a folder`);
}

function scanFile(path: string, name: string, stat: Stats): Scanned {
  const modified = modifiedOf(stat.mtimeMs);
  assertSize(path, stat.size);
  return {
    path,
    name,
    type: "file",
    size: stat.size,
    files: 1,
    ...modified === undefined ? {} : { modified },
    skipped: 0,
  };
}

async function scanFolder(path: string, name: string, own: OwnFiles | undefined): Promise<Scanned> {
  const { entries, folders, skipped } = await new FolderScan(path, own).run();
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  assertSize(path, size);
  const manifest = await makeManifest(entries);
  const files = entries.length - folders;
  return { path, name, type: "folder", size, files, manifest, manifest_hash: await sha256(manifest), skipped };
}

function assertSize(path: string, size: number): void {
  if (size > MAX_FILE_BYTES) throw new FileError("too-many", `offer "${path}": ${size} bytes`);
}

class FolderScan {
  readonly entries: Entry[] = [];
  /** Entries that are empty folders. */
  folders = 0;
  skipped = 0;
  readonly #top: string;
  readonly #own: OwnFiles | undefined;
  readonly #breath = new Breath();
  /** Below the top, empty or not. */
  #below = 0;

  constructor(top: string, own: OwnFiles | undefined) {
    this.#top = top;
    this.#own = own;
  }

  async run(): Promise<this> {
    const waiting = [""];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      const inside = await this.#read(folder);
      if (inside === undefined) continue;
      waiting.push(...inside);
    }
    return this;
  }

  /** @returns the folders in it, each with a "/" at its end; undefined when it is not to be read */
  async #read(folder: string): Promise<string[] | undefined> {
    let names: string[];
    try {
      names = (await Array.fromAsync(Deno.readDir(join(this.#top, folder)))).map(({ name }) => name);
    } catch (error) {
      if (folder === "") throw error;
      this.skipped++;
      return undefined;
    }
    const folders: string[] = [];
    let added = 0;
    for (const name of names) {
      const path = folder + name;
      const stat = this.#look(join(this.#top, path));
      if (stat?.isDirectory()) this.#count(++this.#below, folders[folders.push(`${path}/`) - 1]);
      else if (stat?.isFile()) this.#add(path, stat);
      else this.skipped++;
      if (stat?.isDirectory() || stat?.isFile()) added++;
      if (this.#breath.due) await this.#breath.take();
    }
    if (added === 0 && folder !== "") this.#addFolder(folder);
    return folders;
  }

  #look(path: string): Stats | undefined {
    const stat = look(path);
    return stat?.isDirectory() && this.#own?.isPrivate(path) ? undefined : stat;
  }

  #add(path: string, stat: Stats): void {
    const modified = modifiedOf(stat.mtimeMs);
    this.#push(modified === undefined ? { path, size: stat.size } : { path, size: stat.size, modified });
  }

  #addFolder(path: string): void {
    this.folders++;
    this.#push({ path, size: 0 });
  }

  #push(entry: Entry): void {
    this.#count(this.entries.push(entry), entry.path);
    if (!fitsManifest(entry.path)) {
      throw new FileError("too-many", `offer "${this.#top}": a path in it is too long: "${entry.path}"`);
    }
  }

  #count(number: number, path: string): void {
    if (number > MAX_MANIFEST_ENTRIES) {
      throw new FileError("too-many", `offer "${this.#top}": too many files in it, at "${path}"`);
    }
  }
}

/** Undefined when it is gone, or nobody may read it. */
function look(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path);
    if (stat.isFile()) accessSync(path, constants.R_OK);
    return stat;
  } catch {
    return undefined;
  }
}
