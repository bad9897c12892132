/**
 * A set of files takes the place of others as a whole, also when the program is killed or the power fails at any moment.
 * `docs/specs/backup-v1.md` section 6. The profile's lock must be held.
 */
import { dirname, join } from "node:path";
import { storageError } from "./storage_error.ts";

/** Told before each step that changes the disk; a test kills there. */
export type StepWatcher = (step: string) => void;

/** What leaves when the new files come. Names are relative to the profile. */
export interface Leaving {
  /** Kept, in a folder of its own. */
  readonly aside?: { readonly folder: string; readonly names: readonly string[] };
  /** Files that are not needed any more. */
  readonly remove?: readonly string[];
}

const PART = "swap.part", READY = "swap.ready", PLACING = "swap.placing";
const PLAN = "swap.json";

/** Files being written beside a profile. */
export class StagedFolder {
  readonly #profile: string;
  readonly #step: StepWatcher;
  readonly #folders = new Set<string>();

  private constructor(profile: string, step: StepWatcher) {
    this.#profile = profile;
    this.#step = step;
  }

  /** Begin; what an earlier try left is removed. */
  static begin(profile: string, step: StepWatcher = () => {}): StagedFolder {
    const staged = new StagedFolder(profile, step);
    staged.#do("make", PART, () => {
      removeTree(join(profile, PART));
      Deno.mkdirSync(join(profile, PART), { mode: 0o700 });
    });
    staged.#folders.add(join(profile, PART));
    return staged;
  }

  /** A new file, synced, for its owner alone. @param changed milliseconds since the epoch, now without it */
  async write(name: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, changed?: number): Promise<void> {
    const path = join(this.#profile, PART, name);
    this.#step(`write ${name}`);
    try {
      this.#makeFolders(dirname(path));
      using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
      for await (const part of bytes) {
        for (let done = 0; done < part.length;) done += await file.write(part.subarray(done));
      }
      if (changed !== undefined) await file.utime(changed / 1000, changed / 1000);
      await file.sync();
    } catch (error) {
      throw storageError("writing", path, error);
    }
  }

  async writeText(name: string, text: string): Promise<void> {
    await this.write(name, [new TextEncoder().encode(text)]);
  }

  /** From here on it will be done, now or at the next opening. */
  async commit(leaving: Leaving): Promise<void> {
    await this.writeText(PLAN, JSON.stringify(leaving));
    this.#do("sync", PART, () => [...this.#folders].forEach(syncFolder));
    this.#do("decide", READY, () => Deno.renameSync(join(this.#profile, PART), join(this.#profile, READY)));
    this.#do("sync", this.#profile, () => syncFolder(this.#profile));
  }

  /** It was not wanted after all. */
  discard(): void {
    removeTree(join(this.#profile, PART));
  }

  #makeFolders(path: string): void {
    if (this.#folders.has(path)) return;
    this.#makeFolders(dirname(path));
    Deno.mkdirSync(path, { mode: 0o700 });
    this.#folders.add(path);
  }

  #do(what: string, path: string, run: () => void): void {
    this.#step(`${what} ${path}`);
    run();
  }
}

/** Is something decided that has not been done? */
export function swapIsDue(profile: string): boolean {
  return isThere(join(profile, READY)) || isThere(join(profile, PLACING));
}

/** Go on with what was decided, and clear away what was not. Before anything of the profile is opened. */
export function finishSwap(profile: string, step: StepWatcher = () => {}): void {
  try {
    new Swap(profile, step).finish();
  } catch (error) {
    throw error instanceof Deno.errors.NotFound || isSystemError(error)
      ? storageError("putting files in place in", profile, error)
      : error;
  }
}

class Swap {
  constructor(private readonly profile: string, private readonly step: StepWatcher) {}

  finish(): void {
    const [part, ready, placing] = [PART, READY, PLACING].map((name) => join(this.profile, name));
    if (isThere(part)) this.#do("clear", () => removeTree(part));
    if (isThere(ready)) {
      this.#setAside(this.#plan(ready));
      this.#do("rename", () => Deno.renameSync(ready, placing));
      this.#do("sync", () => syncFolder(this.profile));
    }
    if (!isThere(placing)) return;
    // Gone already when the last step, removing the folder, was under way.
    if (isThere(join(placing, PLAN))) {
      const { remove = [] } = this.#plan(placing);
      this.#place(placing, "");
      for (const name of remove) this.#do(`remove ${name}`, () => removeTree(join(this.profile, name)));
      this.#do("sync", () => syncFolder(this.profile));
    }
    this.#do("clear", () => removeTree(placing));
  }

  #plan(folder: string): Leaving {
    return JSON.parse(Deno.readTextFileSync(join(folder, PLAN))) as Leaving;
  }

  #setAside({ aside }: Leaving): void {
    if (aside === undefined || aside.names.length === 0) return;
    const folder = join(this.profile, aside.folder);
    this.#do(`make ${aside.folder}`, () => Deno.mkdirSync(folder, { recursive: true, mode: 0o700 }));
    for (const name of aside.names) {
      if (!isThere(join(this.profile, name))) continue;
      this.#do(`set aside ${name}`, () => Deno.renameSync(join(this.profile, name), join(folder, name)));
    }
    this.#do("sync", () => [folder, this.profile].forEach(syncFolder));
  }

  /** Deepest first does not matter: each file is one rename, over what was there. */
  #place(placing: string, below: string): void {
    for (const { name, isDirectory } of [...Deno.readDirSync(join(placing, below))]) {
      const relative = below === "" ? name : `${below}/${name}`;
      const target = join(this.profile, relative);
      if (isDirectory) {
        Deno.mkdirSync(target, { recursive: true, mode: 0o700 });
        this.#place(placing, relative);
        this.#do(`sync ${relative}`, () => syncFolder(target));
      } else if (relative !== PLAN) {
        this.#do(`place ${relative}`, () => Deno.renameSync(join(placing, relative), target));
      }
    }
  }

  #do(what: string, run: () => void): void {
    this.step(what);
    run();
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string";
}

/** A tree that is not there is removed already. */
function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether something has this name, links that lead nowhere included. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  folder.syncSync();
}
