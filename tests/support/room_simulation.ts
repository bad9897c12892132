/**
 * Members of one room with the real spreading, a log in memory that looks at the order of events alone, and links that lose
 * contents and come and go. Everything is decided by a seed and a virtual clock.
 */
import { eventId } from "../../chat/rooms/event.ts";
import { openSpreading } from "../../chat/rooms/spreading.ts";
import type { NumberedEvent, RoomPeer, RoomSpreading, SpreadingLog, Taken } from "../../chat/rooms/spreading_types.ts";
import type { Got, RoomMessage, SignedEvent, StreamHead, StreamName } from "../../chat/rooms/types.ts";
import { neighbourRank } from "../../crypto/mod.ts";
import type { PeerKey } from "../../crypto/types.ts";
import type { Clock } from "../../net/types.ts";
import { EventQueue } from "./event_queue.ts";

export const ROOM = "ab".repeat(32);
const SIGNATURE = new Uint8Array(64);
/** Length of the body of a short message: its members, seal and base64. */
const BODY_LENGTH = 520;

/** Numbers 0 ≤ x < 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SimulatedEvent extends NumberedEvent {
  readonly author: PeerKey;
  readonly hash: string;
  readonly clock: number;
}

/** What was ever written; a body is enough to know the rest. */
const written = new Map<string, SimulatedEvent>();

export function simulatedEvent(author: PeerKey, stream: StreamName, seq: number, clock: number): SimulatedEvent {
  const body = `${stream}:${seq}:${clock}`.padEnd(BODY_LENGTH);
  const hash = neighbourRank(stream, `${seq}`, `${clock}`);
  const event = { body, signature: SIGNATURE, id: eventId(clock, hash), stream, seq, author, hash, clock };
  written.set(body, event);
  return event;
}

/** Events in memory: the next of a stream is taken, nothing else. */
export class SimulatedLog implements SpreadingLog {
  readonly streams = new Map<StreamName, SimulatedEvent[]>();
  readonly #heads = new Map<StreamName, StreamHead>();

  heads(): ReadonlyMap<StreamName, StreamHead> {
    return this.#heads;
  }

  read(stream: StreamName, from: number, limit: { readonly count: number; readonly bytes: number }): NumberedEvent[] {
    const count = Math.max(1, Math.min(limit.count, Math.floor(limit.bytes / BODY_LENGTH)));
    return this.streams.get(stream)?.slice(from - 1, from - 1 + count) ?? [];
  }

  take(events: readonly SignedEvent[]): Taken {
    const [accepted, known]: [NumberedEvent[], NumberedEvent[]] = [[], []];
    let incomplete = false;
    for (const { body } of events) {
      const event = written.get(body)!;
      const next = (this.#heads.get(event.stream)?.seq ?? 0) + 1;
      if (event.seq < next) known.push(event);
      else if (event.seq > next) incomplete = true;
      else {
        this.add(event);
        accepted.push(event);
      }
    }
    return { accepted, known, incomplete };
  }

  add(event: SimulatedEvent): void {
    const events = this.streams.get(event.stream) ?? [];
    if (events.push(event) !== event.seq) throw new Error(`"${event.stream}": ${event.seq} is not the next`);
    this.streams.set(event.stream, events);
    this.#heads.set(event.stream, event);
  }
}

export type MessageKind = "digest" | "have" | "events" | "ihave" | "want" | "prune" | "got";

export interface SentContent {
  readonly from: PeerKey;
  readonly to: PeerKey;
  readonly message: RoomMessage;
}

/** What one content is on the wire, in bytes; about. */
export function sizeOf(message: RoomMessage): number {
  const head = 110; // room, names of members, seal and packet header
  if ("digest" in message) return head + message.digest.length;
  if ("have" in message) return head + message.have.streams.length * 58 + message.have.buckets.length * 3;
  if ("events" in message) return head + message.events.reduce((sum, { body }) => sum + body.length + 120, 0);
  if ("ihave" in message) return head + message.ihave.length * 38;
  if ("want" in message) return head + message.want.length * 38;
  if ("got" in message) return head + message.got.length * 118;
  return head;
}

export class SimulatedNode {
  readonly key: PeerKey;
  readonly log = new SimulatedLog();
  readonly links = new Map<PeerKey, SimulatedNode>();
  /** In the order of links; a new array whenever they change. */
  peers: readonly RoomPeer[] = [];
  joined = true;
  /** Records of our own events, by member and stream. */
  readonly got = new Map<string, number>();
  spreading!: RoomSpreading;
  said = 0;
  readonly stream: StreamName;

