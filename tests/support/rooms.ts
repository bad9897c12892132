/**
 * People with certificates and content keys, and the events they sign: what tests of rooms need below links and disks. One RSA
 * key does for all of one process, so that a person costs some milliseconds.
 */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { makeEvent } from "../../chat/rooms/event.ts";
import { openRoomLog } from "../../chat/rooms/log.ts";
import type { JudgedEvents, RoomLog, RoomLogParts } from "../../chat/rooms/log_types.ts";
import { newStream, STREAM_RANDOM_BYTES } from "../../chat/rooms/stream.ts";
import type {
  Credential,
  EventId,
  RoomEvent,
  RoomEventData,
  RoomRole,
  StreamHead,
  StreamName,
} from "../../chat/rooms/types.ts";
import {
  createLeaf,
  createRoot,
  everyoneRoomId,
  fingerprintOf,
  type IssuedCertificate,
  makeKeyCard,
  readLeaf,
  signRoomEvent,
} from "../../crypto/mod.ts";
import type { Fingerprint, PeerKey } from "../../crypto/types.ts";

/** When the first event of a test is written. */
export const ROOM_BEGIN = 1_763_683_200_000;

export interface Someone {
  readonly key: PeerKey;
  readonly name: string;
  readonly root: Fingerprint;
  readonly serial: string;
  readonly signKey: KeyObject;
  readonly sealKey: KeyObject;
  readonly credential: Credential;
}

type KnownData = Exclude<RoomEventData, { kind: "unknown" }>;

let rsa: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
const rsaPair = () => rsa ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
const roots = new Map<string, Promise<IssuedCertificate>>();
const people = new Map<string, Promise<Someone>>();

/** The n-th person of an authority, always the same in one process. */
export function someone(n: number, authority = "Team"): Promise<Someone> {
  const name = `${authority} ${n}`;
  let made = people.get(name);
  if (!made) people.set(name, made = certified(name, String(1_000 + n), authority));
  return made;
}

/** The first so many people of an authority. */
export function crowd(count: number, authority = "Team"): Promise<Someone[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => someone(n, authority)));
}

/** The same person with a new certificate and new content keys. */
export function renewed(person: Someone, authority = "Team"): Promise<Someone> {
  return certified(person.name, person.key.split(".")[0], authority);
}

async function certified(name: string, id: string, authority: string): Promise<Someone> {
  const { publicKey, privateKey } = rsaPair();
  const now = new Date(ROOM_BEGIN);
  let root = roots.get(authority);
  if (!root) roots.set(authority, root = createRoot({ name: authority, key: privateKey, now }));
  const { certificate, der } = await root;
  const publicKeyPem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const leaf = await createLeaf({ root: certificate, rootKey: privateKey, id, name, publicKeyPem, now });
  const { fingerprint, serial } = readLeaf(leaf.der);
  const signKey = generateKeyPairSync("ed25519").privateKey;
  const sealKey = generateKeyPairSync("x25519").privateKey;
  const card = makeKeyCard({ fingerprint, leafKey: privateKey, signKey, sealKey });
  const rootOf = fingerprintOf(der);
  const credential = { root: der, leaf: leaf.der, card };
  return { key: `${id}.${rootOf}`, name, root: rootOf, serial, signKey, sealKey, credential };
}

/** Where an event is to stand otherwise than as the next of its author's stream. */
export interface Placing extends Partial<Pick<RoomEvent, "author" | "stream" | "seq" | "prev">> {
  /** After all others of the room when absent. */
  readonly clock?: number;
  /** Whose key signs it. */
  readonly signer?: Someone;
}

/** Writes one person's events of one room: by itself as an honest program would, and anything else when told to. */
export class Hand {
  readonly who: Someone;
  readonly room: string;
  /** Largest clock of all hands of this room. */
  readonly time: { now: number };
  readonly #streams = new Map<string, StreamName>();
  readonly #heads = new Map<StreamName, StreamHead>();

  constructor(who: Someone, room: string, time = { now: ROOM_BEGIN }) {
    [this.who, this.room, this.time] = [who, room, time];
  }

  /** Somebody else writes in the same room. */
  other(who: Someone): Hand {
    return new Hand(who, this.room, this.time);
  }

  /** The next event under a membership, in its control stream or that of what is said. */
  write(under: EventId | "", data: KnownData, placing: Placing = {}): RoomEvent {
    const stream = placing.stream ?? this.stream(under, data.kind !== "said");
    const head = this.#heads.get(stream);
    const { clock = this.time.now + 1 } = placing;
    this.time.now = Math.max(this.time.now, clock);
    const { author = this.who.key, seq = (head?.seq ?? 0) + 1, signer = this.who } = placing;
    const prev = placing.prev ?? (seq === 1 ? "" : head?.hash ?? "0".repeat(64));
    const fields = { author, stream, seq, prev, clock, under, data };
    const event = makeEvent((bytes) => signRoomEvent(signer.signKey, bytes), this.room, fields);
    this.took(event);
    return event;
  }

