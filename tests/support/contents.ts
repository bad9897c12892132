/** Files to send, and whether what has come is the same. */
import { createHash, randomFillSync } from "node:crypto";
import { join } from "node:path";

export const MIB = 1024 * 1024;
const PART = 8 * MIB;

/** Random bytes. @returns SHA-256 in hex */
export async function randomFile(path: string, bytes: number): Promise<string> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const hash = createHash("sha256");
  const part = new Uint8Array(Math.min(PART, bytes));
  for (let left = bytes; left > 0; left -= PART) {
    const piece = part.subarray(0, Math.min(left, PART));
    randomFillSync(piece);
    hash.update(piece);
    for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
  }
  return hash.digest("hex");
}

/** SHA-256 of a file in hex. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const part = new Uint8Array(PART);
  for (let read = await file.read(part); read !== null; read = await file.read(part)) {
    hash.update(part.subarray(0, read));
  }
  return hash.digest("hex");
}

/** Everything below a folder: paths with "/" and the hash of what is in them, "folder" for a folder; by path. */
export async function treeOf(folder: string, below = ""): Promise<Record<string, string>> {
  const tree: [string, string][] = [];
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isSymlink) tree.push([path, "link"]);
    else if (!isDirectory) tree.push([path, await hashOf(join(folder, path))]);
    else tree.push([path, "folder"], ...Object.entries(await treeOf(folder, path)));
  }
  return Object.fromEntries(tree.sort(([a], [b]) => a < b ? -1 : 1));
}

/** Paths of the files below a folder that hold this text somewhere, or are called so. A program may be at work in it. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (name.includes(text)) found.push(path);
    if (isDirectory) found.push(...await filesWith(path, text));
    else if (new TextDecoder("latin1").decode(await bytesOf(path)).includes(text)) found.push(path);
  }
  return found;
}

/** What is in a file; of one that was renamed or removed meanwhile nothing is there. */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
