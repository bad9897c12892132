/** Who is typing: told for a moment, never kept. `docs/specs/wire-v1.md`, section 6a, "Signals". */
import type { PeerKey } from "../crypto/types.ts";
import { MAX_SIGNALS_PER_SECOND, TYPING_EVERY, TYPING_SHOWN } from "../net/limits.ts";
import { encodeSignal, parseSignal, RateLimit } from "../net/mod.ts";
import type { Clock } from "../net/types.ts";
import type { EventBus } from "./events.ts";

export interface TypingParts {
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Whether they may know. */
  readonly allowed: (key: PeerKey) => boolean;
  /** @returns false when there is no link to say it on */
  readonly send: (key: PeerKey, data: Uint8Array) => boolean;
}

export class Typing {
  readonly #parts: TypingParts;
  /** When we last said that our user is typing; none after "stopped". */
  readonly #said = new Map<PeerKey, number>();
  /** Until when theirs is shown. */
  readonly #shown = new Map<PeerKey, number>();
  readonly #rates = new Map<PeerKey, RateLimit>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  /** Our user is typing, or has stopped. */
  tell(key: PeerKey, typing: boolean): void {
    const { clock, allowed, send } = this.#parts;
    const said = this.#said.get(key);
    const now = clock.now();
    // A clock that went back must not silence us.
    if (typing && said !== undefined && said <= now && now - said < TYPING_EVERY) return;
    if (!typing && said === undefined) return;
    this.#said.delete(key);
    if (allowed(key) && send(key, encodeSignal({ typing })) && typing) this.#said.set(key, now);
  }

  /** Something of our user is on its way: that ends what was shown there. */
  wrote(key: PeerKey): void {
    this.#said.delete(key);
  }

  /** @throws LinkError "bad-content" */
  heard(key: PeerKey, data: Uint8Array): void {
    const { bus, clock } = this.#parts;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = new RateLimit(clock, MAX_SIGNALS_PER_SECOND, MAX_SIGNALS_PER_SECOND);
      this.#rates.set(key, rate);
    }
    if (!rate.allow()) return;
    const { typing } = parseSignal(data);
    if (typing === false) return this.stopped(key);
    if (typing === undefined) return;
    const until = clock.now() + TYPING_SHOWN;
    this.#shown.set(key, until);
    bus.publish({ type: "typing", conversation: key, until });
  }

  /** They said so, or something of theirs has arrived. */
  stopped(key: PeerKey): void {
    const until = this.#shown.get(key);
    if (until === undefined) return;
    this.#shown.delete(key);
    if (until > this.#parts.clock.now()) this.#parts.bus.publish({ type: "typing", conversation: key, until: 0 });
  }

  /** The link is gone. */
  ended(key: PeerKey): void {
    this.stopped(key);
    this.#said.delete(key);
    this.#rates.delete(key);
  }
}
