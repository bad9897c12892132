/** Which known word a misspelled one was meant to be. */

/** Slips of the finger that are still taken for one. */
const MAX_SLIPS = 2;

/** The nearest known word; undefined when none is near. A short word allows fewer slips, or all would be near. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(MAX_SLIPS, Math.floor(word.length / 2));
  let [best, fewest] = [undefined as string | undefined, allowed + 1];
  for (const candidate of known) {
    const slips = distance(word.toLowerCase(), candidate);
    if (slips < fewest) [best, fewest] = [candidate, slips];
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau 1964, each place changed at most once). */
export function distance(one: string, two: string): number {
  const rows = [Array.from({ length: two.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= two.length; j++) {
      const same = one[i - 1] === two[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];
      if (swapped) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[one.length][two.length];
}
