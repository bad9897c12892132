/**
 * How the events of one room get around: new ones along a tree of few neighbours (Plumtree), missing ones by comparing with one
 * member at a time. `docs/specs/rooms-v1.md`, sections 7 and 8. No sockets and no disk: both are handed in.
 */
import { neighbourRank } from "../../crypto/mod.ts";
import type { PeerKey } from "../../crypto/types.ts";
import { ROOM_GRAFT_DELAY, ROOM_LAZY_DELAY, ROOM_ROUND } from "../../net/limits.ts";
import { Alarm } from "./alarm.ts";
import { Comparing } from "./comparing.ts";
import { Missing } from "./missing.ts";
import { Neighbours } from "./neighbours.ts";
import { Outbound } from "./outbound.ts";
import { OwnDurable } from "./own_durable.ts";
import type { NumberedEvent, RoomPeer, RoomSpreading, SpreadingParts } from "./spreading_types.ts";
import { Telling } from "./telling.ts";
import { type Got, isControlStream, type RoomMessage, type SignedEvent, type StreamName } from "./types.ts";

/** New events at a time that may have come by the tree while we were comparing. More are the answer: what others had long ago. */
const SPREAD_AT_ONCE = 16;

export function openSpreading(parts: SpreadingParts): RoomSpreading {
  return new Spreading(parts);
}

interface Linked {
  readonly outbound: Outbound;
  /** When we last asked them to name events alone. */
  pruned: number;
  /** {@link Spreading.#news} when they were told what we have. */
  told: number;
}

class Spreading implements RoomSpreading {
  readonly #parts: SpreadingParts;
  readonly #linked = new Map<PeerKey, Linked>();
  /** By stream, who brought its newest event. */
  readonly #cameFrom = new Map<StreamName, PeerKey>();
  /** By stream, the newest number that came because we had asked what we lack. */
  readonly #compared = new Map<StreamName, number>();
  readonly #log: OwnDurable;
  readonly #neighbours: Neighbours;
  readonly #comparing: Comparing;
  readonly #missing: Missing;
  readonly #telling: Telling;
  readonly #choosing: Alarm;
  readonly #naming: Alarm;
  readonly #round: Alarm;
  /** How often there were new events. */
  #news = 0;
  #stopped = false;

