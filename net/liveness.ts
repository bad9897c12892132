/** Whether the peer is still there: a ping after silence, dead after more of it. `docs/specs/wire-v1.md`, section 9. */
import { DEAD_AFTER, PING_AFTER } from "./limits.ts";
import type { Clock } from "./types.ts";

export interface LivenessParts {
  readonly clock: Clock;
  readonly ping: () => void;
  readonly dead: () => void;
  /** False while we do not read: then silence is ours, not the peer's. */
  readonly isReading: () => boolean;
}

/**
 * Only the ping follows the wall clock, which may jump; the verdict is a timer that runs from the ping on, so a jump costs
 * one ping and never a link.
 */
export class Liveness {
  readonly #parts: LivenessParts;
  #heardAt: number;
  /** A ping is out, and nothing came since. */
  #pinged = false;
  #cancel = () => {};

  constructor(parts: LivenessParts) {
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#watch(PING_AFTER);
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heardAt = this.#parts.clock.now();
    if (!this.#pinged) return;
    this.#pinged = false;
    this.#cancel();
    this.#watch(PING_AFTER);
  }

  stop(): void {
    this.#pinged = false; // what is still heard starts nothing
    this.#cancel();
  }

  #watch(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => this.#onQuiet());
  }

  #onQuiet(): void {
    const silence = this.#parts.clock.now() - this.#heardAt;
    if (silence < PING_AFTER) return this.#watch(Math.min(PING_AFTER, PING_AFTER - silence));
    this.#pinged = true;
    this.#cancel = this.#parts.clock.after(DEAD_AFTER - PING_AFTER, () => this.#onNoAnswer());
    this.#parts.ping();
  }

  #onNoAnswer(): void {
    if (this.#parts.isReading()) this.#parts.dead();
    else this.heard();
  }
}
