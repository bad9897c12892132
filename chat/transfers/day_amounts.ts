/** How much came from whom by itself within a day: across restarts, and nothing a contact deletes takes it back. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History } from "../../store/history_types.ts";

const HOUR = 3_600_000;
/** Hours that count: the 24 of a day, and the rest of the one in which it began. */
const COUNTED = 25;
const SETTING = "unasked";

/** By the hour of the clock, bytes. */
type Hours = Map<number, number>;

export interface DayAmountParts {
  readonly history: Pick<History, "setting" | "putSetting">;
  readonly now: () => number;
  /** What comes from there may be written down. */
  readonly isKept: (key: PeerKey) => boolean;
}

export class DayAmounts {
  readonly #parts: DayAmountParts;
  #all: Map<PeerKey, Hours> | undefined;

  constructor(parts: DayAmountParts) {
    this.#parts = parts;
  }

  /** Bytes of the last day. */
  of(key: PeerKey): number {
    let sum = 0;
    for (const bytes of this.#hours(key).values()) sum += bytes;
    return sum;
  }

  add(key: PeerKey, bytes: number): void {
    const hours = this.#hours(key);
    const hour = this.#hour();
    hours.set(hour, (hours.get(hour) ?? 0) + bytes);
  }

  /** Resolves when it is on disk. */
  async save(): Promise<void> {
    const { history, isKept } = this.#parts;
    const kept = [...this.#read().keys()].filter((key) => this.of(key) > 0 && isKept(key));
    const stored = kept.map((key) => [key, [...this.#hours(key)]]);
    await history.putSetting(SETTING, JSON.stringify(stored)).saved;
  }

  #hours(key: PeerKey): Hours {
    const all = this.#read();
    const hours = all.get(key) ?? new Map<number, number>();
    all.set(key, hours);
    const hour = this.#hour();
    for (const [then, bytes] of [...hours]) {
      if (then > hour - COUNTED && then <= hour) continue;
      hours.delete(then);
      // The clock was set back: it counts as of now, not until that time comes again.
      if (then > hour) hours.set(hour, (hours.get(hour) ?? 0) + bytes);
    }
    return hours;
  }

  #read(): Map<PeerKey, Hours> {
    if (this.#all !== undefined) return this.#all;
    const stored = JSON.parse(this.#parts.history.setting(SETTING) ?? "[]") as [PeerKey, [number, number][]][];
    return this.#all = new Map(stored.map(([key, hours]) => [key, new Map(hours)]));
  }

  #hour(): number {
    return Math.floor(this.#parts.now() / HOUR);
  }
}
