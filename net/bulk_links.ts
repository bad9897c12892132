/** Which bulk connections are up, each beside its link, and which are to be. `docs/specs/files-v1.md`, section 4. */
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import type { LiveBulk } from "./bulk.ts";
import { Dialer, type DialerParts } from "./dialer.ts";
import { LinkError } from "./errors.ts";
import { MAX_BULK_CONNECTIONS } from "./limits.ts";
import { keyOf } from "./link_table.ts";
import type { Address, Link, LinkClosed } from "./types.ts";

export interface BulkLinksParts extends Omit<DialerParts, "connectionTo"> {
  readonly linkTo: (peer: PeerRef) => Link | undefined;
}

export class BulkLinks {
  readonly #parts: BulkLinksParts;
  readonly #dialer: Dialer;
  /** The newest last. */
  readonly #bulks = new Map<PeerKey, readonly LiveBulk[]>();
  /** Links that are up; for those we dialled, where. */
  readonly #links = new Map<Link, Address | undefined>();
  /** Beside which link each has come. */
  readonly #beside = new WeakMap<LiveBulk, Link>();
  #wanted: readonly PeerRef[] = [];

  constructor(parts: BulkLinksParts) {
    this.#parts = parts;
    this.#dialer = new Dialer({ ...parts, connectionTo: (peer) => this.#bulks.get(keyOf(peer))?.at(-1) });
  }

  bulks(): LiveBulk[] {
    return [...this.#bulks.values()].flat();
  }

  /** With whom one is to be kept while a link that we dialled is up. */
  setPeers(peers: readonly PeerRef[]): void {
    this.#wanted = peers;
    this.#aim();
  }

  retryNow(): void {
    this.#dialer.retryNow();
  }

  stop(): void {
    this.#wanted = [];
    this.#dialer.stop();
  }

  /** @param address where we dialled it; absent when the peer did */
  linkUp(link: Link, address: Address | undefined): void {
    this.#links.set(link, address);
    void link.closed.then((why) => this.#linkEnded(link, why));
    this.#aim();
  }

  /**
   * Take a new connection, ending the older one.
   * @throws LinkError "no-link"
   */
  add(bulk: LiveBulk): void {
    this.#beside.set(bulk, this.#linkOf(bulk));
    const key = keyOf(bulk.peer);
    const all = [...this.#bulks.get(key) ?? [], bulk];
    this.#bulks.set(key, all);
    void bulk.closed.then(() => this.#forget(key, bulk));
    for (const older of all.slice(0, -MAX_BULK_CONNECTIONS)) older.close("duplicate", "a newer one takes its place");
  }

  #linkOf({ peer, initiator }: LiveBulk): Link {
    const link = this.#parts.linkTo(peer);
    const fits = link !== undefined && this.#links.has(link) && link.peer.instance === peer.instance &&
      link.initiator === initiator;
    if (fits) return link;
    throw new LinkError("no-link", "files go beside a link to the same copy, dialled by the same side");
  }

  #linkEnded(link: Link, why: LinkClosed): void {
    this.#links.delete(link);
    for (const bulk of this.#bulks.get(keyOf(link.peer)) ?? []) {
      if (this.#beside.get(bulk) === link) bulk.close(why.by === "us" ? why.code : "no-link", "its link has ended");
    }
    this.#aim();
  }

  #forget(key: PeerKey, bulk: LiveBulk): void {
    const left = this.#bulks.get(key)?.filter((each) => each !== bulk) ?? [];
    if (left.length === 0) this.#bulks.delete(key);
    else this.#bulks.set(key, left);
  }

  #aim(): void {
    this.#dialer.setTargets(this.#wanted.flatMap((peer) => {
      const link = this.#parts.linkTo(peer);
      const address = link && this.#links.get(link);
      return address === undefined ? [] : [{ peer, addresses: [address] }];
    }));
  }
}
