/** What follows from changes of a room, which takes a while, and who waits for it. */

export class Changes {
  /** How often something changed, and up to which of these what follows is done. */
  #count = 0;
  #done = 0;
  #stopped = false;
  #waiting: { readonly change: number; readonly resolve: () => void }[] = [];

  get count(): number {
    return this.#count;
  }

  add(): void {
    this.#count++;
  }

  /** What follows from this one and those before it is done. */
  done(change: number): void {
    this.#done = change;
    this.#release(change);
  }

  /** What comes meanwhile is not waited for: whoever sends without a pause would stop us from ever saying anything. */
  async settled(): Promise<void> {
    const change = this.#count;
    if (this.#done >= change || this.#stopped) return;
    await new Promise<void>((resolve) => void this.#waiting.push({ change, resolve }));
  }

  stop(): void {
    this.#stopped = true;
    this.#release(Infinity);
  }

  /** Whoever waits for this change goes on. */
  #release(change: number): void {
    const done = this.#waiting.filter((one) => one.change <= change);
    this.#waiting = this.#waiting.filter((one) => one.change > change);
    for (const { resolve } of done) resolve();
  }
}
