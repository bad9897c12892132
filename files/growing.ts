/**
 * In which downloads folder each transfer grows. Its user may choose another one meanwhile, and two profiles may have the
 * same: what was begun goes on where it is, and nobody tidies up after somebody else. Section 6.
 */

import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertId, ID, PartialFolder } from "./partial_folder.ts";
import { codeOf, writeProblem } from "./problems.ts";
import { openSink } from "./sink.ts";
import type { Sink, SinkPlan } from "./types.ts";

export class Growing {
  readonly #folder: string;
  readonly #downloads: () => string;

  /** @param folder of the profile: one file for each transfer, which holds a path */
  constructor(folder: string, downloads: () => string) {
    this.#folder = folder;
    this.#downloads = downloads;
  }

  /** Take up what is there, wherever, or begin. @throws FileError "disk-full" or "disk-error" */
  async open(plan: SinkPlan): Promise<Sink> {
    const begun = this.#placeOf(plan.id);
    if (begun !== undefined && await PartialFolder.isThere(begun, plan.id)) return await openSink(begun, plan);
    const downloads = this.#downloads();
    // Before anything grows: what grows unknown would never be removed.
    if (begun !== downloads) this.#put(plan.id, downloads);
    return await openSink(downloads, plan);
  }

  /** Nothing when there is none. */
  async discard(id: string): Promise<void> {
    await PartialFolder.discard(this.#placeOf(id) ?? this.#downloads(), id);
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

  #placeOf(id: string): string | undefined {
    assertId(id);
    try {
      return readFileSync(join(this.#folder, id), "utf8") || undefined;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw writeProblem(this.#folder, error);
    }
  }

  #put(id: string, downloads: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, id), downloads, { mode: 0o600 });
    } catch (error) {
      throw writeProblem(this.#folder, error);
    }
  }
}
