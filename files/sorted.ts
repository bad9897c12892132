/** Sorting in small steps: fifty thousand paths at once would hold up messages for half a second. */

import { Breath } from "./breath.ts";

/** Elements sorted at a stretch. */
const RUN = 256;

/** A sorted copy (merge sort, from below). @param before whether the first comes before the second */
export async function sorted<T>(elements: readonly T[], before: (a: T, b: T) => boolean): Promise<T[]> {
  const breath = new Breath();
  let from = [...elements];
  for (let at = 0; at < from.length; at += RUN) {
    const run = from.slice(at, at + RUN).sort((a, b) => before(a, b) ? -1 : before(b, a) ? 1 : 0);
    run.forEach((element, i) => from[at + i] = element);
    if (breath.due) await breath.take();
  }
  for (let width = RUN; width < from.length; width *= 2) {
    const to: T[] = [];
    for (let left = 0; left < from.length; left += 2 * width) {
      const middle = Math.min(left + width, from.length);
      const right = Math.min(left + 2 * width, from.length);
      for (let a = left, b = middle; a < middle || b < right;) {
        to.push(b >= right || (a < middle && !before(from[b], from[a])) ? from[a++] : from[b++]);
        if (breath.due) await breath.take();
      }
    }
    from = to;
  }
  return from;
}