  constructor(parts: SpreadingParts) {
    const { room, me, clock, memberCount } = parts;
    const log = new OwnDurable(parts.log, me);
    this.#parts = parts;
    this.#log = log;
    const send = (to: PeerKey, message: RoomMessage) => this.#send(to, message);
    const headOf = (stream: StreamName) => log.heads().get(stream)?.seq ?? 0;
    this.#neighbours = new Neighbours((peer) => neighbourRank(room, me, peer));
    this.#comparing = new Comparing({
      ...{ me, clock, log, send },
      outbound: (peer) => this.#linked.get(peer)?.outbound,
      theyHave: (member, streams) => {
        const got = streams.map(({ stream, seq }) => ({ member, stream, seq }));
        if (got.length > 0) parts.got(member, got);
      },
      maySee: (peer) => {
        const known = this.#peer(peer);
        return known && ((stream) => maySee(known, stream));
      },
    });
    this.#missing = new Missing({
      ...{ clock, headOf },
      isBusy: () => this.#comparing.isBusy,
      isEager: (peer) => this.#neighbours.isEager(peer),
      want: (peer, want) => {
        this.#graft(peer);
        send(peer, { want });
      },
    });
    this.#telling = new Telling({
      ...{ me, clock, memberCount, send },
      authorOf: (stream) => log.heads().get(stream)?.author,
      cameFrom: (stream) => this.#cameFrom.get(stream),
      linked: () => new Set(parts.peers().filter(({ joined }) => joined).map(({ key }) => key)),
      eager: () => this.#neighbours.eager(),
    });
    this.#choosing = new Alarm(clock, () => this.#choose());
    this.#naming = new Alarm(clock, () => this.#flushNames());
    this.#round = new Alarm(clock, () => this.#compareWithSomebody());
  }

  linked(peer: PeerKey): void {
    if (this.#stopped) return;
    // Who was linked before has joined by now: there is more for them.
    if (!this.#linked.has(peer)) this.#add(peer);
    this.#comparing.tell(peer);
    // Links come many at once: who is near in our order shows when they are up.
    if (this.#neighbours.wantsMore) this.#choosing.set(ROOM_LAZY_DELAY);
    this.#setRound();
  }

  #add(peer: PeerKey): void {
    const outbound = new Outbound({
      log: this.#log,
      send: (message) => this.#parts.send(peer, message),
      sees: () => {
        const known = this.#peer(peer);
        return (stream) => known !== undefined && maySee(known, stream);
      },
    });
    this.#linked.set(peer, { outbound, pruned: -Infinity, told: this.#news });
  }

  unlinked(peer: PeerKey): void {
    this.#linked.get(peer)?.outbound.stop();
    this.#linked.delete(peer);
    this.#neighbours.drop(peer);
    this.#replaceLast();
    this.#comparing.unlinked(peer);
    this.#missing.unlinked(peer);
    if (this.#neighbours.wantsMore && this.#linked.size > 0) this.#choosing.set(ROOM_LAZY_DELAY);
  }

  /** Nobody is left to whom events go whole: one of the others need not wait for names first. */
  #replaceLast(): void {
    const [first] = this.#neighbours.all();
    if (this.#stopped || first === undefined || this.#neighbours.eager().length > 0) return;
    this.#graft(first);
    this.#send(first, { want: [] });
  }

  async heard(from: PeerKey, message: RoomMessage): Promise<void> {
    const linked = this.#linked.get(from);
    // Who is no member is neither told nor answered.
    if (this.#stopped || linked === undefined || this.#peer(from) === undefined) return;
    if ("events" in message) return await this.#onEvents(from, linked, message.events);
    if ("digest" in message) this.#comparing.onDigest(from, message.digest);
    else if ("have" in message) this.#comparing.onHave(from, message.have);
    else if ("prune" in message) this.#neighbours.prune(from);
    else if ("got" in message) this.#onGot(from, linked, message.got);
    else if ("want" in message) {
      this.#graft(from);
      for (const { stream, seq } of message.want) {
        if (this.#log.heads().has(stream)) linked.outbound.want(stream, Math.max(1, seq));
      }
      linked.outbound.start();
    } else {
      for (const { stream, seq } of message.ihave) linked.outbound.has(stream, seq);
      this.#missing.named(from, message.ihave);
    }
  }

  published(events: readonly NumberedEvent[]): void {
    if (this.#stopped) return;
    this.#log.isDurable(events);
    for (const { outbound } of this.#linked.values()) outbound.start();
    // Also the last word of who leaves.
    this.#spread(events, undefined, true);
  }

  told(got: readonly Got[]): void {
    if (!this.#stopped) this.#telling.own(got);
  }

  stop(): void {
    this.#stopped = true;
    for (const { outbound } of this.#linked.values()) outbound.stop();
    this.#linked.clear();
    for (const alarm of [this.#choosing, this.#naming, this.#round]) alarm.cancel();
    for (const part of [this.#comparing, this.#missing, this.#telling]) part.stop();
  }

  async #onEvents(from: PeerKey, linked: Linked, events: readonly SignedEvent[]): Promise<void> {
    if (events.length === 0) return this.#comparing.onNothing(from);
    const { accepted, known, incomplete } = await this.#parts.take(from, events);
    this.#log.isDurable(accepted);
    if (this.#stopped || this.#linked.get(from) !== linked) return;
    for (const { stream, seq } of accepted) {
      linked.outbound.has(stream, seq);
      this.#cameFrom.set(stream, from);
    }
    for (const { stream, seq } of known) linked.outbound.has(stream, seq);
    const asked = this.#comparing.isAsked(from);
    this.#comparing.onEvents(from, { isNews: accepted.length > 0, incomplete });
    // A comparison was faster than the tree: that is no reason to change the tree, which goes on from here.
    const late = known.filter(({ stream, seq }) => seq <= (this.#compared.get(stream) ?? 0));
    for (const { stream, seq } of late) if (seq === this.#compared.get(stream)) this.#compared.delete(stream);
    if (accepted.length > 0) this.#missing.brought(from);
    else if (known.length > late.length && !asked && !this.#missing.isAsked(from)) this.#prune(from, linked);
    if (asked) { for (const { stream, seq } of accepted) this.#compared.set(stream, seq); }
    const byTree = !asked || (this.#neighbours.isEager(from) && accepted.length <= SPREAD_AT_ONCE);
    if (!byTree) this.#name(accepted);
    else if (accepted.length > 0 && !asked && this.#peer(from)?.joined) this.#neighbours.graft(from);
    const spread = byTree ? [...late, ...accepted] : late;
    if (spread.length > 0) this.#spread(spread, from);
  }

  /** They are not our way to hear of things: between us, events are named from now on. */
  #prune(from: PeerKey, linked: Linked): void {
    const now = this.#parts.clock.now();
    this.#neighbours.prune(from);
    // What was on its way before they heard of it is no reason to say it again.
    if (now - linked.pruned < ROOM_GRAFT_DELAY) return;
    linked.pruned = now;
    this.#send(from, { prune: true });
  }

  #graft(peer: PeerKey): void {
    const linked = this.#linked.get(peer);
    if (linked === undefined) return;
    linked.pruned = -Infinity;
    this.#neighbours.graft(peer);
  }

  #onGot(from: PeerKey, { outbound }: Linked, got: readonly Got[]): void {
    for (const { member, stream, seq } of got) if (member === from) outbound.has(stream, seq);
    // Whoever has not joined has no business with what others have.
    const believed = this.#peer(from)?.joined ? got : got.filter(({ member }) => member === from);
    this.#telling.heard(from, this.#parts.got(from, believed));
  }

  /** New events: whole to eager neighbours, by name to the others. */
  #spread(events: readonly NumberedEvent[], from: PeerKey | undefined, ours = false): void {
    if (!ours && !this.#parts.joined()) return;
    this.#news++;
    // Who has not joined names nothing, and says one thing alone: whether they come.
    const eager = new Set(this.#parts.joined() ? this.#neighbours.eager() : this.#neighbours.all());
    for (const peer of eager) {
      const known = peer === from ? undefined : this.#peer(peer);
      if (known === undefined) continue;
      this.#linked.get(peer)?.outbound.push(events.filter(({ stream }) => maySee(known, stream)));
    }
    this.#name(events, eager);
    // Who is invited is nobody's neighbour, and waits for a key, or to hear that the invitation is taken back.
    const control = events.filter(({ stream }) => isControlStream(stream));
    if (control.length === 0) return;
    for (const { key, joined } of this.#parts.peers()) {
      if (!joined && key !== from && !eager.has(key)) this.#linked.get(key)?.outbound.push(control);
    }
  }

  /** Neighbours hear of them a little later: many names go as one. */
  #name(events: readonly NumberedEvent[], except: ReadonlySet<PeerKey> = new Set()): void {
    if (!this.#parts.joined()) return;
    for (const peer of this.#neighbours.all()) {
      if (except.has(peer)) continue;
      for (const event of events) this.#linked.get(peer)?.outbound.name(event);
    }
    // Not all at the same time: who hears a name in time does not say it back.
    this.#naming.set(ROOM_LAZY_DELAY * (0.5 + this.#parts.random()));
  }

  #flushNames(): void {
    for (const { outbound } of this.#linked.values()) outbound.flush();
  }

  #choose(): void {
    const joined = this.#parts.peers().filter(({ key, joined }) => joined && this.#linked.has(key));
    // Who is chosen has us as a neighbour from now on, too.
    for (const peer of this.#neighbours.choose(joined.map(({ key }) => key))) {
      this.#send(peer, { want: [] });
      // What was new between the link and now went to nobody.
      if (this.#linked.get(peer)?.told !== this.#news) this.#comparing.tell(peer);
    }
  }

  #compareWithSomebody(): void {
    this.#setRound();
    if (this.#neighbours.wantsMore) this.#choose();
    // What the tree should have brought and did not: those we chose may not know it any more.
    if (this.#compared.size > 0) { for (const peer of this.#neighbours.chosen()) this.#send(peer, { want: [] }); }
    this.#compared.clear();
    const joined = this.#parts.peers().filter(({ key, joined }) => joined && this.#linked.has(key));
    if (joined.length === 0 || this.#comparing.isBusy) return;
    this.#comparing.tell(joined[Math.floor(this.#parts.random() * joined.length)].key);
  }

  #setRound(): void {
    if (this.#linked.size > 0) this.#round.set(ROOM_ROUND * (2 + 2 * this.#parts.random()) / 3);
  }

  #peer(peer: PeerKey): RoomPeer | undefined {
    return this.#parts.peer(peer);
  }

  /** Whoever is gone hears it on the next link. */
  #send(to: PeerKey, message: RoomMessage): void {
    this.#parts.send(to, message).catch(() => {});
  }
}

/** Who has not joined is sent control events alone. */
function maySee({ joined }: RoomPeer, stream: StreamName): boolean {
  return joined || isControlStream(stream);
}
