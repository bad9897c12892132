/** How often strangers may try to pair. Sliding window; a refused attempt does not count, so memory stays bounded. */
import { MAX_PAIR_ATTEMPTS_PER_MINUTE, MAX_PAIR_ATTEMPTS_TOTAL_PER_MINUTE } from "./limits.ts";

const MINUTE = 60_000;

export class PairLimits {
  readonly #now: () => number;
  #attempts: { readonly host: string; readonly at: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this host may try once more now; counts it if so. */
  allow(host: string): boolean {
    const now = this.#now();
    // A clock set back must not lock everybody out for as long as it was wrong.
    this.#attempts = this.#attempts.filter(({ at }) => at <= now && now - at < MINUTE);
    if (this.#attempts.length >= MAX_PAIR_ATTEMPTS_TOTAL_PER_MINUTE) return false;
    if (this.#attempts.filter((each) => each.host === host).length >= MAX_PAIR_ATTEMPTS_PER_MINUTE) return false;
    this.#attempts.push({ host, at: now });
    return true;
  }
}
