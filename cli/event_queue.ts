/** Turns pushed values into something to walk over, in order, until the signal. */
export async function* eventQueue<T>(
  signal: AbortSignal,
  subscribe: (push: (value: T) => void) => Promise<() => void>,
): AsyncGenerator<T> {
  const queue: T[] = [];
  let wake = () => {};
  const push = (value: T) => {
    queue.push(value);
    wake();
  };
  const abort = () => wake();
  signal.addEventListener("abort", abort, { once: true });
  const stop = await subscribe(push);
  try {
    while (!signal.aborted) {
      const value = queue.shift();
      if (value !== undefined) yield value;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    stop();
    signal.removeEventListener("abort", abort);
  }
}
