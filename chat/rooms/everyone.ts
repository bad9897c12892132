/** Who is a member of the room of all who share an authority. `docs/specs/rooms-v1.md`, section 5. */
import { leafOf } from "./known_credentials.ts";
import { type Fold, isFounding } from "./membership.ts";
import type { PeerKey } from "../../crypto/types.ts";
import type { EventId, Membership, RoomEvent, RoomState } from "./types.ts";

/** The state of Everyone. @param events of control streams, each once, in any order */
export function foldEveryone(events: Iterable<RoomEvent>): RoomState {
  return new EveryoneFold(events).state;
}

/** {@link foldEveryone}, and what it needs to grow. */
export class EveryoneFold implements Fold {
  #memberships = new Map<EventId, Membership>();
  #valid = new Set<EventId>();
  /** The first `join` of each: only that one is told. */
  readonly #first = new Map<PeerKey, EventId>();
  #shown = false;

  constructor(events: Iterable<RoomEvent>) {
    for (const event of events) this.#take(event);
  }

  get state(): RoomState {
    this.#shown = true;
    return { name: "", memberships: this.#memberships, keys: [], valid: this.#valid };
  }

  get memberships(): ReadonlyMap<EventId, Membership> {
    return this.#memberships;
  }

  grow(event: RoomEvent): true {
    if (this.#shown) {
      this.#memberships = new Map(this.#memberships);
      this.#valid = new Set(this.#valid);
      this.#shown = false;
    }
    this.#take(event);
    return true;
  }

  #take(event: RoomEvent): void {
    const { id, author, data } = event;
    if (data.kind !== "join" || !isFounding(event)) return;
    const { sign, seal } = data.credential.card;
    const { name } = leafOf(data.credential);
    this.#memberships.set(id, { id, member: author, name, role: "member", sign, seal, by: author, joined: true });
    const first = this.#first.get(author);
    if (first !== undefined && first < id) return;
    if (first !== undefined) this.#valid.delete(first);
    this.#first.set(author, id);
    this.#valid.add(id);
  }
}
