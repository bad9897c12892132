/** Somewhere in the profile for what a window hands over, until it is sent. Nobody else may read it. */

import { mkdirSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ContentWriter } from "./content_writer.ts";
import { freeAt } from "./free.ts";
import { Layout } from "./layout.ts";
import { MAX_FILE_BYTES, MAX_MANIFEST_ENTRIES, SPARE_BYTES } from "./limits.ts";
import { fitsManifest } from "./path_rules.ts";
import { codeOf, writeProblem } from "./problems.ts";
import { safeTree, type TreePlan } from "./safe_tree.ts";
import { CHUNK_BYTES, type Entry, FileError, type Spool } from "./types.ts";

/** A UUID, or what else names one: never a path. */
const ID = /^[0-9A-Za-z-]{1,64}$/;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

// deno-lint-ignore require-await -- errors are rejections
export async function openSpool(spoolDir: string, id: string): Promise<Spool> {
  if (!ID.test(id)) throw new TypeError(`id of a spool "${id}": only letters, digits and "-"`);
  const folder = join(spoolDir, id);
  return {
    fill: async (name, what, body) => await fill(folder, planOf(name, what), body),
    remove: () => remove(folder),
  };
}

export function spoolIds(spoolDir: string): Promise<readonly string[]> {
  try {
    return Promise.resolve(readdirSync(spoolDir).filter((name) => ID.test(name)));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? Promise.resolve([]) : Promise.reject(writeProblem(spoolDir, error));
  }
}

function planOf(name: string, what: { size: number } | { entries: readonly Entry[] }): TreePlan {
  if ("size" in what) return { name, size: assertSize(what.size) };
  if (what.entries.length > MAX_MANIFEST_ENTRIES) throw new FileError("too-many", `take "${name}": too many files`);
  for (const { path, size } of what.entries) {
    if (!fitsManifest(path)) throw new FileError("too-many", `take "${name}": too long or too deep: "${path}"`);
    assertSize(size);
  }
  return { name, entries: what.entries, size: assertSize(what.entries.reduce((sum, { size }) => sum + size, 0)) };
}

function assertSize(size: number): number {
  if (!(size >= 0 && size <= MAX_FILE_BYTES)) throw new FileError("too-many", `${size} bytes`);
  return size;
}

async function fill(folder: string, plan: TreePlan, body: ReadableStream<Uint8Array>): Promise<string> {
  try {
    await remove(folder);
    // Messages are stored on the same disk.
    if (await freeAt(folder) < plan.size + SPARE_BYTES) {
      throw new FileError("disk-full", `take "${plan.name}": no room`);
    }
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    const tree = await safeTree(folder, plan);
    const layout = new Layout(tree.files.map(({ size }) => size));
    const writer = new ContentWriter(tree, layout, { file: FILE_MODE, folder: FOLDER_MODE });
    try {
      let index = 0;
      for await (const chunk of chunksOf(body, plan.size)) await writer.write(index++, chunk);
      await writer.complete(Date.now());
      await writer.sync();
    } finally {
      writer.close();
    }
    return tree.top;
  } catch (error) {
    await remove(folder).catch(() => {});
    throw writeProblem(folder, error);
  } finally {
    await body.cancel().catch(() => {});
  }
}

/** Cut into chunks; the bytes are reused by the next one. @throws FileError "changed" when there are not `size` bytes */
async function* chunksOf(body: ReadableStream<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size));
  let filled = 0;
  let left = size;
  for await (const bytes of body) {
    if (bytes.length > left) throw new FileError("changed", `more than the ${size} bytes that were announced`);
    left -= bytes.length;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + chunk.length - filled);
      chunk.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled === chunk.length) {
        yield chunk;
        filled = 0;
      }
    }
  }
  if (left > 0) throw new FileError("changed", `${left} bytes less than the ${size} that were announced`);
  if (filled > 0) yield chunk.subarray(0, filled);
}

async function remove(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw writeProblem(folder, error);
  }
}
