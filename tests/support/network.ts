/** Real networks on the loopback interface: people under test authorities, their trust, and what their handlers heard. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { assembleIdentity, readLeaf, TrustStore } from "../../crypto/mod.ts";
import { fingerprintOf } from "../../crypto/fingerprint.ts";
import type { Identity, PeerRef, Scope, TrustedRoot } from "../../crypto/types.ts";
import { inviteId } from "../../net/invite.ts";
import { createNetwork, type NetworkParts } from "../../net/network.ts";
import type {
  Address,
  CloseCode,
  InviteBook,
  Link,
  LinkClosed,
  LinkHandler,
  LiveInvite,
  Network,
  PairedPeer,
  Redemption,
  Stranger,
} from "../../net/types.ts";
import { opensslCertificate, opensslRoot, type TestCertificate } from "./certificates.ts";
import { VirtualClock } from "./clock.ts";

/** Milliseconds of real time after which a test gives up waiting for an event. */
const PATIENCE = 45_000;

/** Wait for something that must happen; fail, saying what, if it does not. */
export async function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`waited ${PATIENCE} ms for: ${what}`)), PATIENCE);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const authorities = new Map<number, Promise<TestCertificate>>();

/** The n-th test authority; all of one process. */
export function authority(n = 0): Promise<TestCertificate> {
  let root = authorities.get(n);
  if (root === undefined) authorities.set(n, root = opensslRoot({ name: `Authority ${n}`, key: 20 + n }));
  return root;
}

export function trusted(root: TestCertificate, scope: Scope = { kind: "members" }): TrustedRoot {
  return { fingerprint: fingerprintOf(root.certificate), certificate: root.certificate, name: "authority", scope };
}

const people = new Map<string, Promise<Identity>>();

/** Somebody with this id under the n-th authority; made once. */
export function person(id: string, under = 0): Promise<Identity> {
  const key = `${id}/${under}`;
  let identity = people.get(key);
  if (identity === undefined) people.set(key, identity = makePerson(id, under));
  return identity;
}

async function makePerson(id: string, under: number): Promise<Identity> {
  const root = await authority(under);
  const leaf = await opensslCertificate({ issuer: root, id, name: `Person ${id}`, key: 40 + Number(id) % 4 });
  return identityOf(leaf, root);
}

/** Everything a node needs to run with this certificate. */
export function identityOf(leaf: TestCertificate, root: TestCertificate): Identity {
  const { id, name } = readLeaf(leaf.der);
  return assembleIdentity({
    id,
    name,
    leaf: leaf.certificate,
    root: root.certificate,
    leafKey: createPrivateKey(leaf.privateKey),
    signKey: generateKeyPairSync("ed25519").privateKey,
    sealKey: generateKeyPairSync("x25519").privateKey,
  });
}

export interface FailedAttempt {
  readonly peer: PeerRef | undefined;
  readonly address: Address | undefined;
  readonly why: LinkClosed;
}

/** Writes down everything `net/` tells, and lets a test wait for it. */
export class HandlerLog implements LinkHandler {
  readonly opened: Link[] = [];
  readonly closed: { readonly link: Link; readonly why: LinkClosed }[] = [];
  readonly contents: { readonly link: Link; readonly kind: number; readonly data: Uint8Array }[] = [];
  readonly failures: FailedAttempt[] = [];
  readonly strangers: Stranger[] = [];
  #changed = Promise.withResolvers<void>();

  onOpen(link: Link): void {
    this.opened.push(link);
    this.#tell();
  }

  onContent(link: Link, kind: number, data: Uint8Array): void {
    this.contents.push({ link, kind, data: data.slice() });
    this.#tell();
  }

  onClose(link: Link, why: LinkClosed): void {
    this.closed.push({ link, why });
    this.#tell();
  }

  onAttemptFailed(peer: PeerRef | undefined, address: Address | undefined, why: LinkClosed): void {
    this.failures.push({ peer, address, why });
    this.#tell();
  }

  onStranger(stranger: Stranger): void {
    this.strangers.push(stranger);
    this.#tell();
  }

