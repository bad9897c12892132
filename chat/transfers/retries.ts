/** What failed for a reason that may go away by itself is looked at again: every minute at first, then less often. */
import type { Clock } from "../../net/types.ts";

const LOOK_EVERY = 60_000;
/** Looks between two tries at most: an hour. */
const LONGEST = 60;

export class Retries {
  readonly #clock: Clock;
  /** Looks until the next try, and what that is. Counted and not timed: the clock may be set. */
  readonly #entries = new Map<string, { left: number; readonly run: () => void; readonly isOften: boolean }>();
  /** Looks to wait after the next try: what goes on and fails at once is not tried every minute. */
  readonly #waits = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Until it is forgotten. One that is waited for already is not run earlier.
   * @param isOften every minute for as long as it takes
   */
  add(name: string, run: () => void, isOften = false): void {
    if (this.#entries.has(name)) return;
    const begun = this.#cancel === undefined ? 0 : 1;
    this.#entries.set(name, { left: (isOften ? 1 : this.#waits.get(name) ?? 1) + begun, run, isOften });
    this.#watch();
  }

  /** It goes on; nobody knows for how long. */
  forget(name: string): void {
    this.#entries.delete(name);
  }

  /** It has ended, whichever way. */
  over(name: string): void {
    this.#entries.delete(name);
    this.#waits.delete(name);
  }

  /** Now: something has changed for those whose names begin so. */
  now(beginning: string): void {
    for (const [name, { run }] of [...this.#entries]) if (name.startsWith(beginning)) run();
  }

  stop(): void {
    this.#cancel?.();
    this.#entries.clear();
    this.#waits.clear();
  }

  /** Looks until the next try, more each time. */
  #wait(name: string): number {
    const wait = Math.min((this.#waits.get(name) ?? 1) * 2, LONGEST);
    this.#waits.set(name, wait);
    return wait;
  }

  #watch(): void {
    this.#cancel ??= this.#clock.after(LOOK_EVERY, () => this.#look());
  }

  #look(): void {
    this.#cancel = undefined;
    for (const [name, entry] of [...this.#entries]) {
      if (--entry.left > 0) continue;
      entry.left = entry.isOften ? 1 : this.#wait(name);
      entry.run();
    }
    if (this.#entries.size > 0) this.#watch();
  }
}