  /** An event of this person, written elsewhere: the next ones follow it. */
  took(event: RoomEvent): void {
    this.#heads.set(event.stream, event);
    if (event.under === "") this.#streams.set(event.id + "8", event.stream);
  }

  /** Of one stream and number, another event than the one written last. */
  again(last: RoomEvent, data: KnownData): RoomEvent {
    const { stream, seq, prev, under } = last;
    return this.write(under, data, { stream, seq, prev });
  }

  /** Name of the stream that {@link write} uses. */
  stream(under: EventId | "", control: boolean): StreamName {
    const use = under + (control ? "8" : "0");
    const known = under === "" ? undefined : this.#streams.get(use);
    if (known !== undefined) return known;
    const stream = this.newStream(under, control);
    this.#streams.set(use, stream);
    return stream;
  }

  newStream(under: EventId | "", control: boolean): StreamName {
    return newStream(under || this.who.key, control, crypto.getRandomValues(new Uint8Array(STREAM_RANDOM_BYTES)));
  }

  /** Begin new streams under this membership, as after a copy was put back. */
  forget(under: EventId): void {
    for (const use of ["8", "0"]) this.#streams.delete(under + use);
  }

  join(under: EventId | "", placing?: Placing): RoomEvent {
    return this.write(under, { kind: "join", credential: this.who.credential }, placing);
  }

  add(under: EventId, member: Someone, role: RoomRole = "member", placing?: Placing): RoomEvent {
    const { sign, seal } = member.credential.card;
    return this.write(under, { kind: "add", member: member.key, name: member.name, sign, seal, role }, placing);
  }

  /** @param keep events whose streams stay up to them */
  remove(under: EventId, named: readonly EventId[], keep: readonly RoomEvent[] = [], placing?: Placing): RoomEvent {
    const cuts = keep.map(({ stream, seq }) => ({ stream, seq }));
    return this.write(under, { kind: "remove", under: named, cuts }, placing);
  }

  leave(under: EventId, placing?: Placing): RoomEvent {
    return this.write(under, { kind: "leave" }, placing);
  }

  rename(under: EventId, name: string, placing?: Placing): RoomEvent {
    return this.write(under, { kind: "rename", name }, placing);
  }

  say(under: EventId, placing?: Placing): RoomEvent {
    const [nonce, box] = [crypto.getRandomValues(new Uint8Array(12)), new Uint8Array(32)];
    return this.write(under, { kind: "said", key: "0".repeat(32), nonce, box }, placing);
  }
}

/** A private room: the hand of its creator, and its first event. */
export function newRoom(creator: Someone, name = "Room"): { hand: Hand; create: RoomEvent; room: string } {
  const first = new Hand(creator, "");
  const create = first.write("", { kind: "create", name, credential: creator.credential });
  const hand = new Hand(creator, create.hash, first.time);
  hand.took(create);
  return { hand, create, room: create.hash };
}

/** The room of an authority. */
export function everyoneOf({ root }: Someone): { room: string; everyone: Fingerprint } {
  return { room: everyoneRoomId(root), everyone: root };
}

/** A log with the disk under it: what it accepts is stored, what it cuts is taken out. */
export class StoredLog {
  readonly stored = new Map<StreamName, RoomEvent[]>();
  readonly revoked = new Set<string>();
  now = ROOM_BEGIN + 86_400_000;
  log: RoomLog;
  readonly #parts: RoomLogParts;

  constructor(room: string, everyone: Fingerprint | null = null) {
    this.#parts = {
      ...{ room, everyone },
      now: () => this.now,
      isRevoked: (_root, serial) => this.revoked.has(serial),
      headAt: (stream, seq) => this.stored.get(stream)?.[seq - 1],
    };
    this.log = openRoomLog(this.#parts, [], []);
  }

  take(...events: readonly RoomEvent[]): JudgedEvents {
    const judged = this.log.take(events);
    this.store(judged);
    return judged;
  }

  store({ accepted, cut }: JudgedEvents): void {
    for (const { stream, seq } of cut) {
      const events = this.stored.get(stream);
      if (!events || events.length <= seq) throw new Error(`nothing stored of "${stream}" is beyond ${seq}`);
      if (seq === 0) this.stored.delete(stream);
      else events.splice(seq);
    }
    for (const event of accepted) {
      let events = this.stored.get(event.stream);
      if (!events) this.stored.set(event.stream, events = []);
      if (event.seq !== events.length + 1) throw new Error(`event ${event.seq} of "${event.stream}" is not the next`);
      events.push(event);
    }
  }

  /** As after a start of the program. */
  reopen(): void {
    const all = [...this.stored.values()].flat();
    const control = all.filter(({ stream }) => stream >= "8").sort((a, b) => a.id < b.id ? -1 : 1);
    this.log = openRoomLog(this.#parts, control, [...this.stored.values()].map((events) => events[events.length - 1]));
  }

  /** Why the one event was refused; undefined when it was taken. */
  refusal(event: RoomEvent): string | undefined {
    return this.take(event).refused[0]?.why;
  }
}
