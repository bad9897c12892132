/** The disk as the store sees it: few operations, all replaceable by a test that lets them fail. */

import { basename, dirname } from "node:path";
import { type FileLock, lockFile } from "./lock_file.ts";

/** A journal open at its end. */
export interface AppendFile {
  /** Writes all of it or throws; what stands in the file after a throw is not known. */
  append(bytes: Uint8Array): void;
  /** Cut to this many bytes; later appends continue there. */
  truncate(size: number): void;
  /** `fdatasync`. */
  sync(): Promise<void>;
  close(): void;
}

/** A file being written beside. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): void;
}

/** A file being read back. */
export interface ReadFile {
  /** Fills the buffer as far as the file goes. @returns bytes read, 0 at the end */
  read(buffer: Uint8Array): Promise<number>;
  close(): void;
}

export interface Files {
  /** Names in the folder of `base` that begin with its last part and a dot. */
  list(base: string): string[];
  read(path: string): Uint8Array<ArrayBuffer>;
  openAppend(path: string): AppendFile;
  /** Made new, 0600; what was there under the name is replaced. */
  create(path: string): Promise<NewFile>;
  openRead(path: string): Promise<ReadFile>;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Names made or changed in the folder of this path are on disk afterwards. */
  syncFolder(path: string): void;
  /** @returns undefined when another process holds it */
  lock(path: string): FileLock | undefined;
}

/** Only the user may read what is written in a profile. */
const MODE = 0o600;

/** The real disk. */
export const diskFiles: Files = {
  list(base) {
    const prefix = basename(base) + ".";
    return [...Deno.readDirSync(dirname(base))].map(({ name }) => name).filter((name) => name.startsWith(prefix));
  },

  read: (path) => Deno.readFileSync(path),

  openAppend(path) {
    const file = Deno.openSync(path, { append: true, create: true, mode: MODE });
    return {
      append(bytes) {
        for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
      },
      truncate: (size) => file.truncateSync(size),
      sync: () => file.syncData(),
      close: () => file.close(),
    };
  },

  async create(path) {
    const file = await Deno.open(path, { write: true, create: true, truncate: true, mode: MODE });
    return {
      async write(bytes) {
        for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },

  async openRead(path) {
    const file = await Deno.open(path, { read: true });
    return {
      async read(buffer) {
        let filled = 0;
        while (filled < buffer.length) {
          const read = await file.read(buffer.subarray(filled));
          if (read === null) break;
          filled += read;
        }
        return filled;
      },
      close: () => file.close(),
    };
  },

  rename: (from, to) => Deno.renameSync(from, to),
  remove: (path) => Deno.removeSync(path),
  lock: lockFile,

  syncFolder(path) {
    // Windows has no handle for a folder that could be synced; NTFS keeps renames in order by its own log.
    if (Deno.build.os === "windows") return;
    const folder = Deno.openSync(dirname(path), { read: true });
    try {
      folder.syncSync();
    } finally {
      folder.close();
    }
  },
};
