/** Several ways to one goal, tried side by side; the first that gets there wins. After RFC 8305 ("happy eyeballs"). */
import type { Clock, CloseCode } from "./types.ts";

/** Milliseconds before the next way is tried beside the one under way (RFC 8305, section 8). */
export const CONNECTION_ATTEMPT_DELAY = 250;

export interface Race<Way, Goal> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Must end when its signal does. */
  readonly attempt: (way: Way, signal: AbortSignal) => Promise<Goal>;
  /** A second winner that came in too late. */
  readonly discard: (goal: Goal) => void;
}

/**
 * @throws {AggregateError} with one error for each way, in the order in which they failed
 * @throws the signal's reason
 */
export function race<Way, Goal>(
  ways: readonly Way[],
  { clock, signal, attempt, discard }: Race<Way, Goal>,
): Promise<Goal> {
  return new Promise((resolve, reject) => {
    const inner = new AbortController();
    const errors: unknown[] = [];
    let begun = 0;
    let over = false;
    let cancelTimer = () => {};

    const finish = (settle: () => void) => {
      if (over) return;
      over = true;
      cancelTimer();
      signal.removeEventListener("abort", aborted);
      settle();
      inner.abort(signal.aborted ? signal.reason : new DOMException("another way was faster", "AbortError"));
    };
    const aborted = () => finish(() => reject(signal.reason));
    const failed = (error: unknown) => {
      if (over) return;
      errors.push(error);
      if (errors.length === ways.length) return finish(() => reject(new AggregateError(errors, "every way failed")));
      if (errors.length === begun) next();
    };
    const next = () => {
      cancelTimer();
      if (over || begun === ways.length) return;
      const way = ways[begun++];
      if (begun < ways.length) cancelTimer = clock.after(CONNECTION_ATTEMPT_DELAY, next);
      attempt(way, inner.signal).then((goal) => over ? discard(goal) : finish(() => resolve(goal)), failed);
    };

    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    if (ways.length === 0) return finish(() => reject(new AggregateError([], "there is no way to try")));
    next();
  });
}

/** Codes that only say that nobody was there. */
const NOBODY: ReadonlySet<CloseCode> = new Set(["unreachable", "connection-lost", "handshake-timeout", "internal"]);
/** Codes that say that the address now belongs to somebody else. */
const SOMEBODY_ELSE: ReadonlySet<CloseCode> = new Set(["wrong-peer", "wrong-protocol", "unsupported-version"]);

/** Of several failures the one to tell: a refusal by the right peer, then a stranger, then silence; the first of equals. */
export function mostTelling<Failure extends { readonly code: CloseCode }>(failures: readonly Failure[]): Failure {
  const weight = ({ code }: Failure) => NOBODY.has(code) ? 0 : SOMEBODY_ELSE.has(code) ? 1 : 2;
  return failures.reduce((best, each) => weight(each) > weight(best) ? each : best);
}
