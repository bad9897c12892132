/** How long to wait before dialling again: `docs/specs/wire-v1.md`, section 9. */

/** Milliseconds. A short break of the network is over in half a second. */
const FIRST = 500;
/** Milliseconds. A minute is what a person still waits for. */
const LAST = 60_000;
/** Milliseconds. They said no: only a person can change that, and they may do so at the other end without telling us. */
const REFUSED = 60_000;
/** Milliseconds, a quarter more or less: they may be looking at our request at this moment. */
const ASKED = 10_000;
/** Times that we ask so soon: two minutes. Whoever blocked us is not asked so for ever. */
const ASKED_TIMES = 12;

/**
 * Doubling with full jitter: the wait is drawn from the whole interval, so that a thousand nodes whose hub restarted do
 * not come back at once (Brooker, "Exponential backoff and jitter", 2015).
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;
  #asked = 0;

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

  /** The same where we were refused as somebody whom a person over there may let in. */
  asked(): number {
    if (this.#asked >= ASKED_TIMES) return this.refused();
    this.#asked++;
    return Math.round(ASKED * (0.75 + this.#random() / 2));
  }

  /** They let us in: the next refusal is another one. */
  welcomed(): void {
    this.#asked = 0;
  }

  /** Not how often we have asked: that is reset by many things which change nothing over there. */
  reset(): void {
    this.#failures = 0;
  }
}
