/** `DOWNLOADS/.parley/<offer id>/`: what has arrived of a transfer, until it is whole. Section 6. */

import { lstatSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { lstat, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "./content_writer.ts";
import { assertStillThere, type FolderMark, markOf } from "./folder_mark.ts";
import { syncPath } from "./place.ts";
import { realPath } from "./real_path.ts";
import { codeOf, writeProblem } from "./problems.ts";
import { safeName } from "./safe_name.ts";
import { FileError } from "./types.ts";

const PARTIAL = ".parley";
/** Of an offer. */
export const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What is not whole is nobody else's. */
const MODE = 0o700;

export class PartialFolder {
  /** Where the content grows. */
  readonly content: string;
  readonly hashes: string;
  readonly #folder: string;
  /** The name under which the content is about to be put in its place. */
  readonly #target: string;

  readonly #mark: FolderMark;

  private constructor(readonly downloads: string, id: string, mark: FolderMark) {
    this.#mark = mark;
    this.#folder = join(downloads, PARTIAL, id);
    this.content = join(this.#folder, "content");
    this.hashes = join(this.#folder, "hashes");
    this.#target = join(this.#folder, "target");
  }

  /** Made when it is not there. @throws FileError also when a link stands in its place */
  static async make(downloads: string, id: string): Promise<PartialFolder> {
    assertId(id);
    try {
      await mkdir(downloads, { recursive: true });
      const real = await realPath(downloads);
      const folder = new PartialFolder(real, id, await markOf(real));
      makeFolder(join(folder.downloads, PARTIAL), MODE);
      makeFolder(folder.#folder, MODE);
      makeFolder(folder.content, MODE);
      return folder;
    } catch (error) {
      throw writeProblem(downloads, error);
    }
  }

  /**
   * Waits on another thread until a disk that sleeps has woken up.
   * @throws FileError "folder-gone"; "disk-error" when only this is gone, or a link has taken the place of a part of it
   */
  async assertThere(): Promise<void> {
    const there = await realPath(this.content).catch(async (error) => {
      await assertStillThere(this.#mark);
      throw writeProblem(this.content, error);
    });
    if (there !== this.content) throw new FileError("disk-error", `write "${this.content}": it was replaced`);
  }

  /** Name the content had been about to get when the program ended; undefined when it had not come so far. */
  target(): string | undefined {
    try {
      const name = lstatSync(this.#target).isFile() ? readFileSync(this.#target, "utf8") : "";
      return name === safeName(name, "file") ? name : undefined;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw writeProblem(this.#target, error);
    }
  }

  setTarget(name: string): void {
    try {
      rmSync(this.#target, { force: true });
      writeFileSync(this.#target, name, { flag: "wx", mode: 0o600 });
      syncPath(this.#target);
    } catch (error) {
      throw writeProblem(this.#target, error);
    }
  }

  /** Where all of them are. */
  static parent(downloads: string): string {
    return join(downloads, PARTIAL);
  }

  /** Nothing when there is none. */
  static async discard(downloads: string, id: string): Promise<void> {
    assertId(id);
    await removePartial(downloads, join(downloads, PARTIAL, id));
  }

  static async isThere(downloads: string, id: string): Promise<boolean> {
    assertId(id);
    const stat = await lstat(join(downloads, PARTIAL, id)).catch((error) => {
      if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
      throw writeProblem(downloads, error);
    });
    return stat?.isDirectory() === true;
  }
}

/** A link below is removed, not what it points to; one above is not followed. */
async function removePartial(downloads: string, folder: string): Promise<void> {
  const partial = join(downloads, PARTIAL);
  try {
    if (lstatSync(partial, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    await rm(folder, { recursive: true, force: true });
    rmdirSync(partial);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error))) throw writeProblem(folder, error);
  }
}

/** It becomes a part of a path. @throws TypeError */
export function assertId(id: string): void {
  if (!ID.test(id)) throw new TypeError(`id of an offer "${id}": no UUID in lower case`);
}
