/** Long work in small steps, so that messages are not held up by it. */

import { setImmediate } from "node:timers/promises";

/** Milliseconds of work at a stretch: messages aim at 5 at their slowest. */
const STRETCH = 3;

/** Lets the rest of the program run when the current stretch of work has been long enough. */
export class Breath {
  #since = performance.now();

  /** True when {@link take} is due: spares a promise for each of ten thousand small files. */
  get due(): boolean {
    return performance.now() - this.#since >= STRETCH;
  }

  async take(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
