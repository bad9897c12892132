/** Lets a test wait for what the window asks of the fake program. */

/** Milliseconds after which it is a failure. */
const DEADLINE = 45_000;

export class Watch {
  readonly #looks = new Set<() => void>();

  /** Something was asked, or answered. */
  look(): void {
    for (const look of this.#looks) look();
  }

  /** Looks now and at everything that is asked. */
  async until(is: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => is() && resolve();
    const timer = setTimeout(() => reject(new Error(`not within ${DEADLINE} ms: ${is}`)), DEADLINE);
    this.#looks.add(look);
    try {
      look();
      await promise;
    } finally {
      clearTimeout(timer);
      this.#looks.delete(look);
    }
  }
}
