/** What the hashes on disk vouch for is read and compared before it counts. Section 6, Order. */

import { lstatSync, rmdirSync, unlinkSync } from "node:fs";
import { ContentReader } from "./content_reader.ts";
import type { HashList } from "./hash_list.ts";
import type { Layout } from "./layout.ts";
import type { PartialFolder } from "./partial_folder.ts";
import { codeOf } from "./problems.ts";
import { safeTree, type TreePlan } from "./safe_tree.ts";
import { FileError, type SinkPlan } from "./types.ts";

/** A file to read, and its size when it must have it already; undefined when there is none of ours. */
export type Existing = (number: number) => { readonly path: string; readonly size?: number } | undefined;

/**
 * Chunks that are not what their hashes say are lacking afterwards.
 * @returns bytes that are here
 * @throws FileError "disk-error" when they cannot be read just now; then all that was here still counts
 */
export async function verify(
  layout: Layout,
  hashes: HashList,
  existing: Existing,
  signal?: AbortSignal,
): Promise<number> {
  const reader = new ContentReader(layout, (number) => {
    const file = existing(number);
    if (file === undefined) throw new FileError("source-gone", `file ${number} has not arrived`);
    return file;
  });
  let done = 0;
  try {
    for (let index = 0; index < layout.chunks; index++) {
      signal?.throwIfAborted();
      if (!hashes.has(index)) continue;
      if (await matches(reader, index, hashes.get(index))) done += layout.lengthOf(index);
      else hashes.clear(index);
    }
  } finally {
    reader.close();
  }
  return done;
}

async function matches(reader: ContentReader, index: number, hash: Uint8Array): Promise<boolean> {
  try {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await reader.read(index)));
    return found.every((byte, i) => byte === hash[i]);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    // Another program may hold it (Windows, a search for viruses). Where the disk is broken it is written anew.
    if (error.code !== "source-unreadable" || codeOf(error.cause) === "EIO") return false;
    throw new FileError("disk-error", error.message, { cause: error.cause });
  }
}

/**
 * Where the content is when a program ended between putting it in its place and tidying up. Half of that is undone, so
 * that it can be done again.
 */
export async function findPlaced(
  folder: PartialFolder,
  plan: TreePlan & Pick<SinkPlan, "signal">,
  layout: Layout,
  hashes: HashList,
): Promise<string | undefined> {
  const name = folder.target();
  if (name === undefined) return undefined;
  const grown = (await safeTree(folder.content, plan)).top;
  const tree = await safeTree(folder.downloads, { ...plan, name });
  if (isThere(grown) && !undo(grown, tree.top)) return undefined;
  const there = lstatSync(tree.top, { throwIfNoEntry: false });
  const whole = (plan.entries === undefined ? there?.isFile() : there?.isDirectory()) === true &&
    await verify(layout, hashes, (number) => tree.files[number], plan.signal) === layout.size;
  if (!whole) hashes.clearAll();
  return whole ? tree.top : undefined;
}

/** @returns true when the content has its place, and had two names for a moment */
function undo(grown: string, place: string): boolean {
  try {
    const [from, to] = [lstatSync(grown), lstatSync(place)];
    // Where the system has no numbers for files they are 0.
    if (from.isFile() && from.ino !== 0 && from.ino === to.ino && from.dev === to.dev) {
      unlinkSync(grown);
      return true;
    }
    // The name that was reserved for a folder.
    if (from.isDirectory() && to.isDirectory()) rmdirSync(place);
  } catch {
    // Something else has the name by now: it stays as it is.
  }
  return false;
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
