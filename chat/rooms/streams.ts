/** The streams of one room: how far each is here, and whose it is. `docs/specs/rooms-v1.md`, section 2. */
import type { RoomLogParts } from "./log_types.ts";
import { isFounding } from "./membership.ts";
import { type EventId, isControlStream, type RoomEvent, type StreamHead, type StreamName } from "./types.ts";

/** The membership of the stream that begins with this event. */
export const foundedBy = (first: RoomEvent): EventId => isFounding(first) ? first.id : first.under;

export class Streams {
  readonly heads = new Map<StreamName, StreamHead>();
  /** All events of control streams, in order. */
  readonly #control = new Map<StreamName, RoomEvent[]>();
  readonly #memberships = new Map<StreamName, EventId>();
  readonly #firsts = new Map<EventId, RoomEvent[]>();
  /** What came since the last {@link stored} and is not on disk: by stream, in order. */
  readonly #fresh = new Map<StreamName, StreamHead[]>();
  readonly #forks = new Map<StreamName, number>();
  /** How many streams each membership has, or (Everyone) each author. */
  readonly #counts = new Map<string, number>();
  readonly #headAt: RoomLogParts["headAt"];
  readonly #countBy: "membership" | "author";

  constructor(headAt: RoomLogParts["headAt"], countBy: "membership" | "author") {
    this.#headAt = headAt;
    this.#countBy = countBy;
  }

  /** From disk: an event of a control stream, the next of it. */
  restoreControl(event: RoomEvent): void {
    this.#pushControl(event);
    this.heads.set(event.stream, headOf(event));
  }

  /** From disk: the head of a stream of what is said. */
  restoreSaid(head: StreamHead, membership: EventId): void {
    this.#begin(head.stream, head, membership);
    this.heads.set(head.stream, head);
  }

  /** The next of its stream. */
  add(event: RoomEvent): void {
    const head = headOf(event);
    this.heads.set(event.stream, head);
    if (isControlStream(event.stream)) return this.#pushControl(event);
    if (event.seq === 1) this.#begin(event.stream, event, foundedBy(event));
    const fresh = this.#fresh.get(event.stream);
    if (fresh) fresh.push(head);
    else this.#fresh.set(event.stream, [head]);
  }

  /** What was added is the caller's to store now. */
  stored(): void {
    this.#fresh.clear();
  }

  /** @returns up to where it really goes back: to its beginning where the event to stay is not known any more */
  cutBack(stream: StreamName, seq: number): number {
    const head = seq > 0 ? this.at(stream, seq) : undefined;
    this.#control.get(stream)?.splice(head?.seq ?? 0);
    const fresh = this.#fresh.get(stream)?.filter((one) => one.seq <= seq);
    if (fresh) this.#fresh.set(stream, fresh);
    if ((this.#forks.get(stream) ?? 0) > (head?.seq ?? 0)) this.#forks.delete(stream);
    if (head) this.heads.set(stream, head);
    else this.#end(stream);
    return head?.seq ?? 0;
  }

  /** The event of this number; undefined when it is not here, or its body is gone. */
  at(stream: StreamName, seq: number): StreamHead | undefined {
    const head = this.heads.get(stream);
    if (!head || seq >= head.seq) return head?.seq === seq ? head : undefined;
    if (isControlStream(stream)) return headOf(this.#control.get(stream)![seq - 1]);
    const fresh = this.#fresh.get(stream) ?? [];
    const found = fresh[seq - fresh[0]?.seq] ?? this.#headAt(stream, seq);
    return found && headOf(found);
  }

  /** Number of the last event that is not later than this; clocks rise in a stream. Older ones whose body is gone are not. */
  upTo(stream: StreamName, clock: number): number {
    const head = this.heads.get(stream);
    if (!head || head.clock <= clock) return head?.seq ?? 0;
    let [known, later] = [0, head.seq];
    while (later - known > 1) {
      const middle = (known + later) >> 1;
      if ((this.at(stream, middle)?.clock ?? 0) <= clock) known = middle;
      else later = middle;
    }
    return known;
  }

  *control(): Generator<RoomEvent> {
    for (const events of this.#control.values()) yield* events;
  }

  /** The first events of the control streams of a membership: they carry credentials. */
  firstsOf(membership: EventId): readonly RoomEvent[] {
    return this.#firsts.get(membership) ?? [];
  }

  membershipOf(stream: StreamName): EventId | undefined {
    return this.#memberships.get(stream);
  }

  /** Streams that count against the same limit as a new one of this author under this membership. */
  countWith(author: string, membership: EventId): number {
    return this.#counts.get(this.#countBy === "author" ? author : membership) ?? 0;
  }

  /** Its author has signed two different events under one number: it takes no more. */
  fork(stream: StreamName, seq: number): void {
    this.#forks.set(stream, Math.min(seq, this.#forks.get(stream) ?? seq));
  }

  isForked(stream: StreamName): boolean {
    return this.#forks.has(stream);
  }

  #pushControl(event: RoomEvent): void {
    const { stream } = event;
    if (event.seq > 1) return void this.#control.get(stream)!.push(event);
    const membership = foundedBy(event);
    this.#begin(stream, event, membership);
    this.#control.set(stream, [event]);
    this.#firsts.set(membership, [...this.firstsOf(membership), event]);
  }

  #begin(stream: StreamName, { author }: { readonly author: string }, membership: EventId): void {
    this.#memberships.set(stream, membership);
    this.#count(author, membership, 1);
  }

  #end(stream: StreamName): void {
    const head = this.heads.get(stream);
    const membership = this.#memberships.get(stream);
    if (head && membership !== undefined) this.#forget(stream, head, membership);
    for (const map of [this.heads, this.#control, this.#memberships, this.#fresh]) map.delete(stream);
  }

  #forget(stream: StreamName, { author }: StreamHead, membership: EventId): void {
    this.#count(author, membership, -1);
    const firsts = this.firstsOf(membership).filter((first) => first.stream !== stream);
    if (firsts.length > 0) this.#firsts.set(membership, firsts);
    else this.#firsts.delete(membership);
  }

  #count(author: string, membership: EventId, by: 1 | -1): void {
    const key = this.#countBy === "author" ? author : membership;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }
}

function headOf({ stream, author, seq, hash, clock }: StreamHead): StreamHead {
  return { stream, author, seq, hash, clock };
}