  constructor(readonly index: number) {
    this.key = `${index + 1}.${"f".repeat(64)}`;
    this.stream = `0${neighbourRank("stream", `${index}`, "").slice(1, 32)}`;
  }
}

export interface SimulationOptions {
  readonly nodes: number;
  readonly seed?: number;
  /** Links of each node; about. */
  readonly links?: number;
  /** Share of contents that never arrive. */
  readonly loss?: number;
  /** Milliseconds a content is on its way, shortest and longest. */
  readonly latency?: readonly [number, number];
  /** Tell authors who has what, as the engine does. */
  readonly receipts?: boolean;
}

/** One direction of a link: contents come in their order, one after the other. */
interface Wire {
  arrives: number;
  reading: Promise<void>;
}

export class RoomSimulation {
  readonly clock: EventQueue = new EventQueue();
  readonly nodes: readonly SimulatedNode[];
  readonly random: () => number;
  readonly contents: Record<MessageKind, number> = {
    digest: 0,
    have: 0,
    events: 0,
    ihave: 0,
    want: 0,
    prune: 0,
    got: 0,
  };
  readonly bytes: Record<MessageKind, number> = { digest: 0, have: 0, events: 0, ihave: 0, want: 0, prune: 0, got: 0 };
  /** Events handed to somebody, and those that were new there. */
  carried = 0;
  delivered = 0;
  /** Milliseconds from writing to each member. */
  readonly delays: number[] = [];
  /** Sees every content that is sent. */
  watch: (sent: SentContent) => void = () => {};
  /** Who stands in for the real spreading of a node. */
  readonly hostile = new Map<PeerKey, (from: PeerKey, message: RoomMessage) => void>();
  /** Whether links lose contents now. */
  lossy = true;
  readonly #options: Required<SimulationOptions>;
  readonly #wires = new Map<string, Wire>();
  readonly #all: SimulatedEvent[] = [];

