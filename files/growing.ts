/**
 * In which downloads folder each transfer grows. Its user may choose another one meanwhile, and two profiles may have the
 * same: what was begun goes on where it is, and nobody tidies up after somebody else. Section 6.
 */

import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { assertStillThere, type FolderMark, markOf } from "./folder_mark.ts";
import { assertId, ID, PartialFolder } from "./partial_folder.ts";
import { codeOf, writeProblem } from "./problems.ts";
import { openSink } from "./sink.ts";
import { FileError, type Sink, type SinkPlan } from "./types.ts";

export class Growing {
  readonly #folder: string;
  readonly #downloads: () => string;

  /** @param folder of the profile: one file for each transfer, which says which folder that is */
  constructor(folder: string, downloads: () => string) {
    this.#folder = folder;
    this.#downloads = downloads;
  }

  /** Take up what is there, wherever, or begin. @throws FileError "folder-gone", "disk-full" or "disk-error" */
  async open(plan: SinkPlan): Promise<Sink> {
    const begun = await this.#begun(plan.id);
    if (begun?.isThere) return await openSink(begun.path, plan);
    const downloads = this.#downloads();
    // Before anything grows: what grows unknown would never be removed.
    this.#put(plan.id, await made(downloads));
    return await openSink(downloads, plan);
  }

  /** Where it grows, or is going to. @throws FileError "folder-gone" */
  async folder(id: string): Promise<string> {
    return (await this.#begun(id))?.path ?? this.#downloads();
  }

  /** Nothing when there is none. Known until its disk is there. */
  async discard(id: string): Promise<void> {
    let folder: string;
    try {
      folder = await this.folder(id);
    } catch (error) {
      if (error instanceof FileError && error.code === "folder-gone") return;
      throw error;
    }
    await PartialFolder.discard(folder, id);
    rmSync(join(this.#folder, id), { force: true });
    try {
      rmdirSync(this.#folder);
    } catch {
      // There are others, or none was ever begun.
    }
  }

  /** Ids of those that this profile has begun and not discarded. */
  ids(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => ID.test(name));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw writeProblem(this.#folder, error);
    }
  }

  /** Undefined: it was not. @throws FileError "folder-gone": what has arrived is not to be reached, and stays what it is */
  async #begun(id: string): Promise<{ readonly path: string; readonly isThere: boolean } | undefined> {
    const mark = this.#markOf(id);
    if (mark === undefined) return undefined;
    let isThere = false;
    try {
      isThere = await PartialFolder.isThere(mark.path, id);
    } finally {
      if (!isThere) await assertStillThere(mark);
    }
    return { path: mark.path, isThere };
  }

  #markOf(id: string): FolderMark | undefined {
    assertId(id);
    try {
      return readMark(readFileSync(join(this.#folder, id), "utf8"));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw writeProblem(this.#folder, error);
    }
  }

  #put(id: string, mark: FolderMark): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, id), JSON.stringify(mark), { mode: 0o600 });
    } catch (error) {
      throw writeProblem(this.#folder, error);
    }
  }
}

/** @returns undefined for what was being written when the power failed: empty, zeros, or a part of it */
function readMark(text: string): FolderMark | undefined {
  if (text === "" || text.includes("\0")) return undefined;
  // A path alone, as it was written before.
  if (!text.startsWith("{")) return { path: text };
  try {
    return JSON.parse(text) as FolderMark;
  } catch {
    return undefined;
  }
}

async function made(downloads: string): Promise<FolderMark> {
  try {
    await mkdir(downloads, { recursive: true });
    return await markOf(downloads);
  } catch (error) {
    throw writeProblem(downloads, error);
  }
}
