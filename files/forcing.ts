/** What was written and is not yet forced to disk. Section 6, Order. */

import { FLUSH_BYTES } from "./limits.ts";

export interface ForcingParts {
  /** Everything written before the call is on disk when it resolves. */
  sync(): Promise<void>;
  /** What was written of this chunk may not have come to the disk: it is lacking. */
  lost(chunk: number): void;
}

/** Calls come one after the other. */
export class Forcing {
  readonly #parts: ForcingParts;
  #chunks: number[] = [];
  #bytes = 0;
  /** Goes on beside further writing; never rejects. */
  #running: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(parts: ForcingParts) {
    this.#parts = parts;
  }

  /** Now and then begins to force; waits for the last time to end first, which keeps writing at the disk's pace. */
  async wrote(chunk: number, bytes: number): Promise<void> {
    this.#chunks.push(chunk);
    this.#bytes += bytes;
    if (this.#bytes >= FLUSH_BYTES) await this.#begin();
  }

  /** @throws what the system said, once: what it has cost is lacking, and writing may go on */
  assertGood(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Everything is on disk. @throws what the system says */
  async flush(): Promise<void> {
    await this.#begin();
    await this.#running;
    this.assertGood();
  }

  async #begin(): Promise<void> {
    await this.#running;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    this.#running = this.#parts.sync().catch((error) => {
      this.#failure = error;
      // After a failure the system counts what was not written as written: nobody can tell which that was.
      chunks.forEach((chunk) => this.#parts.lost(chunk));
    });
  }
}
