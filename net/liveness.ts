/** Whether the peer is still there: a ping after silence, dead after more of it. `docs/specs/wire-v1.md`, section 9. */
import { DEAD_AFTER, LAN_DEAD_AFTER, LAN_PING_AFTER, PING_AFTER } from "./limits.ts";
import type { Clock } from "./types.ts";

/** Milliseconds, and the second is the larger: of silence until a ping, and until the peer counts as gone. */
export interface Patience {
  readonly pingAfter: number;
  readonly deadAfter: number;
}

/** Across the internet a phone may be out of reach for a while. */
export const PATIENCE: Patience = { pingAfter: PING_AFTER, deadAfter: DEAD_AFTER };
/** On a local network silence means that somebody is gone. `docs/specs/discovery-v1.md`, section 4. */
export const LAN_PATIENCE: Patience = { pingAfter: LAN_PING_AFTER, deadAfter: LAN_DEAD_AFTER };

export interface LivenessParts {
  readonly clock: Clock;
  readonly patience: Patience;
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
    this.#watch(parts.patience.pingAfter);
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heardAt = this.#parts.clock.now();
    if (!this.#pinged) return;
    this.#pinged = false;
    this.#cancel();
    this.#watch(this.#parts.patience.pingAfter);
  }

  stop(): void {
    this.#pinged = false; // what is still heard starts nothing
    this.#cancel();
  }

  #watch(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => this.#onQuiet());
  }

  #onQuiet(): void {
    const { clock, patience: { pingAfter, deadAfter } } = this.#parts;
    const silence = clock.now() - this.#heardAt;
    if (silence < pingAfter) return this.#watch(Math.min(pingAfter, pingAfter - silence));
    this.#pinged = true;
    this.#cancel = clock.after(deadAfter - pingAfter, () => this.#onNoAnswer());
    this.#parts.ping();
  }

  #onNoAnswer(): void {
    if (this.#parts.isReading()) this.#parts.dead();
    else this.heard();
  }
}
