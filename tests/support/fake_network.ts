/**
 * Two messengers and a cable between them, without sockets, certificates or time. Contents travel whole and in order, as
 * a link promises; the cable can be cut at any moment, and what is under way is lost, as on a real one.
 */
import { Messenger, type MessengerParts } from "../../chat/mod.ts";
import { keysHash } from "../../crypto/mod.ts";
import type { PeerRef } from "../../crypto/types.ts";
import { LinkError, type ToldPeer } from "../../net/mod.ts";
import type { Clock, Link, LinkClosed, LinkPeer, Network, PairedPeer } from "../../net/types.ts";
import { type History, openMemoryHistory, openMemoryLimits } from "../../store/mod.ts";
import { v7 } from "uuid";

/** Timers that only tests fire. */
export class ManualClock implements Clock {
  #now = 1_763_683_200_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers.filter(({ at }) => at <= this.#now)) {
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
  }
}

export interface FakePerson {
  readonly messenger: Messenger;
  readonly history: History;
  readonly ref: PeerRef;
  readonly name: string;
  readonly clock: ManualClock;
  readonly links: Set<Link>;
  readonly warnings: string[];
  /** What their links show. */
  readonly keys: Pick<LinkPeer, "publicKey" | "card">;
  /** Their clock minus that of whoever they are connected with. */
  clockOffset: number;
  /** With whom files are to move. */
  bulkPeers: readonly PeerRef[];
  /** Who is said to be where. */
  readonly hints: ToldPeer[];
}

