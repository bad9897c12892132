/**
 * What the time means for our user: whether the own certificate is in date, and whether this computer's clock is wrong
 * (ID-8). Tells windows when either changes.
 */
import type { PeerKey } from "../crypto/types.ts";
import type { Clock, LinkPeer } from "../net/types.ts";
import type { Me } from "../ui/api.ts";
import { AgreedTime } from "./agreed_time.ts";
import type { Notices } from "./notices.ts";

const DAY = 86_400_000;
/** How long before its end a certificate is worth a word. */
const SOON = 30 * DAY;
/** Difference of clocks, and change of one, that is worth telling. */
const SKEW = 5 * 60_000;
const NOTICE = "clock";
/** Key of what is agreed among those who are measured one by one. */
const OURSELVES = "";

export interface Dates {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface MyTimeParts {
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number;
  /** The own certificate; it may be renewed while the program runs. */
  readonly dates: () => Dates;
  readonly notices: Notices;
  /** {@link expiry} or {@link offset} is another one. */
  readonly changed: () => void;
}

export class MyTime {
  readonly #parts: MyTimeParts;
  readonly #agreed: AgreedTime;
  /** Differences our user was told of, so that what they dismissed stays away until it changes. */
  readonly #told = new Map<PeerKey, number>();
  /** Whose difference the notice that stands is about. */
  #about: PeerKey | undefined;
  #last: { readonly expiry: Me["expiry"]; readonly offset: number | null };
  #cancel = () => {};

  constructor(parts: MyTimeParts) {
    this.#parts = parts;
    this.#agreed = new AgreedTime({ now: () => parts.clock.now(), steady: parts.steady });
    this.#last = { expiry: this.expiry(), offset: null };
  }

  /** What linked people agree on; undefined while too few do. */
  agreed(): number | undefined {
    return this.#agreed.time();
  }

  /** Clock of the peers minus ours. */
  offset(): number | null {
    return this.#agreed.offset() ?? null;
  }

  expiry(): Me["expiry"] {
    return expiryAt(this.#parts.dates(), this.#now());
  }

  /** Look again whenever a date passes. */
  start(): void {
    this.#cancel();
    const { clock, dates } = this.#parts;
    const now = this.#now();
    const { notBefore, notAfter } = dates();
    const next = [notBefore.getTime(), notAfter.getTime() - SOON, notAfter.getTime() + 1].filter((date) => date > now);
    // At least daily: the clock may be set, the machine may sleep.
    this.#cancel = clock.after(Math.min(DAY, ...next.map((date) => date - now)), () => {
      this.#look();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  linked(key: PeerKey, { clockOffset, name }: Pick<LinkPeer, "clockOffset" | "name">): void {
    this.#agreed.learn(key, clockOffset);
    const agreed = this.offset();
    if (agreed === null) this.#tell(key, clockOffset, "notice.clock_skew", { name });
    else {
      // Now it is known whose clock is wrong; theirs is their own business.
      if (this.#about !== OURSELVES) this.#settle(this.#about);
      this.#tell(OURSELVES, agreed, "notice.clock_wrong");
    }
    this.#look();
  }

  unlinked(key: PeerKey): void {
    this.#agreed.forget(key);
    this.#look();
  }

  #tell(about: PeerKey, offset: number, text: string, args: Record<string, string> = {}): void {
    if (Math.abs(offset) <= SKEW) {
      this.#told.delete(about);
      return this.#settle(about);
    }
    const told = this.#told.get(about);
    if (told !== undefined && Math.abs(told - offset) <= SKEW) return;
    this.#told.set(about, offset);
    this.#about = about;
    const minutes = String(Math.round(Math.abs(offset) / 60_000));
    this.#parts.notices.raise({ id: NOTICE, level: "warning", text, args: { ...args, minutes } });
  }

  /** The difference the notice speaks of is gone. */
  #settle(about: PeerKey | undefined): void {
    if (about === undefined || about !== this.#about) return;
    this.#about = undefined;
    this.#parts.notices.dismiss(NOTICE);
  }

  #look(): void {
    const next = { expiry: this.expiry(), offset: this.offset() };
    const { expiry, offset } = this.#last;
    // With every link the median moves a little; that is no news.
    const moved = offset === null || next.offset === null
      ? offset !== next.offset
      : Math.abs(offset - next.offset) > SKEW;
    if (next.expiry === expiry && !moved) return;
    this.#last = next;
    this.#parts.changed();
  }

  #now(): number {
    return this.agreed() ?? this.#parts.clock.now();
  }
}

/** @param now milliseconds since the epoch */
export function expiryAt({ notBefore, notAfter }: Dates, now: number): Me["expiry"] {
  if (now < notBefore.getTime()) return "not-yet";
  if (now > notAfter.getTime()) return "expired";
  return now >= notAfter.getTime() - SOON ? "soon" : "valid";
}
