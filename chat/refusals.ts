/**
 * Peers that close the link over something we sent: one item that a reader does not stand must not stop everything that
 * was written after it. `docs/specs/wire-v1.md`, section 6a, "An item the reader does not stand".
 */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_REFUSALS } from "../net/limits.ts";
import type { CloseCode, LinkClosed } from "../net/types.ts";
import type { History, MessageRow } from "../store/history_types.ts";

/** Closes that speak of what was sent, not of the link or of us. */
const OVER_CONTENT: ReadonlySet<CloseCode> = new Set(["bad-content", "too-large", "bad-packet"]);

interface Suspicion {
  /** First item without a receipt when the link was closed. */
  readonly id: string;
  /** Times in a row. */
  readonly times: number;
  /** Everything handed over until then may be to blame. */
  readonly upTo: number;
}

export class Refusals {
  readonly #history: Pick<History, "unacknowledged">;
  readonly #suspicions = new Map<PeerKey, Suspicion>();

  constructor(history: Pick<History, "unacknowledged">) {
    this.#history = history;
  }

  /** Items up to this number go one at a time, each after the receipt for the one before; 0 without a suspicion. */
  oneByOne(key: PeerKey): number {
    return this.#suspicions.get(key)?.upTo ?? 0;
  }

  /**
   * A link has ended.
   * @param sent largest number handed to it
   * @returns the item that is to blame, when that is certain now
   */
  ended(key: PeerKey, why: LinkClosed, sent: number): MessageRow | undefined {
    if (why.by !== "peer" || !OVER_CONTENT.has(why.code)) return undefined;
    const [first] = this.#history.unacknowledged(key, 0, 1);
    if (first === undefined || first.seq > sent) return undefined;
    const before = this.#suspicions.get(key);
    const times = before?.id === first.id ? before.times + 1 : 1;
    this.#suspicions.set(key, { id: first.id, times, upTo: Math.max(sent, before?.upTo ?? 0) });
    return times < MAX_REFUSALS ? undefined : first;
  }
}
