/** Rooms in which anybody does anything at any time, also what they may not: every event is well made, most mean nothing. */
import fc from "fast-check";
import { type EventId, isControlStream, type RoomEvent } from "../../chat/rooms/types.ts";
import { type Hand, newRoom, type Someone } from "./rooms.ts";

export interface Deed {
  readonly what: "add" | "own" | "remove" | "leave" | "rename" | "key" | "say" | "new-streams";
  /** Under which of all memberships, counted from the newest. */
  readonly under: number;
  /** Whom, or which memberships. */
  readonly whom: number;
  /** How many events of the newest of each of the removed one's streams go. */
  readonly lose: number;
  /** Whether the clock is as early as it can be. */
  readonly early: boolean;
}

/** Owners who remove each other make the hardest cases. */
const WHAT = [
  ...["own", "own", "own", "add", "add", "remove", "remove", "remove", "remove", "say", "say", "say"],
  ...["rename", "key", "leave", "new-streams"],
] as Deed["what"][];

export const deeds = (maxLength: number): fc.Arbitrary<Deed[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom<Deed["what"][]>(...WHAT),
      under: fc.nat(12),
      whom: fc.nat(12),
      lose: fc.nat(3),
      early: fc.boolean(),
    }),
    { minLength: 5, maxLength, size: "max" },
  );

/** A `create` or `add`, whether or not it counts. */
interface Made {
  readonly id: EventId;
  readonly hand: Hand;
  readonly clock: number;
}

/** Everything that was ever signed in one room. */
export class DeedRoom {
  readonly room: string;
  readonly creator: EventId;
  readonly events: RoomEvent[];
  readonly #people: readonly Someone[];
  readonly #hands: readonly Hand[];
  readonly #memberships: Made[];

  /** @param people the first creates the room */
  constructor(people: readonly Someone[]) {
    const { hand, create, room } = newRoom(people[0]);
    [this.room, this.creator, this.events, this.#people] = [room, create.id, [create], people];
    this.#hands = people.map((one, n) => n === 0 ? hand : hand.other(one));
    this.#memberships = [{ id: create.id, hand, clock: create.clock }];
  }

  /** @param only whose membership it is under */
  do({ what, under, whom, lose, early }: Deed, only?: Someone): void {
    const usable = this.#memberships.filter(({ hand }) => only === undefined || hand.who === only);
    if (usable.length === 0) return;
    const made = usable[usable.length - 1 - under % usable.length];
    const { id, hand } = made;
    if (what === "new-streams") return hand.forget(id);
    this.#begin(made, early);
    const placing = this.#placing(made, what !== "say", early);
    if (what === "say") this.events.push(hand.say(id, placing));
    else if (what === "leave") this.events.push(hand.leave(id, placing));
    else if (what === "rename") this.events.push(hand.rename(id, `Room ${whom}`, placing));
    else if (what === "remove") this.#remove(made, this.#named(whom), lose, placing);
    else if (what === "key") {
      const data = { kind: "key", key: whom.toString(16).repeat(32).slice(0, 32), boxes: [], before: [] } as const;
      this.events.push(hand.write(id, data, placing));
    } else {
      const member = this.#hands[whom % this.#people.length];
      const add = hand.add(id, member.who, what === "own" ? "owner" : "member", placing);
      this.events.push(add);
      this.#memberships.push({ id: add.id, hand: member, clock: add.clock });
    }
  }

  /** The creator removes somebody, as a window does: all that is there stays. */
  expel(who: Someone): void {
    const named = this.#memberships.filter(({ hand }) => hand.who === who).map(({ id }) => id);
    const [creator] = this.#memberships;
    this.#begin(creator, false);
    this.#remove(creator, named, 0, {});
  }

  get control(): RoomEvent[] {
    return this.events.filter(({ stream }) => isControlStream(stream));
  }

  /** The first event of a control stream shows who writes it. */
  #begin(made: Made, early: boolean): void {
    if (!this.#last(made, true)) this.events.push(made.hand.join(made.id, this.#placing(made, true, early)));
  }

  #remove({ id, hand }: Made, named: readonly EventId[], lose: number, placing: { clock?: number }): void {
    const theirs = this.events.filter((event) => named.includes(event.under));
    const heads = new Map(theirs.map((event) => [event.stream, event]));
    const keep = [...heads.values()].filter(({ seq }) => seq > lose).map((head) => ({ ...head, seq: head.seq - lose }));
    this.events.push(hand.remove(id, named, keep, placing));
  }

  #placing(made: Made, control: boolean, early: boolean): { clock?: number } {
    return early ? { clock: Math.max(made.clock, this.#last(made, control)?.clock ?? 0) + 1 } : {};
  }

  #last({ id, hand }: Made, control: boolean): RoomEvent | undefined {
    const stream = hand.stream(id, control);
    return this.events.findLast((event) => event.stream === stream);
  }

  #named(whom: number): EventId[] {
    const [first, second] = [whom, whom * 7].map((n) => this.#memberships[(n + 1) % this.#memberships.length].id);
    return whom % 4 === 0 ? [first, second] : [first];
  }
}
