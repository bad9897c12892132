import type { Clock } from "./clock.ts";
import { LAUNCH_TTL, MAX_LAUNCH_TOKENS } from "./limits.ts";
import { randomToken, tokenDigest } from "./secrets.ts";

/** The one-time tokens of launch links. Only digests are kept: a look-up by digest tells nothing by its time. */
export class LaunchTokens {
  readonly #expiry = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** A new token; the oldest one stops working when there are too many. */
  issue(): string {
    const token = randomToken();
    this.#expiry.set(tokenDigest(token), this.clock.now() + LAUNCH_TTL);
    if (this.#expiry.size > MAX_LAUNCH_TOKENS) this.#expiry.delete(this.#expiry.keys().next().value!);
    return token;
  }

  /** @returns whether it was one of ours, unused and in time; it is used up now */
  redeem(token: string): boolean {
    const digest = tokenDigest(token);
    const expiry = this.#expiry.get(digest);
    this.#expiry.delete(digest);
    return expiry !== undefined && this.clock.now() < expiry;
  }
}
