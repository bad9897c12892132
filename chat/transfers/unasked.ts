/** Our user's rule that takes small files without asking: each within its size, and all of a person within a day's amount. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import type { EventBus } from "../events.ts";
import type { SettingsBook } from "../settings.ts";
import { DayAmounts } from "./day_amounts.ts";
import type { Motion } from "./progress.ts";
import { isUnanswered, viewTransfer } from "./transfer_state.ts";

const MIB = 1024 * 1024;
/** Of the largest file that is taken without asking, what all of one person may take within a day. */
const DAY_FACTOR = 10;
/** Bytes that a file takes on a disk at least: a million empty ones fill it as well. */
const LEAST_BYTES = 4096;

/** An offer that waits although it is small: so much has come by itself already. */
const ENOUGH: Motion = { isRunning: false, done: 0, speed: null, left_ms: null, isEnough: true };

export interface UnaskedParts {
  readonly history: Pick<History, "setting" | "putSetting" | "contact">;
  readonly settings: SettingsBook;
  readonly bus: EventBus;
  readonly now: () => number;
  /** Somebody whose files may come without asking. */
  readonly isWelcome: (key: PeerKey) => boolean;
  readonly fits: (row: TransferRow) => Promise<boolean>;
  readonly accept: (row: TransferRow) => Promise<void>;
}

export class Unasked {
  readonly #parts: UnaskedParts;
  readonly #amounts: DayAmounts;
  /** Offers that wait because of the day's amount, as far as this run has seen them. */
  readonly #waiting = new Set<string>();

  constructor(parts: UnaskedParts) {
    this.#parts = parts;
    const { history, now } = parts;
    const isKept = (key: PeerKey) => history.contact(key)?.options.keep_history ?? false;
    this.#amounts = new DayAmounts({ history, now, isKept });
  }

  /** What the window has to know of an offer that waits because of the day's amount. */
  motion(key: PeerKey, id: string): Motion | undefined {
    return this.#waiting.has(nameOf(key, id)) ? ENOUGH : undefined;
  }

  /** It has just been offered. */
  async consider(row: TransferRow): Promise<void> {
    if (!this.#isSmall(row)) return;
    // Where no room can be looked for, our user is asked.
    if (!await this.#parts.fits(row).catch(() => false)) return;
    if (this.#isEnough(row)) {
      this.recall(row);
      return this.#parts.bus.publish({ type: "transfer", transfer: viewTransfer(row, ENOUGH) });
    }
    // Counted before anything more is waited for: a hundred offers come in one go.
    this.#amounts.add(row.conversation, bytesOf(row));
    await this.#amounts.save();
    await this.#parts.accept(row);
  }

  /** It may be one that waits since an earlier run. */
  recall(row: TransferRow): void {
    if (this.#isSmall(row) && this.#isEnough(row)) this.#waiting.add(nameOf(row.conversation, row.id));
  }

  /** It does not wait any more. */
  forget(key: PeerKey, id: string): void {
    this.#waiting.delete(nameOf(key, id));
  }

  #isSmall(row: TransferRow): boolean {
    const isOpen = row.direction === "in" && isUnanswered(row);
    return isOpen && this.#most > 0 && row.offer.size <= this.#most && this.#parts.isWelcome(row.conversation);
  }

  #isEnough(row: TransferRow): boolean {
    return this.#amounts.of(row.conversation) + bytesOf(row) > this.#most * DAY_FACTOR;
  }

  get #most(): number {
    return this.#parts.settings.get().auto_accept_mb * MIB;
  }
}

/** What it takes on the disk, roughly. */
function bytesOf({ offer: { size, files } }: TransferRow): number {
  return Math.max(size, Math.max(1, files) * LEAST_BYTES);
}

const nameOf = (key: PeerKey, id: string) => `${key} ${id}`;
