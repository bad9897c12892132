/**
 * Runs one piece of asynchronous work again for as long as somebody asked for it meanwhile, never twice at once. Many
 * requests during one run become one more run: how acknowledgements and batches collapse under load.
 */
export class Repeater {
  readonly #work: () => Promise<void>;
  #wanted = false;
  #running = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** A failed run ends the series; the next poke begins a new one. */
  poke(): void {
    this.#wanted = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#work();
      }
    } catch {
      /* told by what the work itself reports: a closed link */
    } finally {
      this.#running = false;
    }
  }
}
