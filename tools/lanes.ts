/** Work that is done in lanes: several things at once, and in each lane one after another. */

/**
 * Each lane does its own works in their order, then takes the next of the shared ones that nobody has begun: so the
 * lanes end at about the same time, whatever machine it is.
 * @returns what came of each, the lanes' own first, in the order they were given in
 */
export async function inLanes<Work, Result>(
  lanes: readonly (readonly Work[])[],
  shared: readonly Work[],
  act: (work: Work) => Promise<Result>,
): Promise<Result[]> {
  const left = [...shared];
  const results = new Map<Work, Result>();
  await Promise.all(lanes.map(async (own) => {
    for (const work of own) results.set(work, await act(work));
    for (let work = left.shift(); work !== undefined; work = left.shift()) results.set(work, await act(work));
  }));
  return [...lanes.flat(), ...shared].map((work) => results.get(work)!);
}
