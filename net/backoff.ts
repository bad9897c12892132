/** How long to wait before dialling again: `docs/specs/wire-v1.md`, section 9. */

/** Milliseconds. A short break of the network is over in half a second. */
const FIRST = 500;
/** Milliseconds. A minute is what a person still waits for. */
const LAST = 60_000;
/** Milliseconds. They said no: only a person can change that, and they may do so at the other end without telling us. */
const REFUSED = 60_000;

/**
 * Doubling with full jitter: the wait is drawn from the whole interval, so that a thousand nodes whose hub restarted do
 * not come back at once (Brooker, "Exponential backoff and jitter", 2015).
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const ceiling = Math.min(LAST, FIRST * 2 ** Math.min(this.#failures++, 16));
    return Math.round(this.#random() * ceiling);
  }

  /** Milliseconds to wait after a refusal: one to two minutes. */
  refused(): number {
    return Math.round(REFUSED * (1 + this.#random()));
  }

  reset(): void {
    this.#failures = 0;
  }
}
