/** Which datagrams are worth opening, and which announcements are news. `docs/specs/discovery-v1.md`, sections 1 and 3. */
import { hostGroup } from "../addresses.ts";
import {
  ANNOUNCEMENT_BURST,
  ANSWER_EVERY,
  MAX_ANNOUNCEMENT_AGE,
  MAX_ANNOUNCEMENTS_PER_SECOND,
  MAX_ANNOUNCEMENTS_TOTAL,
  MAX_HINTS,
} from "../limits.ts";
import { RateLimit } from "../rate.ts";
import type { Address, Clock } from "../types.ts";
import { type Announcement, looksLikeAnnouncement } from "./announcement.ts";

interface Known {
  /** Newest time it announced. */
  readonly time: number;
  /** Milliseconds since the epoch, when we answered last. */
  readonly answeredAt: number;
}

export class Listening {
  readonly #clock: Clock;
  readonly #ownInstance: string;
  readonly #total: RateLimit;
  readonly #senders = new Map<string, RateLimit>();
  /** By instance; the one heard of last is last. */
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock, ownInstance: string) {
    this.#clock = clock;
    this.#ownInstance = ownInstance;
    this.#total = new RateLimit(clock, MAX_ANNOUNCEMENTS_TOTAL, MAX_ANNOUNCEMENTS_TOTAL * ANNOUNCEMENT_BURST);
  }

  /** Whether to open it at all. */
  mayRead(datagram: Uint8Array, { host }: Address): boolean {
    if (!looksLikeAnnouncement(datagram)) return false;
    const sender = hostGroup(host);
    const rate = this.#senders.get(sender) ??
      new RateLimit(this.#clock, MAX_ANNOUNCEMENTS_PER_SECOND, MAX_ANNOUNCEMENTS_PER_SECOND * ANNOUNCEMENT_BURST);
    remember(this.#senders, sender, rate);
    return rate.allow() && this.#total.allow();
  }

  /** Neither our own, nor out of time, nor a replay; it is remembered. */
  isNew({ instance, time }: Announcement): boolean {
    if (instance === this.#ownInstance || Math.abs(time - this.#clock.now()) > MAX_ANNOUNCEMENT_AGE) return false;
    const known = this.#known.get(instance);
    if (known !== undefined && time <= known.time) return false;
    remember(this.#known, instance, { time, answeredAt: known?.answeredAt ?? -Infinity });
    return true;
  }

  /** Whether this instance got no answer for a while; it gets one now. */
  mayAnswer(instance: string): boolean {
    const known = this.#known.get(instance);
    const now = this.#clock.now();
    if (known === undefined || Math.abs(now - known.answeredAt) < ANSWER_EVERY) return false;
    remember(this.#known, instance, { ...known, answeredAt: now });
    return true;
  }
}

/** The oldest goes when there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_HINTS) map.delete(map.keys().next().value!);
}
