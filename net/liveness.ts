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
  #heardSincePing = false;
  #cancel = () => {};

  constructor(parts: LivenessParts) {
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#watch(PING_AFTER);
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heardAt = this.#parts.clock.now();
    this.#heardSincePing = true;
  }

  stop(): void {
    this.#cancel();
  }

  #watch(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => this.#onQuiet());
  }

  #onQuiet(): void {
    const silence = this.#parts.clock.now() - this.#heardAt;
    if (silence < PING_AFTER) return this.#watch(Math.min(PING_AFTER, PING_AFTER - silence));
    this.#heardSincePing = false;
    this.#cancel = this.#parts.clock.after(DEAD_AFTER - PING_AFTER, () => this.#onVerdict());
    this.#parts.ping();
  }

  #onVerdict(): void {
    if (!this.#heardSincePing && this.#parts.isReading()) return this.#parts.dead();
    if (!this.#heardSincePing) this.heard();
    this.#onQuiet();
  }
}
