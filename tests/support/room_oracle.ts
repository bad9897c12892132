/**
 * Section 4 of `docs/specs/rooms-v1.md` said once more, as plainly as it can be and as slowly: who is a member by a set of
 * control events.
 */
import type { EventId, RoomEvent, RoomRole } from "../../chat/rooms/types.ts";

export interface Verdict {
  /** Of each membership: its role, whether it is joined, and how it ended. */
  readonly memberships: ReadonlyMap<EventId, string>;
  readonly name: string;
  /** Whether the rules let an event be in the room at all. */
  readonly stays: (event: RoomEvent) => boolean;
}

export function judgeSlowly(room: string, events: readonly RoomEvent[]): Verdict {
  const makers = new Map(events.flatMap((event) => {
    const role: RoomRole | undefined = event.hash === room
      ? "owner"
      : event.data.kind === "add"
      ? event.data.role
      : undefined;
    return role === undefined ? [] : [[event.id, { event, role }] as const];
  }));
  const known = new Map<string, boolean>();
  const once = (question: string, answer: () => boolean) => {
    if (!known.has(question)) known.set(question, answer());
    return known.get(question)!;
  };
  const removes = events.filter(({ data }) => data.kind === "remove");
  const leaves = events.filter(({ data }) => data.kind === "leave");

  const exists = (id: EventId): boolean =>
    once(`exists ${id}`, () => {
      const maker = makers.get(id);
      return maker !== undefined && (maker.event.hash === room || rules(maker.event));
    });
  const rules = (event: RoomEvent): boolean =>
    makers.get(event.under)?.role === "owner" && exists(event.under) && stays(event);
  const removalsOf = (id: EventId): RoomEvent[] =>
    removes.filter((remove) => {
      const { data, under } = remove;
      const named = data.kind === "remove" && data.under.includes(id) && under !== id;
      return named && (makers.get(id)?.role === "member" || under < id) && rules(remove);
    });
  const cutBy = ({ data }: RoomEvent, stream: string): number =>
    data.kind === "remove" ? Math.min(...data.cuts.filter((cut) => cut.stream === stream).map(({ seq }) => seq)) : NaN;
  const isLeft = (id: EventId, { stream, seq }: RoomEvent): boolean =>
    removalsOf(id).every((remove) => {
      const cut = cutBy(remove, stream);
      return cut !== Infinity && seq <= cut;
    });
  const stays = (event: RoomEvent): boolean =>
    once(`stays ${event.id}`, () => {
      const id = event.hash === room ? event.id : event.under;
      const gone = leaves.some((leave) => leave.under === id && leave.clock < event.clock && isLeft(id, leave));
      return exists(id) && isLeft(id, event) && !gone;
    });

  const memberships = new Map<EventId, string>();
  for (const [id, { event, role }] of makers) {
    if (!exists(id)) continue;
    const joined = event.hash === room ||
      events.some((join) => join.data.kind === "join" && join.under === id && stays(join));
    const left = leaves.some((leave) => leave.under === id && stays(leave));
    const why = removalsOf(id).length > 0 ? "removed" : left ? "left" : "open";
    memberships.set(id, `${role}, ${joined ? "joined" : "invited"}, ${why}`);
  }
  const names = events.filter((event) => event.data.kind === "rename" && rules(event)).sort((a, b) =>
    a.id < b.id ? 1 : -1
  );
  const newest = (names[0] ?? events.find(({ hash }) => hash === room)!).data;
  const name = newest.kind === "rename" || newest.kind === "create" ? newest.name : "";
  const isIn = (event: RoomEvent) => {
    const id = event.hash === room ? event.id : event.under;
    return stays(event) && (event.data.kind !== "said" || memberships.get(id)?.includes(", joined") === true);
  };
  return { memberships, name, stays: isIn };
}
