/** How memberships end, and what stays of what was signed under them. `docs/specs/rooms-v1.md`, section 4. */
import type { EventId, Membership, RoomEvent, StreamName } from "./types.ts";

type Closed = NonNullable<Membership["closed"]>;

/** A `remove`, as it is about one membership. */
export interface Removal {
  readonly id: EventId;
  readonly by: Membership;
  readonly cuts: ReadonlyMap<StreamName, number>;
}

/** Up to which number removals let events of a stream under this membership stay. */
export function cutOf({ closed }: Pick<Membership, "closed">, stream: StreamName): number {
  return closed?.why === "removed" ? closed.cuts.get(stream) ?? 0 : Infinity;
}

/** Whether an event under this membership stays. Whoever has left says nothing more, in whatever stream. */
export function isInside(
  membership: Pick<Membership, "closed">,
  { stream, seq, clock }: Pick<RoomEvent, "stream" | "seq" | "clock">,
): boolean {
  return seq <= cutOf(membership, stream) && clock <= (membership.closed?.until ?? Infinity);
}

/**
 * @param removals by those who may
 * @param leaves of the membership itself, also such as are beyond a cut
 * @returns undefined while it is open
 */
export function closingOf(
  { member }: Membership,
  removals: readonly Removal[],
  leaves: readonly RoomEvent[],
): Closed | undefined {
  const removed = removals.length > 0;
  const cuts = smallestOfAll(removals);
  const left = first(leaves.filter(({ stream, seq }) => !removed || seq <= (cuts.get(stream) ?? 0)));
  const until = left && { until: left.clock };
  const remove = first(removals);
  // Whoever was removed after they left was out since they left.
  if (remove) {
    return { at: first([remove, ...left ? [left] : []])!.id, why: "removed", by: remove.by.member, cuts, ...until };
  }
  return left && { at: left.id, why: "left", by: member, cuts, ...until };
}

function first<T extends { readonly id: EventId }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>((a, b) => a && a.id < b.id ? a : b, undefined);
}

/** A stream that one of them does not name is cut from its beginning: it has no entry then. */
function smallestOfAll(removals: readonly Removal[]): Map<StreamName, number> {
  const [one, ...others] = removals;
  const cuts = new Map<StreamName, number>(one?.cuts);
  for (const removal of others) {
    for (const [stream, seq] of cuts) {
      const other = removal.cuts.get(stream);
      if (other === undefined) cuts.delete(stream);
      else cuts.set(stream, Math.min(seq, other));
    }
  }
  return cuts;
}
