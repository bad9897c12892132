/** What failed for a reason that may go away by itself is looked at again: every minute at first, then less often. */
import type { Clock } from "../../net/types.ts";

const FIRST = 60_000;
const LONGEST = 3_600_000;

interface Entry {
  due: number;
  wait: number;
  readonly run: () => void;
}

export class Retries {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until it is forgotten. One that is waited for already is not run earlier. */
  add(name: string, run: () => void): void {
    if (this.#entries.has(name)) return;
    this.#entries.set(name, { due: this.#clock.now() + FIRST, wait: FIRST, run });
    this.#cancel ??= this.#clock.after(FIRST, () => this.#look());
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }

  /** Now: something has changed for those whose names begin so. */
  now(beginning: string): void {
    for (const [name, { run }] of [...this.#entries]) if (name.startsWith(beginning)) run();
  }

  stop(): void {
    this.#cancel?.();
    this.#entries.clear();
  }

  #look(): void {
    const now = this.#clock.now();
    for (const entry of [...this.#entries.values()]) {
      if (entry.due > now) continue;
      entry.wait = Math.min(entry.wait * 2, LONGEST);
      entry.due = now + entry.wait;
      entry.run();
    }
    this.#cancel = this.#entries.size === 0 ? undefined : this.#clock.after(FIRST, () => this.#look());
  }
}
