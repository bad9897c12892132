/** From chosen files to sent ones: what they cost is said first when it is more than the usual (LIM-3). */
import type { FolderEntry, PeerKey } from "../../api.ts";
import { filePacketsOf } from "../format/cost.ts";
import { openDialog } from "./dialogs.ts";
import { tellFailure } from "./failures.ts";
import { call } from "./program.ts";
import { current } from "./store.ts";
import { sendSources, type Source } from "./uploads.ts";

/** Offers at a time: the other side would decline more, and nobody reads such a list. */
export const MAX_AT_ONCE = 100;

/** What is about to be sent, before the user has agreed. */
export interface Parcel {
  readonly key: PeerKey;
  readonly sources: readonly Source[];
  /** File packets, together. */
  readonly packets: number;
  /** Links and devices that are left out of folders. */
  readonly skipped: number;
}

/** @param ask also when it costs no more than the usual: what was pasted was perhaps not meant to be sent */
export function offerSources(key: PeerKey, sources: readonly Source[], ask = false, skipped = 0): void {
  if (sources.length === 0) return;
  const packets = sources.reduce((sum, { size }) => sum + filePacketsOf(size), 0);
  begin({ key, sources, packets, skipped }, ask);
}

/** What was chosen in the picker, from where it lies. */
export async function offerPaths(key: PeerKey, entries: readonly FolderEntry[]): Promise<void> {
  try {
    const sources: Source[] = [];
    let [packets, skipped] = [0, 0];
    for (const { name, path, type } of entries) {
      const cost = await call("files_cost", { paths: [path] });
      sources.push({ name, path, type, size: cost.size, files: cost.files });
      packets += cost.packets;
      skipped += cost.skipped;
    }
    if (sources.length === 0) return;
    begin({ key, sources, packets, skipped }, false);
  } catch (error) {
    tellFailure(error);
  }
}

function begin(parcel: Parcel, ask: boolean): void {
  const left = current().contacts.get(parcel.key)?.files_left ?? null;
  const affordable = left === null || left >= parcel.packets;
  if (ask || parcel.packets > 1 || parcel.skipped > 0 || !affordable) openDialog({ kind: "send_files", parcel });
  else sendParcel(parcel);
}

export function sendParcel({ key, sources }: Parcel): void {
  sendSources(key, sources);
}
