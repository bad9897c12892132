/** What was asked for on one connection and has not come yet. */
import type { BulkLink } from "../../net/types.ts";

/** Of one transfer. */
export class Asked {
  readonly chunks = new Set<number>();
  manifest = false;
  root = false;
  /** First and last number. */
  hashes: readonly [number, number] | undefined;
  /** We said stop: what is under way still comes, and nobody can tell it from what would be asked for again. */
  stopped = false;
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

  /** The author will answer nothing of what was asked for of it: it may be asked for again. */
  refused(file: string): void {
    if (this.#files.get(file)?.stopped === false) this.#files.delete(file);
  }

  /** We do not want it now. */
  stop(file: string, reason: string): void {
    const asked = this.#files.get(file);
    if (asked === undefined || asked.stopped) return;
    asked.stopped = true;
    this.bulk.stop(file, reason).catch(() => {});
  }
}