export async function fakePerson(
  name: string,
  id: string,
  change: Partial<MessengerParts> = {},
  history?: History,
  /** Another one makes other keys for the same person. */
  keySeed = 1,
): Promise<FakePerson> {
  const keys = fakeKeys(keySeed);
  const root = rootOf(name);
  const own = history ?? await openMemoryHistory(() => crypto.randomUUID().replaceAll("-", ""));
  const clock = (change.clock as ManualClock | undefined) ?? new ManualClock();
  const warnings: string[] = [];
  const links = new Set<Link>();
  const messenger = new Messenger({
    me: {
      id,
      name,
      root,
      fingerprint: "f".repeat(64),
      serial: `5e${id}`,
      keys: keysHash(keys.publicKey, keys.card),
      notBefore: new Date(clock.now() - 1e10),
      notAfter: new Date(clock.now() + 1e10),
      rootCertificate: `root of ${name}`,
      rootName: `${name} root`,
    },
    history: own,
    limits: await openMemoryLimits(),
    trust: { setRoots() {}, setRevoked() {}, setBlocked() {}, setAllowed() {} },
    certificates: {
      readRoot: (pem) => ({
        fingerprint: rootOf(pem.replace("root of ", "")),
        name: pem,
        certificate: pem,
      }),
      parseCrl: () => {
        throw new Error("not signed by this root");
      },
    },
    clock,
    newId: () => v7(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    warn: (text) => void warnings.push(text),
    version: "test",
    pid: 1,
    dataDir: "/nowhere",
    uiUrl: () => "http://127.0.0.1:0/",
    shutdown: () => {},
    ...change,
  });
  const person: FakePerson = {
    ...{ messenger, history: own, ref: { id, root }, name, clock, links, warnings, keys },
    clockOffset: 0,
    bulkPeers: [],
    hints: [],
  };
  const network: Omit<Network, "start" | "stop"> = {
    port: 7420,
    addresses: () => [{ host: "192.0.2.1", port: 7420 }],
    setTargets() {},
    hint: (peer, addresses) => void person.hints.push({ ...peer, addresses }),
    setBulkPeers: (peers) => void (person.bulkPeers = peers),
    retryNow() {},
    links: () => [...links],
    linkTo: (peer) => [...links].find((link) => link.peer.id === peer.id && link.peer.root === peer.root),
    trustChanged() {},
  };
  messenger.attach(network as Network);
  messenger.start();
  return person;
}

/** Keys of nobody: what a link shows of them is only compared here. */
function fakeKeys(seed: number): FakePerson["keys"] {
  const bytes = (length: number) => new Uint8Array(length).fill(seed);
  const card = { sign: bytes(32), seal: bytes(32), signature: bytes(1), proof: bytes(1) };
  return { publicKey: bytes(400), card };
}

/** What pairing leaves on both sides. */
export async function befriend(one: FakePerson, two: FakePerson): Promise<void> {
  for (const [me, them] of [[one, two], [two, one]]) {
    const peer: PairedPeer = { ...them.ref, name: them.name, rootCertificate: `root of ${them.name}`, addresses: [] };
    await me.messenger.invites.create();
    const open = me.history.invites().find(({ redeemed_by }) => redeemed_by === null);
    await me.messenger.invites.redeem(open!.id, peer);
  }
}

/** A fingerprint that only this name has. */
function rootOf(name: string): string {
  return new TextEncoder().encode(name).toHex().padEnd(64, "0");
}

export interface Cable {
  /** Both ends notice; what was under way is lost. */
  cut(): void;
  /** Everything that can happen has happened. */
  settle(): Promise<void>;
  readonly ends: readonly [Link, Link];
}

/** Connect two people. `deliver` may hold a content back by returning false: it is lost with the cable. */
export function connect(one: FakePerson, two: FakePerson, deliver: () => boolean = () => true): Cable {
  let alive = true;
  const ends: Link[] = [];
  const closers: ((why: LinkClosed) => void)[] = [];
  const people = [one, two];
  const queues: Promise<void>[] = [Promise.resolve(), Promise.resolve()];

  /** @param closer whose doing it is; nobody's without it */
  const cut = (end: LinkClosed = { code: "connection-lost", reason: "cut", by: "network" }, closer?: number) => {
    if (!alive) return;
    alive = false;
    people.forEach((person, index) => {
      const why = closer === undefined ? end : { ...end, by: closer === index ? "us" as const : "peer" as const };
      person.links.delete(ends[index]);
      closers[index](why);
      person.messenger.sessions.onClose(ends[index], why);
    });
  };

  people.forEach((person, index) => {
    const other = people[1 - index];
    const peer: LinkPeer = {
      ...other.ref,
      name: other.name,
      fingerprint: "f".repeat(64),
      notAfter: new Date(2e12),
      ...other.keys,
      instance: other.name,
      clockOffset: other.clockOffset,
      addresses: [],
    };
    const closed = new Promise<LinkClosed>((resolve) => closers.push(resolve));
    ends.push({
      peer,
      transport: "memory",
      since: person.clock.now(),
      initiator: index === 0,
      closed,
      send(kind, data) {
        if (!alive) return Promise.reject(new LinkError("duplicate", "the link is closed"));
        queues[index] = queues[index].then(async () => {
          if (!alive || !deliver()) return cut();
          try {
            await other.messenger.sessions.onContent(ends[1 - index], kind, data);
          } catch (error) {
            cut({ code: (error as { code: LinkClosed["code"] }).code, reason: String(error), by: "us" }, 1 - index);
          }
        });
        return Promise.resolve();
      },
      tap: () => {},
      close: (code, reason = "") => cut({ code, reason, by: "us" }, index),
    });
  });
  people.forEach((person, index) => {
    person.links.add(ends[index]);
    person.messenger.sessions.onOpen(ends[index]);
  });

  const settle = async () => {
    // A round trip ends when neither direction has anything queued, twice in a row: a receipt may follow a message.
    for (let quiet = 0; quiet < 20; quiet++) {
      const before = [...queues];
      await Promise.all(queues);
      // A disk of a test may refuse.
      await Promise.allSettled(people.map((person) => person.history.flush()));
      await new Promise<void>((resolve) => queueMicrotask(resolve));
      if (before.some((queue, index) => queue !== queues[index])) quiet = 0;
    }
  };
  return { cut: () => cut(), settle, ends: [ends[0], ends[1]] };
}
