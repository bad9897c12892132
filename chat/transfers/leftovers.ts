/** What lies on disk for transfers: it goes with the last one that needs it. */
import type { FileDisk } from "../../files/types.ts";
import type { TransferRow } from "../../store/history_types.ts";
import { mediaOf } from "./media_kind.ts";

/** Bytes of a picture of ours that was handed over and stays to be looked at; larger ones lie on the disk twice for nothing. */
const MAX_KEPT_PICTURE = 32 * 1024 * 1024;

export interface LeftoverParts {
  readonly disk: FileDisk;
  /** Every transfer in either direction, page by page. */
  readonly transfers: (direction: "in" | "out") => AsyncIterable<TransferRow>;
  /** What is said there may lie on disk. */
  readonly isKept: (conversation: string) => boolean;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

export class Leftovers {
  readonly #parts: LeftoverParts;
  /** What has arrived of unfinished ones, and what windows have handed over, by id. */
  readonly #partial = new Set<string>();
  readonly #spools = new Set<string>();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: LeftoverParts) {
    this.#parts = parts;
  }

  begun(id: string): void {
    this.#partial.add(id);
  }

  spooled(id: string): void {
    this.#spools.add(id);
  }

  /** It is at its end, whichever. */
  async ended(row: TransferRow): Promise<void> {
    if (row.direction === "in") return await this.#discard(row.id);
    if (!this.#isLookedAt(row)) await this.#unspool(row.id);
  }

  /** Nothing is known of it any more. */
  async gone(id: string): Promise<void> {
    await this.#discard(id);
    await this.#unspool(id);
  }

  /** Take away what nobody needs: after a start, and when much went at once. One at a time. */
  sweep(): Promise<void> {
    return this.#sweeping = this.#sweeping.then(() => this.#sweep()).catch((error) => {
      this.#parts.warn("files that nobody needs could not be looked for", { error: String(error) });
    });
  }

  async #sweep(): Promise<void> {
    const { disk, transfers } = this.#parts;
    // What is there first: whoever begins meanwhile is not among it.
    for (const id of await disk.partial()) this.#partial.add(id);
    for (const id of await disk.spools()) this.#spools.add(id);
    const [partial, spools] = [new Set(this.#partial), new Set(this.#spools)];
    if (partial.size > 0) {
      for await (const { id, final } of transfers("in")) if (final === null) partial.delete(id);
    }
    if (spools.size > 0) {
      for await (const row of transfers("out")) if (row.final === null || this.#isLookedAt(row)) spools.delete(row.id);
    }
    for (const id of partial) await this.#discard(id);
    for (const id of spools) await this.#unspool(id);
  }

  #isLookedAt({ conversation, name, offer, final }: TransferRow): boolean {
    const isSmall = offer.type === "file" && offer.size <= MAX_KEPT_PICTURE;
    return final === "completed" && isSmall && mediaOf(name)?.kind === "picture" && this.#parts.isKept(conversation);
  }

  async #discard(id: string): Promise<void> {
    if (!this.#partial.delete(id)) return;
    await this.#parts.disk.discard(id).catch((error) => this.#failed(id, error));
  }

  async #unspool(id: string): Promise<void> {
    if (!this.#spools.delete(id)) return;
    try {
      await (await this.#parts.disk.spool(id)).remove();
    } catch (error) {
      this.#failed(id, error);
    }
  }

  #failed(id: string, error: unknown): void {
    this.#parts.warn("a file that nobody needs could not be removed", { id, error: String(error) });
  }
}
