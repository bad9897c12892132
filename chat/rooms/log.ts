/** The events of one room: taken in, and taken out when a cut comes late. `docs/specs/rooms-v1.md`, sections 2 to 5. */
import type { PeerKey } from "../../crypto/types.ts";
import { cutOf } from "./closing.ts";
import { clockOf, parseEvent } from "./event.ts";
import { EveryoneFold } from "./everyone.ts";
import { Judge } from "./judge.ts";
import { knownCredential } from "./known_credentials.ts";
import type { JudgedEvents, OpenRoomLog, RoomLog, RoomLogParts } from "./log_types.ts";
import { type Fold, hasPower, RoomFold } from "./membership.ts";
import { isStreamOf } from "./stream.ts";
import { Streams } from "./streams.ts";
import {
  type CheckedCredential,
  type Cut,
  type EventId,
  isControlStream,
  type Membership,
  type Refusal,
  type RoomEvent,
  type RoomState,
  type SignedEvent,
  type StreamHead,
  type StreamName,
} from "./types.ts";

export const openRoomLog: OpenRoomLog = (parts, control, heads) => new Log(parts, control, heads);

const NOTHING_TRIMMED: ReadonlyMap<StreamName, number> = new Map();

/**
 * What may fit once something else came. What an event needs has a smaller id, but for cuts and joins: so one pass in the order
 * of ids takes nearly everything.
 */
const WAITING: ReadonlySet<Refusal> = new Set<Refusal>(["gap", "unknown-membership", "beyond-cut"]);

/**
 * Two or three are usual. Owners who conspire can make chains of cuts that void each other, each of which takes one more and
 * folds all anew: what is left then comes again by catching up.
 */
const MAX_PASSES = 8;

interface Refused {
  readonly event: RoomEvent;
  readonly why: Refusal;
}

class Log implements RoomLog {
  readonly #parts: RoomLogParts;
  readonly #streams: Streams;
  readonly #judge: Judge;
  #fold!: Fold;
  /** The fold lacks something that was taken. */
  #stale = true;
  /** Where stored streams went back to since that was last told. */
  readonly #cuts = new Map<StreamName, number>();
  /** How far streams were stored before this call added to them. */
  readonly #stored = new Map<StreamName, number>();
  /** Of each person, in order of rank; undefined after all was folded anew. */
  #members: Map<PeerKey, EventId[]> | undefined;
  #clock = 0;

  constructor(parts: RoomLogParts, control: readonly SignedEvent[], heads: readonly StreamHead[]) {
    this.#parts = parts;
    this.#streams = new Streams(parts.headAt, parts.everyone === null ? "membership" : "author");
    const events = control.map((one) => parseEvent(parts.room, one)).filter(({ stream }) => isControlStream(stream));
    for (const event of events.sort((a, b) => a.seq - b.seq)) this.#streams.restoreControl(event);
    this.#refold();
    for (const head of heads) this.#restore(head);
    this.#trim(); // a process that died between a cut and what it took away
    this.#judge = new Judge({ ...parts, streams: this.#streams, membership: (id) => this.#fold.memberships.get(id) });
  }

  get state(): RoomState {
    return this.#fold.state;
  }

  get clock(): number {
    return this.#clock;
  }

  heads(): ReadonlyMap<StreamName, StreamHead> {
    return this.#streams.heads;
  }

