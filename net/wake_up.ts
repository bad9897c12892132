/** Notices that the machine slept: timers stand still then, the clock does not. */
import type { Clock } from "./types.ts";

/** Milliseconds between looks. */
const PERIOD = 5_000;
/** Milliseconds a look may come late because the machine is busy. */
const LATE = 10_000;

/** @returns a function that ends the watch */
export function watchForWakeUp(clock: Clock, wokeUp: () => void): () => void {
  let cancel = () => {};
  const look = (expected: number) => {
    const late = clock.now() - expected > LATE;
    watch();
    if (late) wokeUp();
  };
  const watch = () => {
    const expected = clock.now() + PERIOD;
    cancel = clock.after(PERIOD, () => look(expected));
  };
  watch();
  return () => cancel();
}
