/** Which datagrams are worth opening, and which announcements are news. `docs/specs/discovery-v1.md`, sections 1 and 3. */
import { hostGroup } from "../addresses.ts";
import {
  ANNOUNCEMENT_BURST,
  ANSWER_EVERY,
  HINT_TTL,
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

/** A clock that is not ours, nor near it. */
interface OtherClock {
  /** Milliseconds it is ahead of ours. */
  readonly offset: number;
  /** Milliseconds since the epoch by our clock. */
  readonly heardAt: number;
}

export class Listening {
  readonly #clock: Clock;
  readonly #ownInstance: string;
  readonly #total: RateLimit;
  readonly #senders = new Map<string, RateLimit>();
  /** By instance; the one heard of last is last. */
  readonly #known = new Map<string, Known>();
  /** By instance: whose announcements were refused for their time. */
  readonly #otherClocks = new Map<string, OtherClock>();

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
    this.#otherClocks.delete(instance);
    return true;
  }

  /** One that was not new: if that was for its time, its clock is kept, to be told and for nothing else. */
  noteClock({ instance, time }: Announcement): void {
    const heardAt = this.#clock.now();
    const offset = time - heardAt;
    if (instance === this.#ownInstance || Math.abs(offset) <= MAX_ANNOUNCEMENT_AGE) return;
    remember(this.#otherClocks, instance, { offset, heardAt });
  }

  /** Milliseconds, either way, between our clock and the farthest that was refused lately; undefined where none was. */
  get clockOffset(): number | undefined {
    const now = this.#clock.now();
    const lately = [...this.#otherClocks.values()].filter(({ heardAt }) => Math.abs(now - heardAt) <= HINT_TTL);
    return lately.map(({ offset }) => offset).sort((a, b) => Math.abs(b) - Math.abs(a))[0];
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
