/** The content of what was offered, read where it lies. `docs/specs/files-v1.md`, section 2. */

import { lstatSync } from "node:fs";
import { join } from "node:path";
import { Breath } from "./breath.ts";
import { assertSame, ContentReader, type FileToRead } from "./content_reader.ts";
import { Layout } from "./layout.ts";
import { parseManifest } from "./manifest.ts";
import { readProblem } from "./problems.ts";
import { FileError, type Source, type SourcePlan } from "./types.ts";

interface Opened {
  readonly count: number;
  readonly file: (number: number) => FileToRead;
  readonly reader: ContentReader;
}

export class DiskSource implements Source {
  readonly #plan: SourcePlan;
  #opened: Promise<Opened> | undefined;

  constructor(plan: SourcePlan) {
    this.#plan = plan;
  }

  async read(index: number, into?: Uint8Array): Promise<Uint8Array> {
    const { reader } = await this.#open();
    return into === undefined ? reader.read(index) : reader.readInto(into, index);
  }

  async check(): Promise<void> {
    const { count, file } = await this.#open();
    const breath = new Breath();
    assertKind(this.#plan);
    for (let number = 0; number < count; number++) {
      assertThere(file(number));
      if (breath.due) await breath.take();
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    opened?.reader.close();
  }

  #open(): Promise<Opened> {
    return this.#opened ??= open(this.#plan);
  }
}

async function open({ path, type, size, modified, manifest }: SourcePlan): Promise<Opened> {
  const entries = type === "folder"
    ? (await parseManifest(manifest ?? new Uint8Array())).filter((entry) => !entry.path.endsWith("/"))
    : [{ path: "", size, modified }];
  // Joined when it is read: fifty thousand long paths would stay in memory as long as the transfer.
  const file = (number: number) => ({ ...entries[number], path: join(path, entries[number].path) });
  const reader = new ContentReader(new Layout(entries.map((entry) => entry.size)), file);
  return { count: entries.length, file, reader };
}

function assertKind({ path, type }: SourcePlan): void {
  const stat = look(path);
  if (type === "folder" ? !stat.isDirectory() : !stat.isFile()) {
    throw new FileError("changed", `read "${path}": no ${type} any more`);
  }
}

function assertThere(file: FileToRead): void {
  const stat = look(file.path);
  if (!stat.isFile()) throw new FileError("changed", `read "${file.path}": no file any more`);
  assertSame(file, stat.size, stat.mtimeMs);
}

function look(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    throw readProblem(path, error);
  }
}
