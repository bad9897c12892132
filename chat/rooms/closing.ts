/** How memberships end, and what stays of what was signed under them. `docs/specs/rooms-v1.md`, section 4. */
import type { EventId, Membership, RoomEvent, StreamName } from "./types.ts";

type Closed = NonNullable<Membership["closed"]>;

/** A `remove`, as it is about one membership. */
export interface Removal {
  readonly id: EventId;
  readonly by: Membership;
  readonly cuts: ReadonlyMap<StreamName, number>;
}

/** Up to which number events of a stream under this membership stay. */
export function cutOf({ closed }: Pick<Membership, "closed">, stream: StreamName): number {
  if (!closed) return Infinity;
  return closed.cuts.get(stream) ?? (closed.why === "left" ? Infinity : 0);
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
  let left: EventId | undefined;
  for (const { id, stream, seq } of leaves) {
    const cut = cuts.get(stream) ?? (removed ? 0 : Infinity);
    if (seq > cut) continue;
    cuts.set(stream, seq);
    if (left === undefined || id < left) left = id;
  }
  if (!removed) return left !== undefined ? { at: left, why: "left", by: member, cuts } : undefined;
  const first = removals.reduce((a, b) => a.id < b.id ? a : b);
  return { at: first.id, why: "removed", by: first.by.member, cuts };
}

/** A stream that one of them does not name is cut from its beginning: it has no entry then. */
function smallestOfAll(removals: readonly Removal[]): Map<StreamName, number> {
  const [first, ...others] = removals;
  const cuts = new Map<StreamName, number>(first?.cuts);
  for (const removal of others) {
    for (const [stream, seq] of cuts) {
      const other = removal.cuts.get(stream);
      if (other === undefined) cuts.delete(stream);
      else cuts.set(stream, Math.min(seq, other));
    }
  }
  return cuts;
}
