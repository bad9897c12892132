/** The disk's side of transfers, put together. */

import { join } from "node:path";
import { freeAt } from "./free.ts";
import { Growing } from "./growing.ts";
import { list } from "./list.ts";
import { readManifest } from "./manifest.ts";
import { OwnFiles } from "./own_files.ts";
import { PartialFolder } from "./partial_folder.ts";
import { openReadable } from "./readable.ts";
import { scan } from "./scan.ts";
import { DiskSource } from "./source.ts";
import { openSpool, spoolIds } from "./spool.ts";
import type { FileDisk } from "./types.ts";
import { assertUsable } from "./usable.ts";

/** The only folder of a profile in which others' files may be. */
const USUAL_DOWNLOADS = "downloads";

export interface FileDiskOptions {
  /** Absolute path of the downloads folder; asked every time, for the user may choose another. */
  downloads(): string;
  /** Folder of the profile for what a window hands over. */
  readonly spoolDir: string;
  /** Folder of the profile for what is remembered of transfers that grow. */
  readonly growingDir: string;
  /** The profile: nothing else in it is ever offered. */
  readonly profile?: string;
}

export function openFileDisk({ downloads, spoolDir, growingDir, profile }: FileDiskOptions): FileDisk {
  const growing = new Growing(growingDir, downloads);
  return {
    get downloads() {
      return downloads();
    },
    assertUsable: async (folder) => {
      const offered = profile === undefined ? [] : [join(profile, USUAL_DOWNLOADS)];
      await assertUsable(folder, await OwnFiles.find({ profile, offered }));
    },
    scan: async (path) => {
      const offered = [spoolDir, downloads()];
      const partial = PartialFolder.parent(downloads());
      return await scan(path, await OwnFiles.find({ profile, offered, growing: partial }));
    },
    readManifest,
    source: (plan) => new DiskSource(plan),
    sink: (plan) => growing.open(plan),
    discard: (id) => growing.discard(id),
    // deno-lint-ignore require-await -- errors are rejections
    partial: async () => growing.ids(),
    free: async (id) => await freeAt(id === undefined ? downloads() : await growing.folder(id)),
    list,
    open: openReadable,
    spool: (id) => openSpool(spoolDir, id),
    spools: () => spoolIds(spoolDir),
  };
}
