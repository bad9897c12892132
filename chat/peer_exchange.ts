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
  readonly #heard = new WeakMap<Link, RateLimit>();
  readonly #throttle: Throttle<Link>;

  constructor(parts: PeerExchangeParts) {
    this.#parts = parts;
    this.#throttle = new Throttle(parts.clock, PEERS_EVERY, (link) => this.#tell(link));
  }

  /** A link is up: its peer hears of the others, and they of its peer. */
  linked(link: Link): void {
    for (const other of this.#parts.links()) if (this.#news(other).length > 0) this.#throttle.poke(other);
    if (this.#news(link).length > 0) this.#throttle.poke(link);
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

  #tell(link: Link): void {
    const news = this.#news(link);
    if (news.length === 0) return;
    const { data, count } = encodePeers(news);
    const told = this.#told.get(link) ?? new Map<PeerKey, string>();
    for (const peer of news.slice(0, count)) told.set(peerKey(peer), textOf(peer));
    this.#told.set(link, told);
    link.send(KIND.peers, data).catch(() => {}); // whoever is gone hears it on the next link
    if (count < news.length) this.#throttle.poke(link);
  }

  /** Whom this link's peer has not heard of yet, or not with these addresses. */
  #news(link: Link): ToldPeer[] {
    const told = this.#told.get(link);
    return this.#parts.links()
      .filter(({ peer }) => peer.root === link.peer.root && peer.id !== link.peer.id)
      .map((other) => ({ id: other.peer.id, root: other.peer.root, addresses: tellable(other, link) }))
      .filter((peer) => peer.addresses.length > 0 && told?.get(peerKey(peer)) !== textOf(peer));
  }
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
