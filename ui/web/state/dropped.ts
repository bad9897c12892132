/** What was dropped, pasted or chosen in the browser, as things to send: files, and folders with all that is in them. */
import type { Source } from "./uploads.ts";

/** Entries of one folder, as the specification of files has it. */
const MAX_ENTRIES = 50_000;

/** More than can be sent in one folder. */
export class TooManyFiles extends Error {
  override readonly name = "TooManyFiles";
}

export function fileSource(file: File, name = file.name): Source {
  return { name, type: "file", size: file.size, files: 1, entries: undefined, parts: [file] };
}

interface Found {
  readonly path: string;
  /** Undefined is an empty folder. */
  readonly file: File | undefined;
}

function folderSource(name: string, found: readonly Found[]): Source {
  const files = found.flatMap(({ file }) => file === undefined ? [] : [file]);
  return {
    name,
    type: "folder",
    size: files.reduce((sum, { size }) => sum + size, 0),
    files: files.length,
    entries: found.map(({ path, file }) =>
      file === undefined ? { path, size: 0 } : { path, size: file.size, modified: Math.max(0, file.lastModified) }
    ),
    parts: files,
  };
}

/** What `<input webkitdirectory>` gives: one folder; of the empty ones in it browsers say nothing. */
export function folderOf(files: readonly File[]): Source[] {
  if (files.length === 0) return [];
  if (files.length > MAX_ENTRIES) throw new TooManyFiles();
  const [name] = files[0].webkitRelativePath.split("/");
  const found = files.map((file) => ({ path: file.webkitRelativePath.slice(name.length + 1), file }));
  return [folderSource(name, found)];
}

/**
 * Call it while the event is being handled: afterwards the browser has forgotten what was dropped.
 * @returns the things, and how many could not be read
 */
export function droppedSources(data: DataTransfer): Promise<{ sources: Source[]; skipped: number }> {
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const things = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return read(things);
}

async function read(things: readonly { entry: FileSystemEntry | null; file: File | null }[]) {
  const sources: Source[] = [];
  let skipped = 0;
  for (const { entry, file } of things) {
    if (entry?.isDirectory) {
      const walk = new Walk();
      await walk.into(entry as FileSystemDirectoryEntry, "");
      sources.push(folderSource(entry.name, walk.found));
      skipped += walk.skipped;
    } else if (file !== null) sources.push(fileSource(file));
  }
  return { sources, skipped };
}

class Walk {
  readonly found: Found[] = [];
  skipped = 0;

  async into(folder: FileSystemDirectoryEntry, path: string): Promise<void> {
    const entries = await entriesOf(folder);
    if (entries.length === 0 && path !== "") this.#add({ path, file: undefined });
    for (const entry of entries) {
      const below = `${path}${entry.name}`;
      if (entry.isDirectory) await this.into(entry as FileSystemDirectoryEntry, `${below}/`);
      else {
        const file = await fileOf(entry as FileSystemFileEntry);
        if (file === null) this.skipped++;
        else this.#add({ path: below, file });
      }
    }
  }

  #add(found: Found): void {
    if (this.found.length >= MAX_ENTRIES) throw new TooManyFiles();
    this.found.push(found);
  }
}

/** The browser hands them out in portions; the last one is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (true) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** @returns null when it cannot be read */
function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}
