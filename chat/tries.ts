/** Tries of a pass-phrase: one after the other, and a wrong one takes time, so that guessing here is no way in. */
import type { Clock } from "../net/types.ts";
import { ChatError } from "./errors.ts";

/** Milliseconds from a wrong pass-phrase to its answer and to the next try: no pain for a person, two a second for a program. */
export const WRONG_PAUSE = 500;
/** Tries that wait. A person has one. */
export const MAX_WAITING_TRIES = 4;

export class Tries {
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws ChatError "wrong-passphrase" when `check` says so, "bad-request" when too many wait; what `check` throws */
  async next(check: () => Promise<boolean>): Promise<void> {
    if (this.#waiting >= MAX_WAITING_TRIES) throw new ChatError("bad-request", "unlocking: too many tries at once");
    this.#waiting++;
    const turn = this.#last.then(async () => {
      if (await check()) return true;
      await new Promise<void>((resolve) => this.#clock.after(WRONG_PAUSE, resolve));
      return false;
    });
    this.#last = turn.catch(() => {});
    try {
      if (!await turn) throw new ChatError("wrong-passphrase", "unlocking: the pass-phrase is wrong");
    } finally {
      this.#waiting--;
    }
  }
}
