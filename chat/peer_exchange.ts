/** People of one authority tell each other whom of it they have links with. `docs/specs/discovery-v1.md`, section 5. */
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import { MAX_ADDRESSES, PEERS_BURST, PEERS_EVERY } from "../net/limits.ts";
import {
  encodePeers,
  formatAddress,
  ipKind,
  isTellable,
  KIND,
  parseIp,
  parsePeers,
  RateLimit,
  sameAddress,
  type ToldPeer,
} from "../net/mod.ts";
import type { Address, Clock, Link } from "../net/types.ts";
import { peerKey } from "./peer_key.ts";
import { Throttle } from "./throttle.ts";

export interface PeerExchangeParts {
  readonly me: PeerRef;
  readonly clock: Clock;
  readonly links: () => readonly Link[];
  /** Somebody is said to be there. */
  readonly hint: (peer: PeerRef, addresses: readonly Address[], by: PeerRef) => void;
}

export class PeerExchange {
  readonly #parts: PeerExchangeParts;
  /** What each link was told: addresses of each peer. */
  readonly #told = new WeakMap<Link, Map<PeerKey, string>>();
  /** Links of whose peers each link has not heard yet. */
  readonly #owed = new WeakMap<Link, Map<PeerKey, Link>>();
  readonly #heard = new WeakMap<Link, RateLimit>();
  readonly #throttle: Throttle<Link>;

  constructor(parts: PeerExchangeParts) {
    this.#parts = parts;
    this.#throttle = new Throttle(parts.clock, PEERS_EVERY, (link) => this.#tell(link));
  }

  /** A link is up: its peer hears of the others, and they of its peer. Each other link is looked at once: teams are large. */
  linked(link: Link): void {
    const others = this.#parts.links().filter(({ peer }) => peer.root === link.peer.root && peer.id !== link.peer.id);
    const owing = others.filter((other) => this.#owe(other, link));
    // All of them first: the first word goes at once.
    if (others.filter((other) => this.#owe(link, other)).length > 0) owing.push(link);
    for (const each of owing) this.#throttle.poke(each);
  }

  /** @throws LinkError "bad-content" */
  heard(link: Link, data: Uint8Array): void {
    const { clock, hint, me } = this.#parts;
    const rate = this.#heard.get(link) ?? new RateLimit(clock, 1000 / PEERS_EVERY, PEERS_BURST);
    this.#heard.set(link, rate);
    if (!rate.allow()) return;
    const { id, root } = link.peer;
    for (const told of parsePeers(data)) {
      if (told.root !== root || told.id === id || (told.id === me.id && told.root === me.root)) continue;
      const addresses = told.addresses.filter((address) => isTellable(address, isNear(link)));
      if (addresses.length > 0) hint({ id: told.id, root: told.root }, addresses, { id, root });
    }
  }

  stop(): void {
    this.#throttle.stop();
  }

  /** @returns whether there is something to tell */
  #owe(to: Link, about: Link): boolean {
    if (!this.#isNews(to, entryOf(about, to))) return false;
    const owed = this.#owed.get(to) ?? new Map<PeerKey, Link>();
    owed.set(peerKey(about.peer), about);
    this.#owed.set(to, owed);
    return true;
  }

  #isNews(to: Link, peer: ToldPeer): boolean {
    return peer.addresses.length > 0 && this.#told.get(to)?.get(peerKey(peer)) !== textOf(peer);
  }

  #tell(link: Link): void {
    const up = new Set(this.#parts.links());
    const owed = [...this.#owed.get(link)?.values() ?? []].filter((about) => up.has(about));
    const news = owed.map((about) => entryOf(about, link)).filter((peer) => this.#isNews(link, peer));
    this.#owed.delete(link);
    if (news.length === 0) return;
    const { data, count } = encodePeers(news);
    const told = this.#told.get(link) ?? new Map<PeerKey, string>();
    for (const peer of news.slice(0, count)) told.set(peerKey(peer), textOf(peer));
    this.#told.set(link, told);
    link.send(KIND.peers, data).catch(() => {}); // whoever is gone hears it on the next link
    if (count === news.length) return;
    for (const about of owed) this.#owe(link, about);
    this.#throttle.poke(link);
  }
}

function entryOf(about: Link, to: Link): ToldPeer {
  const { id, root } = about.peer;
  return { id, root, addresses: tellable(about, to) };
}

/** Where the peer of one link is, for the peer of another. */
function tellable({ peer, remote }: Link, to: Link): Address[] {
  const loopback = isNear(to) && isNear({ remote });
  const dialled = remote?.port === undefined ? [] : [{ host: remote.host, port: remote.port }];
  const all = [...dialled, ...peer.addresses].filter((address) => isTellable(address, loopback));
  return all.filter((one, index) => all.findIndex((other) => sameAddress(one, other)) === index).slice(
    0,
    MAX_ADDRESSES,
  );
}

/** Whether the peer is on this machine. */
function isNear({ remote }: Pick<Link, "remote">): boolean {
  const ip = remote && parseIp(remote.host);
  return ip !== undefined && ipKind(ip) === "loopback";
}

function textOf({ addresses }: ToldPeer): string {
  return addresses.map(formatAddress).sort().join(" ");
}
