/** A virtual clock for many nodes at once: {@link VirtualClock} looks at every timer for each step, this one at the next. */
import { setImmediate } from "node:timers";
import type { Clock } from "../../net/types.ts";

type Run = () => void;

export class EventQueue implements Clock {
  #now = Date.UTC(2025, 10, 21);
  /** What happens in one millisecond, in the order it was asked for. */
  readonly #due = new Map<number, Set<Run>>();
  /** Binary heap of the milliseconds in which something happens. */
  readonly #times: number[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: Run): () => void {
    const at = this.#now + Math.max(0, Math.ceil(ms));
    const once = () => run();
    let runs = this.#due.get(at);
    if (runs === undefined) {
      runs = new Set();
      this.#due.set(at, runs);
      this.#push(at);
    }
    runs.add(once);
    return () => void runs.delete(once);
  }

  /** Move on. @param isDone asked after each step; true ends it early */
  async advance(ms: number, isDone: () => boolean = () => false): Promise<void> {
    const end = this.#now + ms;
    while (this.#times.length > 0 && this.#times[0] <= end && !isDone()) {
      const at = this.#pop();
      this.#now = at;
      const runs = this.#due.get(at)!;
      // What is asked for now and is due at once belongs to this step as well.
      while (runs.size > 0) {
        for (const run of runs) {
          runs.delete(run);
          run();
        }
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      this.#due.delete(at);
    }
    if (!isDone()) this.#now = end;
  }

  #push(at: number): void {
    const heap = this.#times;
    let index = heap.push(at) - 1;
    for (let parent = (index - 1) >> 1; index > 0 && heap[parent] > at; parent = (index - 1) >> 1) {
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = at;
  }

  #pop(): number {
    const heap = this.#times;
    const top = heap[0];
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = last;
    return top;
  }
}
