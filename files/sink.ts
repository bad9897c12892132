/** Where a content grows on the reader's disk, chunk by chunk. `docs/specs/files-v1.md`, section 6. */

import { basename, join } from "node:path";
import { ContentWriter } from "./content_writer.ts";
import { Forcing } from "./forcing.ts";
import { HashList } from "./hash_list.ts";
import { Layout } from "./layout.ts";
import { PartialFolder } from "./partial_folder.ts";
import { place } from "./place.ts";
import { writeProblem } from "./problems.ts";
import { type SafeTree, safeTree } from "./safe_tree.ts";
import type { Sink, SinkPlan } from "./types.ts";
import { findPlaced, verify } from "./verify.ts";

/**
 * Take up what is there, or begin.
 * @throws FileError "disk-full" or "disk-error"
 */
export async function openSink(downloads: string, plan: SinkPlan): Promise<Sink> {
  const folder = await PartialFolder.make(downloads, plan.id);
  const tree = await safeTree(folder.content, plan);
  const layout = new Layout(tree.files.map(({ size }) => size));
  try {
    const hashes = await HashList.open(folder.hashes, layout.chunks);
    try {
      const path = await findPlaced(folder, plan, layout, hashes);
      const sink = new DiskSink(folder, tree, layout, hashes, path);
      if (path === undefined) await sink.takeUp(plan.signal);
      return sink;
    } catch (error) {
      hashes.close();
      throw error;
    }
  } catch (error) {
    throw writeProblem(downloads, error);
  }
}

class DiskSink implements Sink {
  readonly #folder: PartialFolder;
  readonly #tree: SafeTree;
  readonly #layout: Layout;
  readonly #hashes: HashList;
  readonly #writer: ContentWriter;
  /** Where the whole is already; the program ended before it could say so. */
  #placed: string | undefined;
  #done: number;
  /** Calls that write come one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #forcing: Forcing;
  #closed = false;

  constructor(folder: PartialFolder, tree: SafeTree, layout: Layout, hashes: HashList, path: string | undefined) {
    this.#folder = folder;
    this.#tree = tree;
    this.#layout = layout;
    this.#hashes = hashes;
    this.#writer = new ContentWriter(tree, layout);
    this.#forcing = new Forcing({ sync: () => this.#sync(), lost: (chunk) => this.forget(chunk) });
    this.#placed = path;
    this.#done = path === undefined ? 0 : layout.size;
  }

  /** What is verified of what is there. */
  async takeUp(signal?: AbortSignal): Promise<void> {
    await this.#writer.adopt();
    this.#done = await verify(this.#layout, this.#hashes, (number) => {
      const { path, made } = this.#tree.files[number];
      return made ? { path } : undefined;
    }, signal);
  }

  get done(): number {
    return this.#done;
  }

  has(index: number): boolean {
    return this.#hashes.has(index);
  }

  hash(index: number): Uint8Array {
    return this.#hashes.get(index);
  }

  lacking(from: number, limit: number): (readonly [number, number])[] {
    return this.#hashes.lacking(from, limit);
  }

  root(): Promise<string> {
    return this.#hashes.root(this.#layout.size);
  }

  async write(index: number, bytes: Uint8Array, hash: Uint8Array): Promise<void> {
    const { chunks } = this.#layout;
    if (!Number.isInteger(index) || index < 0 || index >= chunks || bytes.length !== this.#layout.lengthOf(index)) {
      throw new RangeError(`write chunk ${index} of ${chunks}: ${bytes.length} bytes`);
    }
    await this.#inTurn(async () => {
      this.forget(index);
      await this.#folder.assertThere();
      await this.#writer.write(index, bytes);
      this.#hashes.set(index, hash);
      this.#done += bytes.length;
      await this.#forcing.wrote(index, bytes.length);
    });
  }

  forget(index: number): void {
    if (this.#placed !== undefined) this.#startAnew();
    if (!this.#hashes.has(index)) return;
    this.#hashes.clear(index);
    this.#done -= this.#layout.lengthOf(index);
  }

  flush(): Promise<void> {
    return this.#inTurn(() => this.#forcing.flush());
  }

  finish(): Promise<string> {
    return this.#inTurn(async () => {
      this.#placed ??= await this.#place();
      return this.#placed;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue;
    // What cannot be forced to disk now is found out when it is taken up again.
    await this.#forcing.flush().catch(() => {});
    this.#writer.close();
    this.#hashes.close();
  }

  async #place(): Promise<string> {
    if (this.#done !== this.#layout.size) throw new Error(`put "${this.#tree.top}" in its place: it is not whole`);
    await this.#forcing.flush();
    await this.#folder.assertThere();
    await this.#writer.complete(Date.now());
    // What is open cannot be moved on Windows.
    this.#writer.close();
    const { downloads } = this.#folder;
    const from = this.#tree.top;
    const announce = (name: string) => this.#folder.setTarget(name);
    const name = place({ from, folder: downloads, wanted: basename(from), announce });
    return join(downloads, name);
  }

  async #sync(): Promise<void> {
    await this.#writer.sync();
    await this.#hashes.sync();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      try {
        this.#forcing.assertGood();
        return await run();
      } catch (error) {
        throw writeProblem(this.#tree.top, error);
      }
    });
    this.#queue = result.catch(() => {});
    return result;
  }

  /** What was in its place is not what is wanted. It is the user's now, and stays. */
  #startAnew(): void {
    this.#placed = undefined;
    this.#hashes.clearAll();
    this.#done = 0;
  }
}