  /** Codes of failed attempts, in order. */
  get codes(): CloseCode[] {
    return this.failures.map(({ why }) => why.code);
  }

  /** Resolves as soon as this holds. */
  async until(what: string, holds: (log: HandlerLog) => boolean): Promise<void> {
    const waiting = async () => {
      while (!holds(this)) await this.#changed.promise;
    };
    await soon(what, waiting());
  }

  /** The next link that opens after `count` others. */
  async link(count = 0): Promise<Link> {
    await this.until("a link", ({ opened }) => opened.length > count);
    return this.opened[count];
  }

  async failure(count = 0): Promise<FailedAttempt> {
    await this.until("a failed attempt", ({ failures }) => failures.length > count);
    return this.failures[count];
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

/** Invites in memory, by the rules of {@link InviteBook}. */
export class MemoryInvites implements InviteBook {
  readonly paired: PairedPeer[] = [];
  /** Ids of those who are blocked. */
  readonly blocked = new Set<string>();
  readonly #invites = new Map<string, LiveInvite & { redeemedBy?: string }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new invite, for an hour when nothing else is said. */
  add(ttl = 3_600_000): LiveInvite {
    const secret = new Uint8Array(randomBytes(16));
    const invite = { id: inviteId(secret), secret, expiresAt: this.#now() + ttl };
    this.#invites.set(invite.id, invite);
    return invite;
  }

  find(id: string): LiveInvite | undefined {
    return this.#invites.get(id);
  }

  anyLive(): boolean {
    return [...this.#invites.values()].some(({ expiresAt }) => expiresAt > this.#now());
  }

  redeem(id: string, peer: PairedPeer): Promise<Redemption> {
    const invite = this.#invites.get(id);
    const by = `${peer.id}.${peer.root}`;
    if (invite === undefined || invite.expiresAt <= this.#now()) return Promise.resolve("expired");
    if (invite.redeemedBy !== undefined && invite.redeemedBy !== by) return Promise.resolve("used");
    if (this.blocked.has(peer.id)) return Promise.resolve("blocked");
    invite.redeemedBy = by;
    this.paired.push(peer);
    return Promise.resolve("paired");
  }
}

export interface TestNetwork {
  readonly identity: Identity;
  readonly ref: PeerRef;
  readonly trust: TrustStore;
  readonly handler: HandlerLog;
  readonly invites: MemoryInvites;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly address: Address;
  /** So that `await using` ends it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A running network of one person, on a free port of 127.0.0.1, that trusts the authorities given (its own at least). */
export async function testNetwork(
  identity: Identity,
  change: Partial<NetworkParts> & { readonly roots?: readonly TrustedRoot[]; readonly clock?: VirtualClock } = {},
): Promise<TestNetwork> {
  const { roots = [trusted(await authority(0))], clock = new VirtualClock(Date.now()), ...parts } = change;
  const trust = new TrustStore();
  trust.setRoots(roots);
  const handler = new HandlerLog();
  const invites = new MemoryInvites(() => clock.now());
  const network = createNetwork({
    identity,
    trust,
    handler,
    invites,
    listen: { host: "127.0.0.1", port: 0, tries: 1 },
    instance: randomBytes(16).toString("hex"),
    clock,
    random: () => 0.5,
    ...parts,
  });
  await network.start();
  return {
    identity,
    ref: { id: identity.id, root: identity.root },
    trust,
    handler,
    invites,
    clock,
    network,
    address: { host: "127.0.0.1", port: network.port },
    [Symbol.asyncDispose]: () => soon("the network to stop", network.stop()),
  };
}

/** Somebody to dial. */
export function targetOf({ ref, address }: Pick<TestNetwork, "ref" | "address">) {
  return { peer: ref, addresses: [address] };
}

/** A link between two networks, dialled by the first; seen from both ends. */
export async function connected(a: TestNetwork, b: TestNetwork): Promise<[Link, Link]> {
  const before = [a.handler.opened.length, b.handler.opened.length];
  a.network.setTargets([targetOf(b)]);
  return [await a.handler.link(before[0]), await b.handler.link(before[1])];
}
