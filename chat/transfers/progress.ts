/** How fast something moves, as people can read it. Pure: times are handed in, milliseconds of a clock that nobody sets. */

/** Milliseconds over which the speed is smoothed: it should not dance, and still follow. */
const SMOOTHING = 3_000;
/** Milliseconds without a byte that still count as moving; what is longer was a wait. */
const LONGEST_GAP = 2_000;
/** Milliseconds of moving before a speed is told: the first chunk says nothing yet. */
const FIRST_WORD = 250;

/** What is known of a transfer beside what is written down. */
export interface Motion {
  readonly isRunning: boolean;
  /** Bytes verified at the reader, as far as known. */
  readonly done: number;
  /** Bytes a second. */
  readonly speed: number | null;
  readonly left_ms: number | null;
  /** It waits to be asked for: so much has come from there by itself already. */
  readonly isEnough?: true;
}

export class Progress {
  readonly #size: number;
  #done: number;
  #moving: number;
  /** When bytes came last; undefined while it stands. */
  #last: number | undefined;
  /** Exponentially weighted bytes and milliseconds: their ratio is right from the first moment on. */
  #bytes = 0;
  #time = 0;

  /** @param moving milliseconds in which it moved before */
  constructor(size: number, done: number, moving: number) {
    this.#size = size;
    this.#done = done;
    this.#moving = moving;
  }

  get done(): number {
    return this.#done;
  }

  /** Milliseconds in which it moved, in all. */
  get moving(): number {
    return this.#moving;
  }

  /** It goes on: time counts from here. @param done what is done already; as it was known without it */
  begin(now: number, done = this.#done): void {
    this.#last ??= now;
    this.#done = done;
  }

  /** Nothing moves any more. */
  pause(): void {
    this.#last = undefined;
    this.#bytes = 0;
    this.#time = 0;
  }

  /** Bytes have come; the number that is done may also fall. */
  moved(bytes: number, done: number, now: number): void {
    this.begin(now);
    const gap = Math.max(0, now - this.#last!);
    this.#last = now;
    this.#done = done;
    this.#moving += Math.min(gap, LONGEST_GAP);
    const kept = Math.exp(-gap / SMOOTHING);
    this.#bytes = this.#bytes * kept + bytes;
    this.#time = this.#time * kept + gap;
  }

  motion(now: number): Motion {
    const isRunning = this.#last !== undefined;
    const idle = isRunning ? Math.max(0, now - this.#last!) : 0;
    const time = this.#time + idle;
    const speed = isRunning && time >= FIRST_WORD ? Math.round(this.#bytes * 1000 / time) : null;
    const left_ms = speed === null || speed === 0 ? null : Math.round((this.#size - this.#done) * 1000 / speed);
    return { isRunning, done: this.#done, speed, left_ms };
  }
}
