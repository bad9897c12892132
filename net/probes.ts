/** Questions whether a peer answers in time; a pong answers all of them. */
import type { Clock } from "./types.ts";

export class Probes {
  readonly #clock: Clock;
  readonly #waiting = new Set<(answered: boolean) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ask. @returns false if nothing was {@link settle}d within `ms` */
  begin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => done(false));
      const done = (answered: boolean) => {
        cancel();
        this.#waiting.delete(done);
        resolve(answered);
      };
      this.#waiting.add(done);
    });
  }

  settle(answered: boolean): void {
    for (const done of [...this.#waiting]) done(answered);
  }
}
