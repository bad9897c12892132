/** The disk's side of transfers, put together. */

import { freeAt } from "./free.ts";
import { list } from "./list.ts";
import { readManifest } from "./manifest.ts";
import { PartialFolder } from "./partial_folder.ts";
import { openReadable } from "./readable.ts";
import { scan } from "./scan.ts";
import { openSink } from "./sink.ts";
import { DiskSource } from "./source.ts";
import { openSpool, spoolIds } from "./spool.ts";
import type { FileDisk } from "./types.ts";
import { assertUsable } from "./usable.ts";

export interface FileDiskOptions {
  /** Absolute path of the downloads folder; asked every time, for the user may choose another. */
  downloads(): string;
  /** Folder of the profile for what a window hands over. */
  readonly spoolDir: string;
}

export function openFileDisk({ downloads, spoolDir }: FileDiskOptions): FileDisk {
  return {
    get downloads() {
      return downloads();
    },
    assertUsable,
    scan,
    readManifest,
    source: (plan) => new DiskSource(plan),
    sink: async (plan) => await openSink(downloads(), plan),
    discard: async (id) => await PartialFolder.discard(downloads(), id),
    partial: async () => await PartialFolder.list(downloads()),
    free: async () => await freeAt(downloads()),
    list,
    open: openReadable,
    spool: (id) => openSpool(spoolDir, id),
    spools: () => spoolIds(spoolDir),
  };
}