  constructor(options: SimulationOptions) {
    this.#options = { seed: 1, links: 20, loss: 0, latency: [1, 40], receipts: false, ...options };
    this.random = randomOf(this.#options.seed);
    this.nodes = Array.from({ length: options.nodes }, (_, index) => new SimulatedNode(index));
    for (const node of this.nodes) node.spreading = this.#open(node);
  }

  /** Everybody is linked with about so many others at random. */
  linkAll(): void {
    const count = this.nodes.length;
    const each = Math.min(count - 1, this.#options.links);
    if (each === count - 1) {
      for (const one of this.nodes) for (const other of this.nodes.slice(0, one.index)) this.link(one, other);
      return;
    }
    for (const node of this.nodes) {
      // Half of them by each side; and one who came before, so that the graph is whole.
      if (node.index > 0) this.link(node, this.nodes[Math.floor(this.random() * node.index)]);
      for (let tries = 0; node.links.size < Math.min(each, node.index) && tries < each / 2; tries++) {
        const other = this.nodes[Math.floor(this.random() * count)];
        if (other !== node) this.link(node, other);
      }
    }
  }

  link(one: SimulatedNode, other: SimulatedNode): void {
    if (one.links.has(other.key)) return;
    for (const [from, to] of [[one, other], [other, one]]) {
      from.links.set(to.key, to);
      this.#wires.set(`${from.key}>${to.key}`, { arrives: 0, reading: Promise.resolve() });
    }
    for (const node of [one, other]) this.#lookAtPeers(node);
    one.spreading.linked(other.key);
    other.spreading.linked(one.key);
  }

  unlink(one: SimulatedNode, other: SimulatedNode): void {
    for (const [from, to] of [[one, other], [other, one]]) {
      from.links.delete(to.key);
      this.#wires.delete(`${from.key}>${to.key}`);
    }
    for (const node of [one, other]) this.#lookAtPeers(node);
    one.spreading.unlinked(other.key);
    other.spreading.unlinked(one.key);
  }

  /** All links of a node end. @returns brings them back */
  leave(node: SimulatedNode): () => void {
    const others = [...node.links.values()];
    for (const other of others) this.unlink(node, other);
    return () => {
      for (const other of others) this.link(node, other);
    };
  }

  /** A node writes so many events: they are on its disk at once. */
  say(node: SimulatedNode, count = 1, stream: StreamName = node.stream): SimulatedEvent[] {
    const events = Array.from({ length: count }, (_, index) => {
      const seq = (node.log.streams.get(stream)?.length ?? 0) + 1;
      const event = simulatedEvent(node.key, stream, seq, this.clock.now() + index);
      node.log.add(event);
      node.said++;
      return event;
    });
    this.#all.push(...events);
    node.spreading.published(events);
    return events;
  }

  /** Somebody's link brings this, whatever its spreading would do. */
  inject(from: SimulatedNode, to: SimulatedNode, message: RoomMessage): void {
    void this.#send(from, to.key, message);
  }

  /** Events some member still lacks, over all members. */
  missing(nodes: readonly SimulatedNode[] = this.nodes): number {
    let sum = 0;
    const events = new Map<StreamName, number>();
    for (const { stream, seq } of this.#all) events.set(stream, Math.max(events.get(stream) ?? 0, seq));
    for (const { log } of nodes) {
      for (const [stream, seq] of events) sum += seq - (log.heads().get(stream)?.seq ?? 0);
    }
    return sum;
  }

  async run(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** @returns milliseconds until nothing is missing any more; undefined when something is after `limit` */
  async settle(limit: number, nodes: readonly SimulatedNode[] = this.nodes): Promise<number | undefined> {
    const begun = this.clock.now();
    const step = 100;
    while (this.missing(nodes) > 0) {
      if (this.clock.now() - begun >= limit) return undefined;
      await this.clock.advance(step);
    }
    return this.clock.now() - begun;
  }

  /** Count from here on. */
  reset(): void {
    for (const counts of [this.contents, this.bytes]) {
      for (const kind of Object.keys(counts)) counts[kind as MessageKind] = 0;
    }
    this.carried = this.delivered = this.delays.length = 0;
  }

  stop(): void {
    for (const { spreading } of this.nodes) spreading.stop();
    for (const { body } of this.#all) written.delete(body);
  }

  #open(node: SimulatedNode): RoomSpreading {
    const clock: Clock = this.clock;
    return openSpreading({
      ...{ room: ROOM, me: node.key, clock, random: this.random, log: node.log },
      joined: () => node.joined,
      peers: () => node.peers,
      peer: (key) => node.peers.find((peer) => peer.key === key),
      send: (to, message) => this.#send(node, to, message),
      take: (_, events) => Promise.resolve(this.#take(node, events)),
      got: (_, got) => got.filter((one) => this.#isNews(node, one)),
      memberCount: () => this.nodes.length,
    });
  }

  #take(node: SimulatedNode, events: readonly SignedEvent[]): Taken {
    const taken = node.log.take(events);
    this.carried += events.length;
    this.delivered += taken.accepted.length;
    for (const { body } of taken.accepted) this.delays.push(this.clock.now() - written.get(body)!.clock);
    if (this.#options.receipts) {
      const newest = new Map(taken.accepted.map(({ stream, seq }) => [stream, seq]));
      node.spreading.told([...newest].map(([stream, seq]) => ({ member: node.key, stream, seq })));
    }
    return taken;
  }

  #isNews(node: SimulatedNode, { member, stream, seq }: Got): boolean {
    const key = `${member}:${stream}`;
    if ((node.got.get(key) ?? 0) >= seq) return false;
    node.got.set(key, seq);
    return true;
  }

  #lookAtPeers(node: SimulatedNode): void {
    node.peers = [...node.links.values()].map(({ key, joined }) => ({ key, joined }));
  }

  /** Resolves when the link has taken it, which is when it arrives. */
  #send(from: SimulatedNode, to: PeerKey, message: RoomMessage): Promise<void> {
    const name = `${from.key}>${to}`;
    const wire = this.#wires.get(name);
    if (wire === undefined) return Promise.reject(new Error("the link is gone"));
    this.#count({ from: from.key, to, message });
    const [shortest, longest] = this.#options.latency;
    const lost = this.lossy && this.random() < this.#options.loss;
    const now = this.clock.now();
    wire.arrives = Math.max(wire.arrives, now + shortest + Math.floor(this.random() * (longest - shortest + 1)));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.clock.after(wire.arrives - now, () => {
      resolve();
      if (lost || this.#wires.get(name) !== wire) return;
      wire.reading = wire.reading.then(() => this.#arrive(from.key, to, message));
    });
    return promise;
  }

  async #arrive(from: PeerKey, to: PeerKey, message: RoomMessage): Promise<void> {
    const hostile = this.hostile.get(to);
    if (hostile !== undefined) hostile(from, message);
    else await this.#node(to).spreading.heard(from, message);
  }

  #count(sent: SentContent): void {
    const { message } = sent;
    // No events are the answer to a question.
    const isEmpty = "events" in message && message.events.length === 0;
    const kind = isEmpty ? "have" : Object.keys(message)[0] as MessageKind;
    this.contents[kind]++;
    this.bytes[kind] += sizeOf(sent.message);
    this.watch(sent);
  }

  #node(key: PeerKey): SimulatedNode {
    return this.nodes[parseInt(key) - 1];
  }
}
