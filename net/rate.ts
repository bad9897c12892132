/** A token bucket: so many at once, so many per second. */
import type { Clock } from "./types.ts";

/** Milliseconds; waiting for single tokens would cost a timer each. */
const SHORTEST_WAIT = 10;

export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = clock.now();
  }

  /** Take one if there is one; asking too often costs nothing later. @returns whether there was */
  allow(): boolean {
    if (this.#tokens < 1) this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Take one. @returns milliseconds to wait before the next is taken; 0 mostly. The clock is read only when empty. */
  take(): number {
    this.#tokens--;
    if (this.#tokens >= 0) return 0;
    this.#fill();
    return this.#tokens >= 0 ? 0 : Math.max(SHORTEST_WAIT, Math.ceil(-this.#tokens * 1000 / this.#perSecond));
  }

  #fill(): void {
    const now = this.#clock.now();
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perSecond / 1000);
  }
}
