/** A bound on how long something may take, by the clock that was handed in. */
import { type CloseCode, LinkError } from "./errors.ts";
import type { Clock } from "./types.ts";

export interface Bound {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
  /** What it is called when time is up. */
  readonly code: CloseCode;
  readonly what: string;
  /** Ends it earlier. */
  readonly signal?: AbortSignal;
}

/**
 * Run something that ends when its signal does.
 * @throws {LinkError} with the bound's code when time is up; the outer signal's reason; what `run` throws
 */
export async function within<T>(bound: Bound, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, code, what, signal } = bound;
  const inner = new AbortController();
  const outer = () => inner.abort(signal?.reason);
  if (signal?.aborted) outer();
  signal?.addEventListener("abort", outer, { once: true });
  const cancel = clock.after(ms, () => inner.abort(new LinkError(code, `${what}: not done within ${ms / 1000} s`)));
  try {
    return await run(inner.signal);
  } catch (error) {
    // What broke because we ended it is not the reason it ended.
    throw inner.signal.aborted ? inner.signal.reason : error;
  } finally {
    cancel();
    signal?.removeEventListener("abort", outer);
  }
}
