/** What was asked for on one connection and has not come yet. */
import type { BulkLink } from "../../net/types.ts";

/** Of one transfer. */
export class Asked {
  /** In the order asked, which is that of the answers. */
  readonly chunks = new Set<number>();
  manifest = false;
  root = false;
  /** First and last number. */
  hashes: readonly [number, number] | undefined;
  /** We said stop: what is under way still comes, until the author says so, too. Nothing is asked for before that. */
  stopped = false;

  /** Nothing is waited for. */
  get isAnswered(): boolean {
    return this.chunks.size === 0 && !this.manifest && !this.root && this.hashes === undefined && !this.stopped;
  }

  /**
   * This chunk has come.
   * @returns how many before it were left out; undefined when it was not asked for
   */
  arrived(index: number): number | undefined {
    if (!this.chunks.has(index)) return undefined;
    let skipped = 0;
    for (const earlier of this.chunks) {
      this.chunks.delete(earlier);
      if (earlier === index) break;
      skipped++;
    }
    return skipped;
  }
}

export class Connection {
  readonly bulk: BulkLink;
  readonly #files = new Map<string, Asked>();

  constructor(bulk: BulkLink) {
    this.bulk = bulk;
  }

  /** Chunks of all files that are waited for. */
  get outstanding(): number {
    let sum = 0;
    for (const { chunks, stopped } of this.#files.values()) if (!stopped) sum += chunks.size;
    return sum;
  }

  /** Whether anything of this file was ever asked for here. */
  has(file: string): boolean {
    return this.#files.has(file);
  }

  of(file: string): Asked {
    const known = this.#files.get(file) ?? new Asked();
    this.#files.set(file, known);
    return known;
  }

  /** The author will answer nothing of what was asked for of it: it may be asked for anew. @returns whether we had said so */
  stoppedByAuthor(file: string): boolean {
    const ours = this.#files.get(file)?.stopped === true;
    this.#files.delete(file);
    return ours;
  }

  /** All of it is here. What was asked for and has not come stays known until it does. */
  completed(file: string): void {
    if (this.#files.get(file)?.isAnswered) this.#files.delete(file);
  }

  /** We do not want it now. */
  stop(file: string, reason: string): void {
    const asked = this.#files.get(file);
    if (asked === undefined || asked.stopped) return;
    asked.stopped = true;
    this.bulk.stop(file, reason).catch(() => {});
  }
}
