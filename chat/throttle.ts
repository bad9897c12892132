/** Says something at once, and then at most once per interval: the last word is always said, at the latest one later. */
import type { Clock } from "../net/types.ts";

export class Throttle<Key> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #say: (key: Key) => void;
  /** Keys that said something less than an interval ago. */
  readonly #resting = new Map<Key, { again: boolean; readonly cancel: () => void }>();

  constructor(clock: Clock, ms: number, say: (key: Key) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#say = say;
  }

  poke(key: Key): void {
    const resting = this.#resting.get(key);
    if (resting === undefined) this.#now(key);
    else resting.again = true;
  }

  /** Forget what was to be said: about one key, or all. */
  stop(key?: Key): void {
    const keys = key === undefined ? [...this.#resting.keys()] : [key];
    for (const each of keys) {
      this.#resting.get(each)?.cancel();
      this.#resting.delete(each);
    }
  }

  #now(key: Key): void {
    const rested = () => {
      const again = this.#resting.get(key)?.again;
      this.#resting.delete(key);
      if (again) this.#now(key);
    };
    this.#resting.set(key, { again: false, cancel: this.#clock.after(this.#ms, rested) });
    this.#say(key);
  }
}
