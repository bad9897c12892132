/** A bucket of bytes for everything that is sent, to everybody together. */
import type { Clock } from "../../net/types.ts";

/** Bytes a second: slower, and a connection that sends one chunk would look as if nobody used it (`BULK_IDLE`). */
const SLOWEST = 32 * 1024;

export class SpeedLimit {
  readonly #clock: Clock;
  readonly #rate: () => number | null;
  readonly #steady: () => number;
  /** When everything taken so far is paid for, milliseconds of the clock that nobody sets. */
  #paid = 0;
  readonly #waiting = new Set<() => void>();

  /**
   * @param rate bytes a second; null is as fast as it goes. Asked each time: the setting may change
   * @param steady milliseconds of a clock that nobody sets: one set back by a day would hold up everything for a day
   */
  constructor(clock: Clock, rate: () => number | null, steady: () => number = () => clock.now()) {
    this.#clock = clock;
    this.#rate = rate;
    this.#steady = steady;
  }

  /** Resolves when so many bytes may go: first come, first served. */
  async take(bytes: number): Promise<void> {
    const rate = this.#rate();
    if (rate === null) return;
    const now = this.#steady();
    const begin = Math.max(now, this.#paid);
    this.#paid = begin + bytes * 1000 / Math.max(rate, SLOWEST);
    if (begin > now) await this.#wait(begin - now);
  }

  /** Whoever waits goes on: the program ends. */
  stop(): void {
    for (const goOn of [...this.#waiting]) goOn();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => goOn());
      const goOn = () => {
        cancel();
        this.#waiting.delete(goOn);
        resolve();
      };
      this.#waiting.add(goOn);
    });
  }
}
