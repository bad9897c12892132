/** Ends what nobody uses any more. */
import type { Clock } from "./types.ts";

export class IdleTimer {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #idle: () => void;
  #usedAt = 0;
  #cancel = () => {};

  /** @param idle called once, after `ms` without {@link touch} */
  constructor(clock: Clock, ms: number, idle: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#idle = idle;
  }

  start(): void {
    this.touch();
    this.#watch(this.#ms);
  }

  /** It is used: cheap enough for every content. */
  touch(): void {
    this.#usedAt = this.#clock.now();
  }

  stop(): void {
    this.#cancel();
  }

  #watch(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => {
      // the clock of the wall may have been set back meanwhile
      const left = Math.min(this.#ms, this.#usedAt + this.#ms - this.#clock.now());
      if (left <= 0) this.#idle();
      else this.#watch(left);
    });
  }
}
