/** Takes messages away when their time is over: at the start, and for as long as the program runs. */
import type { PeerKey } from "../crypto/types.ts";
import type { Clock } from "../net/types.ts";
import type { History } from "../store/history_types.ts";
import type { Contacts } from "./contacts.ts";
import type { EventBus } from "./events.ts";

/**
 * Milliseconds until the history is asked again at the latest: timers count the machine's own time and know nothing of a
 * clock that was set forward. Far below 2^31-1, beyond which a timer fires at once (HTML Standard, section 8.7).
 */
const LONGEST_WAIT = 3_600_000;
/** Milliseconds after which a disk that refused is asked again. */
const AFTER_FAILURE = 60_000;

export interface ExpiryParts {
  readonly history: Pick<History, "expire" | "nextExpiry">;
  readonly contacts: Pick<Contacts, "publish">;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Something that waited for the link may be among what went. */
  readonly reread: (key: PeerKey) => void;
  readonly storageFailed: (error: unknown) => void;
}

export class ExpiryTimer {
  readonly #parts: ExpiryParts;
  #cancel = () => {};
  /** When it runs next; undefined while it does not. */
  #due: number | undefined;
  #running = false;

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running = true;
    this.touch();
  }

  stop(): void {
    this.#running = false;
    this.#forget();
  }

  /** Time may have begun to count for something. */
  touch(): void {
    if (!this.#running) return;
    const { history, clock } = this.#parts;
    const next = history.nextExpiry();
    if (next === undefined) return this.#forget();
    if (this.#due !== undefined && this.#due <= next) return;
    this.#wait(next - clock.now());
  }

  /** Everything whose time is over goes now. Never rejects. */
  async run(): Promise<void> {
    const { history, contacts, bus, clock, reread, storageFailed } = this.#parts;
    this.#forget();
    const next = history.nextExpiry();
    if (next !== undefined && next <= clock.now()) {
      const { gone, saved } = history.expire(clock.now());
      for (const [conversation, ids] of gone) {
        reread(conversation);
        bus.publish({ type: "removed", conversation, ids: [...ids] });
        contacts.publish(conversation);
      }
      try {
        await saved;
      } catch (error) {
        // Memory is as it was: shown again, and tried again.
        storageFailed(error);
        for (const conversation of gone.keys()) bus.publish({ type: "cleared", conversation });
        if (this.#running) this.#wait(AFTER_FAILURE);
        return;
      }
    }
    this.touch();
  }

  #wait(ms: number): void {
    const { clock } = this.#parts;
    this.#forget();
    const wait = Math.min(Math.max(0, ms), LONGEST_WAIT);
    this.#due = clock.now() + wait;
    this.#cancel = clock.after(wait, () => void this.run());
  }

  #forget(): void {
    this.#cancel();
    this.#cancel = () => {};
    this.#due = undefined;
  }
}
