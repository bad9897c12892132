/** Says something at once, and then at most once per interval: the last word is always said, at the latest one later. */
import type { Clock } from "../net/types.ts";

export class Throttle<Key> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #say: (key: Key) => void;
  /** Keys that said something less than an interval ago. */
  readonly #resting = new Map<Key, { again: boolean; readonly cancel: () => void }>();
  #stopped = false;

  constructor(clock: Clock, ms: number, say: (key: Key) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#say = say;
  }

  poke(key: Key): void {
    if (this.#stopped) return;
    const resting = this.#resting.get(key);
    if (resting === undefined) this.#now(key);
    else resting.again = true;
  }

  /** Nothing more about this key, before it is poked again. */
  forget(key: Key): void {
    this.#resting.get(key)?.cancel();
    this.#resting.delete(key);
  }

  /** Nothing more at all. */
  stop(): void {
    this.#stopped = true;
    for (const key of [...this.#resting.keys()]) this.forget(key);
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
