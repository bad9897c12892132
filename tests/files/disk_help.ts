/** A downloads folder of its own, contents with known bytes, and transfers without a network. */

import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import { basename, dirname, join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import {
  CHUNK_BYTES,
  type Entry,
  type FileDisk,
  openFileDisk,
  type Sink,
  type SinkPlan,
  type Source,
} from "../../files/mod.ts";

export const ID = "018f4a2b-0000-7000-8000-000000000001";

export interface TestDisk extends AsyncDisposable {
  /** Everything of the test lies in here. */
  readonly folder: string;
  readonly downloads: string;
  readonly disk: FileDisk;
  /** `DOWNLOADS/.parley/ID` */
  readonly partial: string;
}

export async function testDisk(folder?: string): Promise<TestDisk> {
  const top = folder ?? await Deno.realPath(await Deno.makeTempDir({ prefix: "parley-files-" }));
  const downloads = join(top, "downloads");
  const disk = openFileDisk({
    downloads: () => downloads,
    spoolDir: join(top, "spool"),
    growingDir: join(top, "growing"),
  });
  return {
    folder: top,
    downloads,
    disk,
    partial: join(downloads, ".parley", ID),
    [Symbol.asyncDispose]: () => Deno.remove(top, { recursive: true }),
  };
}

/** Bytes that differ from chunk to chunk and between seeds. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0, x = seed; i < size; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) | 0;
    bytes[i] = x >>> 16;
  }
  return bytes;
}

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());

export const filePlan = (size: number, name = "a.bin", id = ID): SinkPlan => ({ id, name, type: "file", size });

/** A file of 24 MiB, or a folder with many small files, a large one and nothing. */
export function somePlan(type: "file" | "folder"): SinkPlan {
  if (type === "file") return filePlan(24 * CHUNK_BYTES - 5);
  const entries: Entry[] = [
    { path: "big.bin", size: 3 * CHUNK_BYTES + 11 },
    { path: "empty/", size: 0 },
    ...Array.from({ length: 900 }, (_, i) => ({ path: `small/${1000 + i}`, size: (i * 379) % 9_000 })),
    { path: "tail.bin", size: 2 * CHUNK_BYTES },
  ];
  return { id: ID, name: "folder", type, size: entries.reduce((sum, { size }) => sum + size, 0), entries };
}

/** Everything is where it belongs, with its bytes, and nothing else. */
export async function assertArrived({ downloads }: TestDisk, plan: SinkPlan, path: string): Promise<void> {
  const content = bytesOf(plan.size);
  assertEquals(await Array.fromAsync(Deno.readDir(downloads), ({ name }) => name), [basename(path)]);
  assertEquals(dirname(path), downloads);
  let at = 0;
  for (const { path: inside, size } of plan.entries ?? [{ path: "", size: plan.size }]) {
    if (inside.endsWith("/")) assert((await Deno.stat(join(path, inside))).isDirectory);
    else assert(equal(await Deno.readFile(join(path, inside)), content.subarray(at, at += size)), `"${inside}"`);
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const chunkOf = (content: Uint8Array, index: number): Uint8Array =>
  content.subarray(index * CHUNK_BYTES, Math.min(content.length, (index + 1) * CHUNK_BYTES));

export const writeChunk = (sink: Sink, content: Uint8Array, index: number): Promise<void> =>
  sink.write(index, chunkOf(content, index), sha256(chunkOf(content, index)));

/** Write what is lacking, in order. @returns how many chunks that were */
export async function writeLacking(sink: Sink, content: Uint8Array): Promise<number> {
  let written = 0;
  for (let [range] = sink.lacking(0, 1); range !== undefined; [range] = sink.lacking(0, 1)) {
    await writeChunk(sink, content, range[0]);
    written++;
  }
  return written;
}

/** What follows when everything is here. @returns where it is */
export async function finish(disk: FileDisk, sink: Sink): Promise<string> {
  const path = await sink.finish();
  await sink.close();
  await disk.discard(ID);
  return path;
}

/** From one disk to the other. @returns where it is */
export async function transfer(disk: FileDisk, { source, plan }: Offered): Promise<string> {
  const sink = await disk.sink(plan);
  for (let [range] = sink.lacking(0, 1); range !== undefined; [range] = sink.lacking(0, 1)) {
    const bytes = await source.read(range[0]);
    await sink.write(range[0], bytes, sha256(bytes));
  }
  await source.close();
  return await finish(disk, sink);
}

export interface Offered {
  readonly source: Source;
  readonly plan: SinkPlan;
}

/** Offer what lies at this path, as the other side would see it. */
export async function offerOf(disk: FileDisk, path: string, id = ID): Promise<Offered> {
  const scanned = await disk.scan(path);
  const { name, type, size, files, manifest, manifest_hash, modified } = scanned;
  const entries = manifest && await disk.readManifest(manifest, { hash: manifest_hash!, size, files });
  return {
    source: disk.source(scanned),
    plan: { id, name, type, size, ...modified === undefined ? {} : { modified }, ...entries ? { entries } : {} },
  };
}

/** Relative paths of everything in a folder, folders with "/" at their end, links with "@". */
export async function treeOf(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(join(folder, prefix))) {
    const path = prefix + name;
    found.push(path + (isDirectory ? "/" : isSymlink ? "@" : ""));
    if (isDirectory) found.push(...await treeOf(folder, `${path}/`));
  }
  return found.sort();
}
