/** Who was given which key of a room: questions about its control events alone. `docs/specs/rooms-v1.md`, section 6. */
import type { EventId, Membership, RoomEventData, RoomState } from "./types.ts";

export type KeyData = RoomEventData & { readonly kind: "key" };

/** A key by its name, with all the valid events that give it. */
export interface GivenKey {
  readonly key: string;
  /** Whether there is a box for this membership. */
  readonly boxed: (membership: EventId) => boolean;
}

const readersOf = new WeakMap<KeyData, ReadonlySet<EventId>>();

/** The key with the newest event first. */
export function givenKeys(state: RoomState): readonly GivenKey[] {
  const boxed = new Map<string, ReadonlySet<EventId>[]>();
  for (const { data } of [...state.keys].reverse()) {
    const sets = boxed.get(data.key);
    if (sets === undefined) boxed.set(data.key, [readers(data)]);
    else sets.push(readers(data));
  }
  return [...boxed].map(([key, sets]) => ({
    key,
    boxed: (membership) => sets.some((set) => set.has(membership)),
  }));
}

/** Those that may be written under, the one that should be first: given to nobody who was removed. Without any, all. */
export function cleanKeys(state: RoomState): readonly GivenKey[] {
  const removed = closedMemberships(state).filter(({ closed }) => closed?.why === "removed");
  const given = givenKeys(state);
  const clean = given.filter(({ boxed }) => !removed.some(({ id }) => boxed(id)));
  return clean.length > 0 ? clean : given;
}

/** The most senior first. */
export function openMemberships(state: RoomState): Membership[] {
  return [...state.memberships.values()]
    .filter(({ closed }) => closed === undefined)
    .sort((a, b) => a.id < b.id ? -1 : 1);
}

export function closedMemberships(state: RoomState): Membership[] {
  return [...state.memberships.values()].filter(({ closed }) => closed !== undefined);
}

function readers(data: KeyData): ReadonlySet<EventId> {
  const kept = readersOf.get(data) ?? new Set(data.boxes.map(({ under }) => under));
  readersOf.set(data, kept);
  return kept;
}
