/**
 * Who is a member, and what the control events of a room come to: a function of their set. `docs/specs/rooms-v1.md`, sections 4
 * and 5.
 *
 * Owners are looked at in order of rank: whoever can cut or make one is senior to it, so all that decides about it is known.
 */
import { closingOf, isInside, type Removal } from "./closing.ts";
import { leafOf } from "./known_credentials.ts";
import type { EventId, Membership, RoomEvent, RoomEventData, RoomId, RoomState } from "./types.ts";

type KeyEvent = RoomState["keys"][number];

/** A {@link RoomState} that is being made. */
interface Draft {
  name: string;
  memberships: Map<EventId, Membership>;
  keys: KeyEvent[];
  valid: Set<EventId>;
}

/** The state of a private room. @param events of control streams, each once, in any order */
export function foldRoom(room: RoomId, events: Iterable<RoomEvent>): RoomState {
  return new RoomFold(room, events).state;
}

/** Whether the first event of its stream makes the membership of the whole stream. */
export const isFounding = ({ under }: Pick<RoomEvent, "under">): boolean => under === "";

/** What is kept of a room from one control event to the next. */
export interface Fold {
  /** Does not change any more. */
  readonly state: RoomState;
  /** As they are now. */
  readonly memberships: ReadonlyMap<EventId, Membership>;
  /**
   * Take one event more, whatever its place in the order, if it only adds to what there is. Everybody joining a large room would
   * otherwise cost as many steps as there are members.
   * @param event that may come in under an open membership
   * @returns false when all must be folded anew
   */
  grow(event: RoomEvent): boolean;
}

/** {@link foldRoom}, and what it needs to grow. */
export class RoomFold implements Fold {
  readonly #room: RoomId;
  /** By the membership they are under. */
  readonly #events = new Map<EventId, RoomEvent[]>();
  /** Valid removals by what they name, which need not be known. */
  readonly #removals = new Map<EventId, Removal[]>();
  /** Id of the `rename` that counts. */
  #renamed: EventId = "";
  #draft: Draft = { name: "", memberships: new Map(), keys: [], valid: new Set() };
  /** Somebody holds the draft: it is copied before it changes. */
  #shown = false;

  constructor(room: RoomId, events: Iterable<RoomEvent>) {
    this.#room = room;
    const candidates: RoomEvent[] = [];
    for (const event of events) {
      if (isFounding(event)) {
        if (event.hash === room) candidates.push(event);
        continue;
      }
      const same = this.#events.get(event.under);
      if (same) same.push(event);
      else this.#events.set(event.under, [event]);
      if (event.data.kind === "add") candidates.push(event);
    }
    for (const event of candidates.sort(byId)) this.#found(event);
    this.#draft.keys.sort(byId);
    for (const membership of this.#draft.memberships.values()) {
      if (membership.role === "member") this.#settle(membership);
    }
  }

  get state(): RoomState {
    this.#shown = true;
    return this.#draft;
  }

  get memberships(): ReadonlyMap<EventId, Membership> {
    return this.#draft.memberships;
  }