  take(events: readonly RoomEvent[]): JudgedEvents {
    this.#streams.stored();
    this.#stored.clear();
    let accepted: RoomEvent[] = [];
    const refused: Refused[] = [];
    let changed = false;
    let waiting: readonly RoomEvent[] = events;
    for (let passes = 1, more = true; more; passes++) {
      const pass = this.#pass(waiting.toSorted(byId));
      const trimmed = this.#stale ? this.#settle() : NOTHING_TRIMMED;
      const stays = ({ stream, seq }: RoomEvent) => seq <= (trimmed.get(stream) ?? Infinity);
      const gone = [...accepted, ...pass.accepted].filter((event) => !stays(event));
      accepted = [...accepted, ...pass.accepted].filter(stays);
      changed ||= pass.accepted.some(({ stream }) => isControlStream(stream));
      refused.push(...pass.refused.filter(({ why }) => !WAITING.has(why)));
      const late = pass.refused.filter(({ why }) => WAITING.has(why));
      waiting = [...gone, ...late.map(({ event }) => event)];
      more = waiting.length > 0 && pass.accepted.some(stays) && passes < MAX_PASSES;
      if (!more) refused.push(...late, ...gone.map((event) => ({ event, why: "beyond-cut" as const })));
    }
    return { accepted, refused, cut: this.#tellCuts(), changed };
  }

  open(member: PeerKey): readonly Membership[] {
    return this.#of(member).filter(({ closed }) => closed === undefined);
  }

  credential(member: PeerKey): CheckedCredential | undefined {
    const firsts = this.#of(member).flatMap(({ id }) => this.#streams.firstsOf(id));
    const newest = firsts.reduce<RoomEvent | undefined>((a, b) => a && a.id > b.id ? a : b, undefined);
    return newest && knownCredential(newest);
  }

  membershipOf(stream: StreamName): EventId | undefined {
    return this.#streams.membershipOf(stream);
  }

  writing(me: PeerKey, sign?: Uint8Array, before = Infinity): Membership | undefined {
    const open = this.open(me).filter((one) =>
      clockOf(one.id) < before && (sign === undefined || one.sign.toHex() === sign.toHex())
    );
    if (this.#parts.everyone !== null) return open.at(-1);
    const owning = open.filter(({ role }) => role === "owner");
    return [owning, open].flatMap((some) => some.find(({ joined }) => joined) ?? some[0] ?? [])[0];
  }

  mayRemove(by: Membership, id: EventId): boolean {
    const target = this.#fold.memberships.get(id);
    return target !== undefined && hasPower(by, target);
  }

  /** Take what fits now, in the order given. */
  #pass(events: readonly RoomEvent[]): { accepted: RoomEvent[]; refused: Refused[] } {
    const accepted: RoomEvent[] = [];
    const refused: Refused[] = [];
    for (const event of events) {
      const why = this.#judge.refusal(event);
      if (why !== undefined) {
        refused.push({ event, why });
        continue;
      }
      this.#add(event);
      accepted.push(event);
    }
    return { accepted, refused };
  }

  #add(event: RoomEvent): void {
    const { stream, seq, clock } = event;
    this.#streams.add(event);
    if (!this.#stored.has(stream)) this.#stored.set(stream, seq - 1);
    this.#clock = Math.max(this.#clock, clock);
    if (!isControlStream(stream)) return;
    if (!this.#fold.grow(event)) this.#stale = true;
    const made = this.#fold.memberships.get(event.id);
    if (made) this.#index(made);
  }

  /** Fold anew, and take out what is beyond cuts then. */
  #settle(): Map<StreamName, number> {
    this.#refold();
    return this.#trim();
  }

  #refold(): void {
    const { room, everyone } = this.#parts;
    const control = this.#streams.control();
    this.#fold = everyone === null ? new RoomFold(room, control) : new EveryoneFold(control);
    this.#members = undefined;
    this.#stale = false;
  }

  /** What goes means nothing already, so the fold stays as it is. */
  #trim(): Map<StreamName, number> {
    const trimmed = new Map<StreamName, number>();
    for (const { stream, seq } of [...this.#streams.heads.values()]) {
      const allowed = this.#allowed(stream);
      if (seq <= allowed) continue;
      const to = this.#streams.cutBack(stream, allowed);
      trimmed.set(stream, to);
      if (to >= (this.#stored.get(stream) ?? seq)) continue;
      this.#stored.set(stream, to);
      this.#cuts.set(stream, to);
    }
    return trimmed;
  }

  #allowed(stream: StreamName): number {
    const membership = this.#fold.memberships.get(this.#streams.membershipOf(stream) ?? "");
    if (!membership || (!membership.joined && !isControlStream(stream))) return 0;
    const cut = cutOf(membership, stream);
    const { until } = membership.closed ?? {};
    return until === undefined ? cut : Math.min(cut, this.#streams.upTo(stream, until));
  }

  #tellCuts(): Cut[] {
    const cuts = [...this.#cuts].map(([stream, seq]) => ({ stream, seq }));
    this.#cuts.clear();
    return cuts;
  }

  #restore(head: StreamHead): void {
    this.#clock = Math.max(this.#clock, head.clock);
    if (isControlStream(head.stream)) return;
    const whose = this.#of(head.author).find(({ id }) => isStreamOf(head.stream, id));
    this.#streams.restoreSaid(head, whose?.id ?? "");
  }

  /** The memberships of somebody, in order of rank. */
  #of(member: PeerKey): readonly Membership[] {
    if (!this.#members) {
      this.#members = new Map();
      for (const membership of this.#fold.memberships.values()) this.#index(membership);
    }
    return (this.#members.get(member) ?? []).map((id) => this.#fold.memberships.get(id)!);
  }

  #index({ member, id }: Membership): void {
    const same = this.#members?.get(member) ?? [];
    if (same.length === 0 || same[same.length - 1] < id) same.push(id);
    else same.splice(same.findIndex((one) => one > id), 0, id);
    this.#members?.set(member, same);
  }
}

const byId = (a: RoomEvent, b: RoomEvent): number => a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
