/** The real spreading of one member; all others are the test. */
import { assertEquals } from "@std/assert";
import { openSpreading } from "../../chat/rooms/spreading.ts";
import type { RoomPeer, RoomSpreading, Taken } from "../../chat/rooms/spreading_types.ts";
import type { Got, RoomMessage, SignedEvent } from "../../chat/rooms/types.ts";
import type { PeerKey } from "../../crypto/types.ts";
import { ROOM_LAZY_DELAY } from "../../net/limits.ts";
import { VirtualClock } from "./clock.ts";
import { ROOM, type SimulatedEvent, simulatedEvent, SimulatedLog } from "./room_simulation.ts";

/** The member under test stands between `peer(1)` … `peer(4)` and `peer(6)` … `peer(9)` in the order of keys. */
export const peer = (number: number): PeerKey => `${number}.${"f".repeat(64)}`;
export const ME = peer(5);

/** 16 bytes hex of the kind wanted. */
export const said = (number: number): string => number.toString(16).padStart(32, "0");
export const control = (number: number): string => `8${number.toString(16).padStart(31, "0")}`;

export class LoneMember {
  readonly clock = new VirtualClock();
  readonly log = new SimulatedLog();
  readonly spreading: RoomSpreading;
  readonly sent: { to: PeerKey; message: RoomMessage }[] = [];
  /** While true, links take nothing more: what is sent waits. */
  stalled = false;
  joined = true;
  members = 10;
  #peers: RoomPeer[] = [];
  /** What the engine was told of who has what: `member:stream:seq`. */
  readonly known = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  constructor() {
    this.spreading = openSpreading({
      ...{ room: ROOM, me: ME, clock: this.clock, random: () => 0.5, log: this.log },
      joined: () => this.joined,
      peers: () => this.#peers,
      peer: (key) => this.#peers.find((peer) => peer.key === key),
      send: (to, message) => this.#send(to, message),
      take: (_, events) => Promise.resolve(this.#take(events)),
      got: (_, got) => got.filter((one) => this.#isNews(one)),
      memberCount: () => this.members,
    });
  }

  /** Somebody is linked. */
  link(key: PeerKey, joined = true): void {
    this.#peers = [...this.#peers.filter((peer) => peer.key !== key), { key, joined }];
    this.spreading.linked(key);
  }

  unlink(key: PeerKey): void {
    this.#peers = this.#peers.filter((peer) => peer.key !== key);
    this.spreading.unlinked(key);
  }

  /** Link these, and let them become neighbours. What was sent until then is forgotten. */
  async neighbours(...numbers: number[]): Promise<void> {
    for (const number of numbers) this.link(peer(number));
    await this.clock.advance(ROOM_LAZY_DELAY);
    this.sent.length = 0;
  }

  /** Events of somebody that are on our disk, and not yet told to anybody. */
  hold(author: PeerKey, stream: string, count: number): SimulatedEvent[] {
    const events = this.make(author, stream, count);
    for (const event of events) this.log.add(event);
    return events;
  }

  /** The next events of a stream; we do not have them. */
  make(author: PeerKey, stream: string, count: number, clock = this.clock.now()): SimulatedEvent[] {
    const first = (this.log.heads().get(stream)?.seq ?? 0) + 1;
    return Array.from({ length: count }, (_, index) => simulatedEvent(author, stream, first + index, clock + index));
  }

  publish(stream: string, count = 1): SimulatedEvent[] {
    const events = this.hold(ME, stream, count);
    this.spreading.published(events);
    return events;
  }

  async heard(from: PeerKey, message: RoomMessage): Promise<void> {
    await this.spreading.heard(from, message);
    await this.clock.advance(0);
  }

  /** What was sent to somebody of one kind, oldest first. */
  to<Kind extends string>(key: PeerKey, kind: Kind): Extract<RoomMessage, Record<Kind, unknown>>[] {
    type Wanted = Extract<RoomMessage, Record<Kind, unknown>>;
    return this.sent.filter(({ to, message }) => to === key && kind in message).map(({ message }) => message as Wanted);
  }

  /** Numbers of the events sent to somebody. */
  events(key: PeerKey): string[] {
    return this.to(key, "events").flatMap(({ events }) => events.map(({ body }) => nameOf(body)));
  }

  /** Links take what waited. */
  async release(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await this.clock.advance(0);
  }

  stop(): void {
    this.spreading.stop();
  }

  #send(to: PeerKey, message: RoomMessage): Promise<void> {
    this.sent.push({ to, message });
    return this.stalled ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  #take(events: readonly SignedEvent[]): Taken {
    return this.log.take(events);
  }

  #isNews({ member, stream, seq }: Got): boolean {
    const name = `${member}:${stream}:${seq}`;
    return !this.known.has(name) && this.known.add(name).has(name);
  }
}

/** A test of one member; it must leave no alarm behind. */
export function loneTest(name: string, run: (me: LoneMember) => Promise<void>): void {
  Deno.test(name, async () => {
    const me = new LoneMember();
    await run(me);
    me.stop();
    assertEquals(me.clock.pending, 0, "nothing is left running");
  });
}

/** `stream:seq` of a body of the simulation. */
export function nameOf(body: string): string {
  return body.split(":").slice(0, 2).join(":");
}