  grow(event: RoomEvent): boolean {
    const by = this.#draft.memberships.get(event.under);
    if (!by || by.closed) return false;
    const { kind } = event.data;
    if (kind === "join") return !by.joined && this.#change(event, () => this.#put({ ...by, joined: true }));
    if (kind === "leave") return false; // something later may have come before it
    if (by.role === "member" || kind === "unknown") return true; // means nothing
    if (kind === "add") {
      return !this.#removals.has(event.id) && this.#change(event, () => this.#put(membershipOf(event)!));
    }
    if (kind !== "rename" && kind !== "key") return false;
    return this.#change(event, () => {
      this.#apply(event, by);
      if (kind === "key") this.#draft.keys.sort(byId);
    });
  }

  #change(event: RoomEvent, change: () => void): true {
    if (this.#shown) {
      const { name, memberships, keys, valid } = this.#draft;
      this.#draft = { name, memberships: new Map(memberships), keys: [...keys], valid: new Set(valid) };
      this.#shown = false;
    }
    this.#draft.valid.add(event.id);
    change();
    return true;
  }

  #put(membership: Membership): void {
    this.#draft.memberships.set(membership.id, membership);
  }

  /** A membership, if whoever makes it may; for an owner, all that it does then. Called in order of rank. */
  #found(event: RoomEvent): void {
    if (event.hash !== this.#room && !this.#draft.valid.has(event.id)) return;
    const membership = membershipOf(event);
    if (!membership) return;
    if (isFounding(event)) this.#create(event);
    this.#put(membership);
    if (membership.role === "owner") this.#rule(this.#settle(membership));
  }

  #create({ id, data }: RoomEvent): void {
    if (data.kind === "create") this.#draft.name = data.name;
    this.#draft.valid.add(id);
  }

  /** What an owner does, as far as seniors and their own leaving let them. */
  #rule(owner: Membership): void {
    for (const event of this.#events.get(owner.id) ?? []) {
      if (isInside(owner, event)) this.#apply(event, owner);
    }
  }

  #apply(event: RoomEvent, by: Membership): void {
    const { id, data } = event;
    const { valid, keys } = this.#draft;
    if (data.kind === "add") valid.add(id);
    else if (data.kind === "remove") this.#remove(event, data, by);
    else if (data.kind === "key") keys.push({ id, by: by.id, data });
    else if (data.kind === "rename" && id > this.#renamed) [this.#draft.name, this.#renamed] = [data.name, id];
    if (data.kind === "key" || data.kind === "rename") valid.add(id);
  }

  #remove({ id }: RoomEvent, data: RoomEventData & { kind: "remove" }, by: Membership): void {
    const cuts = new Map<string, number>();
    for (const { stream, seq } of data.cuts) cuts.set(stream, Math.min(seq, cuts.get(stream) ?? seq));
    for (const named of data.under) {
      const same = this.#removals.get(named);
      if (same) same.push({ id, by, cuts });
      else this.#removals.set(named, [{ id, by, cuts }]);
    }
  }

  /** Closed or open, joined or not: once all who can decide about it are known. */
  #settle(membership: Membership): Membership {
    const { valid } = this.#draft;
    const removals = (this.#removals.get(membership.id) ?? []).filter(({ by }) => hasPower(by, membership));
    for (const { id } of removals) valid.add(id);
    const own = this.#events.get(membership.id) ?? [];
    const closed = closingOf(membership, removals, own.filter(({ data }) => data.kind === "leave"));
    const settled = closed ? { ...membership, closed } : membership;
    const inside = own.filter((event) => isInside(settled, event)).sort(byId);
    const leave = inside.find(({ data }) => data.kind === "leave");
    if (leave) valid.add(leave.id);
    const join = membership.joined ? undefined : inside.find(({ data }) => data.kind === "join");
    if (join) valid.add(join.id);
    const result = { ...settled, joined: membership.joined || join !== undefined };
    this.#put(result);
    return result;
  }
}

/** Whether a `remove` of one closes the other. */
export function hasPower(by: Membership, over: Membership): boolean {
  return by.role === "owner" && by.id !== over.id && (over.role === "member" || by.id < over.id);
}

/** What a `create` or `add` makes, before anybody closed it. */
function membershipOf({ id, author, data }: RoomEvent): Membership | undefined {
  if (data.kind === "add") {
    const { member, name, role, sign, seal } = data;
    return { id, member, name, role, sign, seal, by: author, joined: false };
  }
  if (data.kind !== "create") return undefined;
  const { sign, seal } = data.credential.card;
  const { name } = leafOf(data.credential);
  return { id, member: author, name, role: "owner", sign, seal, by: author, joined: true };
}

const byId = (a: { readonly id: EventId }, b: { readonly id: EventId }): number => a.id < b.id ? -1 : 1;
