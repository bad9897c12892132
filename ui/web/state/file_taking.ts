/** Files that come by the attach button, drag and drop, or the clipboard. */
import { signal } from "@preact/signals";
import type { PeerKey } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { stampText } from "../format/time.ts";
import { droppedSources, fileSource, folderOf, TooManyFiles } from "./dropped.ts";
import { tellFailure, tellProblem } from "./failures.ts";
import { MAX_AT_ONCE, offerSources } from "./file_sending.ts";
import { t } from "./store.ts";
import type { Source } from "./uploads.ts";

/** A folder is being looked through. */
export const reading = signal(false);

function take(key: PeerKey, sources: readonly Source[], ask = false, skipped = 0): void {
  if (sources.length > MAX_AT_ONCE) return tellProblem("error.too-many-at-once", { count: MAX_AT_ONCE });
  offerSources(key, sources, ask, skipped);
}

export function takeFiles(key: PeerKey, files: Iterable<File>): void {
  take(key, Array.from(files, (file) => fileSource(file)));
}

export function takeFolder(key: PeerKey, files: Iterable<File>): void {
  try {
    take(key, folderOf([...files]));
  } catch (error) {
    tellUnread(error);
  }
}

export async function takeDropped(key: PeerKey, data: DataTransfer): Promise<void> {
  reading.value = true;
  try {
    const { sources, skipped } = await droppedSources(data);
    take(key, sources, false, skipped);
  } catch (error) {
    tellUnread(error);
  } finally {
    reading.value = false;
  }
}

/** Words are pasted as words, also when a picture of them comes along. */
export function hasFilesOnly(data: DataTransfer): boolean {
  return data.files.length > 0 && !data.types.includes("text/plain");
}

/** @returns false when there is nothing to take */
export function takePasted(key: PeerKey, data: DataTransfer): boolean {
  if (!hasFilesOnly(data)) return false;
  const sources = Array.from(data.files, (file) => fileSource(file, nameOf(file)));
  take(key, sources, true);
  return true;
}

/** Browsers call every picture from the clipboard the same. */
function nameOf(file: File): string {
  if (!/^image\.\w+$/.test(file.name)) return safeName(file.name);
  const ending = file.name.slice(file.name.lastIndexOf("."));
  return `${t("attach.picture_name")} ${stampText(Date.now())}${ending}`;
}

function tellUnread(error: unknown): void {
  if (error instanceof TooManyFiles) tellProblem("error.too-many-files");
  else tellFailure(error);
}
