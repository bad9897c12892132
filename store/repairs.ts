/** What opening found wrong and how it is put right. Each repair leaves files that carry everything that was read. */

import type { AppendFile, Files } from "./files.ts";
import { asideName, type FoundFiles } from "./file_names.ts";
import type { StorageNotice } from "./types.ts";

/** Done once, in order; after a failure the rest is tried again before the next write. */
export type Repair = () => void | Promise<void>;

export class Repairs {
  readonly notices: StorageNotice[] = [];
  readonly list: Repair[] = [];
  readonly #files: Files;
  readonly #found: FoundFiles;

  constructor(files: Files, found: FoundFiles) {
    this.#files = files;
    this.#found = found;
  }

  /** Keep a file under another name. */
  setAside(path: string, why: string): void {
    const aside = asideName(this.#found, path, "unreadable");
    this.notices.push({ kind: "set-aside", message: `"${path}" ${why}: it is kept as "${aside}"`, path: aside });
    this.list.push(() => {
      this.#files.rename(path, aside);
      this.#files.syncFolder(path);
    });
  }

  /** Keep what stands after `end` in a file of its own, then cut it off. */
  cut(path: string, bytes: Uint8Array, end: number, fault: "torn" | "damaged"): void {
    const aside = asideName(this.#found, path, "cut");
    const tail = bytes.slice(end);
    const what = fault === "torn"
      ? `ended in an unfinished record of ${tail.length} bytes`
      : `is damaged at byte ${end}, the ${tail.length} bytes from there on could not be read`;
    this.notices.push({
      kind: fault === "torn" ? "torn-tail" : "set-aside",
      message: `"${path}" ${what}: they are kept in "${aside}"`,
      path: aside,
    });
    this.list.push(async () => {
      const copy = await this.#files.create(aside);
      try {
        await copy.write(tail);
        await copy.sync();
      } finally {
        copy.close();
      }
      this.#files.syncFolder(aside);
      await this.truncate(path, end);
    });
  }

  /** Cut off what this process wrote and never acknowledged. */
  cutUnacknowledged(path: string, end: number): void {
    this.list.push(() => this.truncate(path, end));
  }

  missing(path: string): void {
    const message = `"${path}" is not there: what was written after its snapshot is missing`;
    this.notices.push({ kind: "missing", message, path });
  }

  remove(path: string): void {
    this.list.push(() => this.#files.remove(path));
  }

  async truncate(path: string, end: number): Promise<void> {
    const file: AppendFile = this.#files.openAppend(path);
    try {
      file.truncate(end);
      await file.sync();
    } finally {
      file.close();
    }
  }
}
