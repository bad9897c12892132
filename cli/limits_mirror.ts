/**
 * `limits.txt` beside the databases while the program runs: shows the budgets and takes what a person writes into it (LIM-2).
 * `docs/specs/limits-file-v1.md`.
 */
import { join } from "node:path";
import type { BudgetMirror, Messenger } from "../chat/mod.ts";
import type { Clock } from "../net/types.ts";
import {
  formatLimits,
  type KeptLine,
  type LimitEdit,
  type LimitLine,
  type LimitReason,
  MAX_FILE_BYTES,
  readLimits,
} from "../store/mod.ts";

const FILE_NAME = "limits.txt";
const NOTICE = "limits-file";
/** Milliseconds between two looks at the file. */
const POLL = 500;
/** UTF-16 units of a bad line that are shown to the user. */
const SHOWN = 60;

/** What is wrong with the file, or with the first bad line in it. */
export type LimitsProblem =
  | { readonly reason: LimitReason; readonly line: number; readonly text: string }
  | { readonly reason: "unreadable" };

export interface LimitsMirrorParts {
  readonly path: string;
  readonly clock: Clock;
  /** Everybody with what is left, in the order of the file. */
  readonly lines: () => Promise<readonly LimitLine[]>;
  readonly give: (edit: LimitEdit) => Promise<void>;
  /** For the user to read; undefined when all is well again. */
  readonly tell: (problem: LimitsProblem | undefined) => void;
  readonly warn: (text: string, fields: { error: string }) => void;
}

/** The mirror of a messenger's budgets, in the folder of its profile. It reads the file before it answers. */
export async function openLimitsMirror(
  { messenger, dataDir, clock, warn }: {
    readonly messenger: Messenger;
    readonly dataDir: string;
    readonly clock: Clock;
    readonly warn: LimitsMirrorParts["warn"];
  },
): Promise<LimitsMirror> {
  const { budgets, notices } = messenger;
  const mirror = new LimitsMirror({
    path: join(dataDir, FILE_NAME),
    clock,
    warn,
    lines: () => messenger.call("limits", {}),
    give: ({ conversation, ...given }) => budgets.give(conversation, given),
    tell: (problem) => {
      if (problem === undefined) return notices.dismiss(NOTICE);
      const where = problem.reason === "unreadable" ? {} : { args: { line: String(problem.line), text: problem.text } };
      notices.raise({ id: NOTICE, level: "warning", text: `notice.limits_${problem.reason}`, ...where });
    },
  });
  await mirror.open();
  budgets.mirrorTo(mirror);
  return mirror;
}

/** Tells one state of the file from another; undefined is no file. */
type Stamp = string | undefined;

export class LimitsMirror implements BudgetMirror {
  readonly #parts: LimitsMirrorParts;
  /** The file as it was last read or written. */
  #known: Stamp;
  /** Another state, seen once: it is read when it is still the same at the next look. */
  #candidate: Stamp | null = null;
  #kept: readonly KeptLine[] = [];
  /** Whatever it is, it cannot be read: it is not ours to write over. */
  #unreadable = false;
  #dirty = true;
  /** Looks follow one another. */
  #looking: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #closed = false;
  #failing = false;

  constructor(parts: LimitsMirrorParts) {
    this.#parts = parts;
  }

  /** Take what was written while the program did not run, and begin to look. */
  async open(): Promise<void> {
    await this.#look(true);
    this.#wait();
  }

  changed(): void {
    this.#dirty = true;
  }

  async granted(): Promise<void> {
    this.#dirty = true;
    await this.#look(true);
  }

  /** A last look, so that the file shows the end of this run. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#look(true);
  }

  /** Resolves when the looks that have begun have ended. */
  async idle(): Promise<void> {
    await this.#looking;
  }

  #wait(): void {
    if (this.#closed) return;
    this.#cancel = this.#parts.clock.after(POLL, () => void this.#look(false).then(() => this.#wait()));
  }

  /** @param now do not wait until an editor may have finished */
  #look(now: boolean): Promise<void> {
    this.#looking = this.#looking.then(() => this.#once(now)).then(
      () => this.#failing = false,
      (error) => {
        // Said once; the databases are what counts, and the next look tries again.
        if (!this.#failing) this.#parts.warn("limits.txt cannot be kept", { error: String(error) });
        this.#failing = true;
        this.#dirty = true;
      },
    ).then(() => {});
    return this.#looking;
  }

  async #once(now: boolean): Promise<void> {
    const stamp = stampOf(this.#parts.path);
    if (stamp !== this.#known) {
      const settled = now || stamp === this.#candidate;
      this.#candidate = stamp;
      if (!settled || !(await this.#read(stamp))) return;
    }
    if (this.#dirty && !this.#unreadable) await this.#write();
  }

  /** @returns whether it was read; else it changed meanwhile */
  async #read(stamp: Stamp): Promise<boolean> {
    const { path, lines, give, tell } = this.#parts;
    const text = stamp === undefined ? "" : await readText(path);
    if (stampOf(path) !== stamp) return false;
    this.#unreadable = text === undefined;
    if (text === undefined) {
      tell({ reason: "unreadable" });
    } else {
      const { edits, kept } = readLimits(text, await lines());
      for (const edit of edits) await give(edit);
      this.#kept = kept;
      this.#dirty = true;
    }
    this.#known = stamp;
    return true;
  }

  async #write(): Promise<void> {
    const { path, lines, tell } = this.#parts;
    this.#dirty = false;
    const now = await lines();
    const text = formatLimits(now, this.#kept);
    const unchanged = this.#known !== undefined && await readText(path) === text;
    if (!unchanged && !(await this.#replace(text))) {
      this.#dirty = true; // somebody else has written: read first
      return;
    }
    const bad = readLimits(text, now).kept.find(({ reason }) => reason !== undefined);
    tell(bad && { reason: bad.reason!, line: bad.line, text: bad.text.trim().slice(0, SHOWN) });
  }

  /** @returns whether the file was still the one we know */
  async #replace(text: string): Promise<boolean> {
    const { path } = this.#parts;
    const beside = `${path}.new`;
    await writeText(beside, text);
    const stamp = stampOf(beside);
    if (stampOf(path) !== this.#known) {
      Deno.removeSync(beside);
      return false;
    }
    Deno.renameSync(beside, path);
    this.#known = this.#candidate = stamp;
    return true;
  }
}

function stampOf(path: string): Stamp {
  try {
    const { ino, size, mtime } = Deno.statSync(path);
    return [ino, size, mtime?.getTime()].join(" ");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Undefined when it is no text in UTF-8, or too much of it. */
async function readText(path: string): Promise<string | undefined> {
  if ((await Deno.stat(path)).size > MAX_FILE_BYTES) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function writeText(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}
