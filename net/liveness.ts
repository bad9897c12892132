/** Whether the peer is still there: a ping after silence, dead after more of it. `docs/specs/wire-v1.md`, section 9. */
import { DEAD_AFTER, LAN_DEAD_AFTER, LAN_PING_AFTER, PING_AFTER } from "./limits.ts";
import type { Clock } from "./types.ts";

/** Milliseconds, and the second is the larger: of silence until a ping, and until the peer counts as gone. */
export interface Patience {
  readonly pingAfter: number;
  readonly deadAfter: number;
}

/** Across the internet a phone may be out of reach for a while. */
export const PATIENCE: Patience = { pingAfter: PING_AFTER, deadAfter: DEAD_AFTER };
/** On a local network silence means that somebody is gone. `docs/specs/discovery-v1.md`, section 4. */
export const LAN_PATIENCE: Patience = { pingAfter: LAN_PING_AFTER, deadAfter: LAN_DEAD_AFTER };

/** Milliseconds a timer may be late on a busy machine; later means that we were stopped, and the peer is not to blame. */
const LATE = 2_000;

export interface LivenessParts {
  readonly clock: Clock;
  readonly patience: Patience;
  readonly ping: () => void;
  readonly dead: () => void;
  /** False while we do not read: then silence is ours, not the peer's. */
  readonly isReading: () => boolean;
  /** Bytes of ours wait to be taken: our ping may wait among them. */
  readonly isWriting: () => boolean;
}

/**
 * Only the ping follows the wall clock, which may jump; the verdict is a timer that runs from the ping on, so a jump costs
 * a ping and never a link.
 */
export class Liveness {
  readonly #parts: LivenessParts;
  #heardAt: number;
  /** A ping is out, and nothing came since. */
  #pinged = false;
  #cancel = () => {};

  constructor(parts: LivenessParts) {
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#watch(parts.patience.pingAfter);
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heardAt = this.#parts.clock.now();
    if (!this.#pinged) return;
    this.#pinged = false;
    this.#cancel();
    this.#watch(this.#parts.patience.pingAfter);
  }

  stop(): void {
    this.#pinged = false; // what is still heard starts nothing
    this.#cancel();
  }

  #watch(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => this.#onQuiet());
  }

  #onQuiet(): void {
    const { clock, patience: { pingAfter, deadAfter }, ping, isReading } = this.#parts;
    const silence = clock.now() - this.#heardAt;
    if (silence < pingAfter) return this.#watch(Math.min(pingAfter, pingAfter - silence));
    ping();
    // While our disk or their flood keeps us from reading we cannot answer; that we ask shows that we are here.
    if (!isReading()) return this.#watch(pingAfter);
    this.#pinged = true;
    this.#wait(deadAfter - pingAfter, deadAfter - pingAfter);
  }

  /** @param waited milliseconds from the ping to the end of this wait */
  #wait(ms: number, waited: number): void {
    const { clock } = this.#parts;
    const due = clock.now() + ms;
    this.#cancel = clock.after(ms, () => this.#onNoAnswer(waited, clock.now() - due > LATE));
  }

  #onNoAnswer(waited: number, late: boolean): void {
    const { patience: { pingAfter, deadAfter }, ping, dead, isReading, isWriting } = this.#parts;
    if (!isReading()) return this.heard();
    if (late) {
      // What they answered meanwhile has not been read yet.
      ping();
      return this.#wait(deadAfter - pingAfter, waited);
    }
    const left = PATIENCE.deadAfter - pingAfter - waited;
    if (!isWriting() || left <= 0) return dead();
    const more = Math.min(deadAfter - pingAfter, left);
    this.#wait(more, waited + more);
  }
}
