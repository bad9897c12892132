/**
 * What the people we are linked with agree the time is (ID-8). Their word can only make admission stricter
 * (`net/admission.ts`): dates must fit our own clock as well.
 */
import type { PeerKey } from "../crypto/types.ts";

/** Distinct people it takes: one or two may be wrong, or lie. */
const LEAST_PEERS = 3;
/** Milliseconds within which clocks agree: as far apart as clocks that are set by hand usually are. */
const AGREEMENT = 5 * 60_000;
/** Milliseconds our clock may run apart from the machine's steady one before what was measured by it is worth nothing. */
const JUMP = 60_000;

export interface AgreedTimeParts {
  /** Our clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number;
}

interface Measured {
  /** Their clock minus ours. */
  readonly offset: number;
  /** Our clock minus the steady one, then. */
  readonly base: number;
}

export class AgreedTime {
  readonly #parts: AgreedTimeParts;
  readonly #measured = new Map<PeerKey, Measured>();

  constructor(parts: AgreedTimeParts) {
    this.#parts = parts;
  }

  /** A link is up. @param offset their clock minus ours, milliseconds */
  learn(key: PeerKey, offset: number): void {
    this.#measured.set(key, { offset, base: this.#base() });
  }

  /** Their link is gone. */
  forget(key: PeerKey): void {
    this.#measured.delete(key);
  }

  /**
   * The agreed time minus our clock: the median of all, if at least three and more than half are near it. Undefined while
   * too few are linked, or they disagree.
   */
  offset(): number | undefined {
    const base = this.#base();
    // Somebody has set our clock, or the machine slept: what was measured before says nothing about it now.
    const offsets = [...this.#measured.values()].filter((one) => Math.abs(one.base - base) <= JUMP)
      .map(({ offset }) => offset).sort((a, b) => a - b);
    const median = offsets[offsets.length >> 1];
    const near = offsets.filter((offset) => Math.abs(offset - median) <= AGREEMENT).length;
    return near >= LEAST_PEERS && near * 2 > offsets.length ? median : undefined;
  }

  /** Milliseconds since the epoch; undefined as {@link offset}. */
  time(): number | undefined {
    const offset = this.offset();
    return offset === undefined ? undefined : this.#parts.now() + offset;
  }

  #base(): number {
    return this.#parts.now() - this.#parts.steady();
  }
}
