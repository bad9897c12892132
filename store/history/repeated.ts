/** Ids that are here already. */

/**
 * Repeated ids are rare, and looking for each costs as much as storing it: first store without looking. The unique index
 * refuses the whole write when an id is there already; then look.
 */
export function unlessRepeated<T>(add: (check: boolean) => T): T {
  try {
    return add(false);
  } catch (error) {
    if (!/UNIQUE constraint failed/.test(String(error))) throw error;
    return add(true);
  }
}
