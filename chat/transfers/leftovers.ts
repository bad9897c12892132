/** What lies on disk for transfers: it goes with the last one that needs it. */
import type { FileDisk } from "../../files/types.ts";
import type { TransferRow } from "../../store/history_types.ts";
import { staysShown } from "./media_kind.ts";

export interface LeftoverParts {
  readonly disk: FileDisk;
  /** What is known of this id, in all conversations. */
  readonly known: (id: string) => readonly TransferRow[];
  /** What is said there may lie on disk. */
  readonly isKept: (conversation: string) => boolean;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

export class Leftovers {
  readonly #parts: LeftoverParts;
  /** What has arrived of unfinished ones, and what windows have handed over: by id, the conversation it is of. */
  readonly #partial = new Map<string, string | undefined>();
  readonly #spools = new Map<string, string | undefined>();
  /** Being handed over, and not offered yet. */
  readonly #filling = new Set<string>();
  #sweeping: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: LeftoverParts) {
    this.#parts = parts;
  }

  /** @returns false when an offer of somebody else's has this id, and lies there */
  begun(id: string, conversation: string): boolean {
    const owner = this.#partial.get(id) ?? conversation;
    this.#partial.set(id, owner);
    return owner === conversation;
  }

  /** A window begins to hand something over. @returns to be called when it is offered, or is not going to be */
  filling(id: string, conversation: string): () => void {
    this.#filling.add(id);
    this.#spools.set(id, conversation);
    return () => void this.#filling.delete(id);
  }

  /** It is at its end, whichever. */
  async ended(row: TransferRow): Promise<void> {
    if (row.direction === "in") return await this.#discard(row.id, row.conversation);
    if (!this.#isLookedAt(row)) await this.#unspool(row.id, row.conversation);
  }

  /** Nothing is known of it any more in this conversation. */
  async gone(id: string, conversation: string): Promise<void> {
    await this.#discard(id, conversation);
    await this.#unspool(id, conversation);
  }

  /** Take away what nobody needs: after a start, and when much went at once. One at a time. */
  sweep(): Promise<void> {
    return this.#sweeping = this.#sweeping.then(() => this.#sweep()).catch((error) => {
      this.#parts.warn("files that nobody needs could not be looked for", { error: String(error) });
    });
  }

  /** Nothing is taken away any more when it resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sweeping;
  }

  /** Asked for each that lies there, not for all transfers there are: those may move, or be many, while one looks through. */
  async #sweep(): Promise<void> {
    const { disk, known } = this.#parts;
    for (const id of await disk.partial()) {
      if (this.#stopped) return;
      const row = known(id).find(({ direction, final }) => direction === "in" && final === null);
      this.#partial.set(id, row?.conversation);
      if (row === undefined) await this.#discard(id);
    }
    for (const id of await disk.spools()) {
      if (this.#stopped) return;
      const row = known(id).find((row) => row.direction === "out" && (row.final === null || this.#isLookedAt(row)));
      if (this.#filling.has(id)) continue;
      this.#spools.set(id, row?.conversation);
      if (row === undefined) await this.#unspool(id);
    }
  }

  #isLookedAt(row: TransferRow): boolean {
    return staysShown(row) && this.#parts.isKept(row.conversation);
  }

  async #discard(id: string, conversation?: string): Promise<void> {
    if (!this.#partial.has(id) || !this.#isOf(conversation, this.#partial.get(id))) return;
    this.#partial.delete(id);
    await this.#parts.disk.discard(id).catch((error) => this.#failed(id, error));
  }

  async #unspool(id: string, conversation?: string): Promise<void> {
    if (!this.#spools.has(id) || this.#filling.has(id) || !this.#isOf(conversation, this.#spools.get(id))) return;
    this.#spools.delete(id);
    try {
      await (await this.#parts.disk.spool(id)).remove();
    } catch (error) {
      this.#failed(id, error);
    }
  }

  /** Others may have heard of the id, and say what they like of it. One whose owner is not known yet is for the sweep. */
  #isOf(conversation: string | undefined, owner: string | undefined): boolean {
    return conversation === undefined || conversation === owner;
  }

  #failed(id: string, error: unknown): void {
    this.#parts.warn("a file that nobody needs could not be removed", { id, error: String(error) });
  }
}
