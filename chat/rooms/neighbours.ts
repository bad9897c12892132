/** The few members whom a node tells of new events, and who of them gets these whole: the tree of Plumtree. */
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_NEIGHBOURS, ROOM_FANOUT } from "../../net/limits.ts";

export class Neighbours {
  readonly #rank: (peer: PeerKey) => string;
  /** By ourselves; they stay for as long as they are linked. */
  readonly #chosen = new Set<PeerKey>();
  /** Who chose us, the newest last. */
  readonly #others = new Set<PeerKey>();
  /** Of both: those who hear the names of events alone. */
  readonly #lazy = new Set<PeerKey>();

  /** @param rank where somebody stands in our order, smallest first */
  constructor(rank: (peer: PeerKey) => string) {
    this.#rank = rank;
  }

  get wantsMore(): boolean {
    return this.#chosen.size < ROOM_FANOUT;
  }

  has(peer: PeerKey): boolean {
    return this.#chosen.has(peer) || this.#others.has(peer);
  }

  isEager(peer: PeerKey): boolean {
    return this.has(peer) && !this.#lazy.has(peer);
  }

  eager(): PeerKey[] {
    return this.all().filter((peer) => !this.#lazy.has(peer));
  }

  chosen(): PeerKey[] {
    return [...this.#chosen];
  }

  all(): PeerKey[] {
    return [...this.#chosen, ...this.#others];
  }

  /** Choose as many as are lacking. @returns those who do not know it yet */
  choose(linked: readonly PeerKey[]): PeerKey[] {
    const missing = ROOM_FANOUT - this.#chosen.size;
    if (missing <= 0) return [];
    const ranked = linked.filter((peer) => !this.#chosen.has(peer)).map((peer) => ({ peer, rank: this.#rank(peer) }))
      .sort((one, other) => one.rank < other.rank ? -1 : 1).slice(0, missing);
    const known = ranked.filter(({ peer }) => this.#others.delete(peer));
    for (const { peer } of ranked) this.#chosen.add(peer);
    this.#shrink();
    return ranked.filter((one) => !known.includes(one)).map(({ peer }) => peer);
  }

  /** They brought something new, or want what we have: between us events go whole. */
  graft(peer: PeerKey): void {
    this.#lazy.delete(peer);
    if (this.#chosen.has(peer)) return;
    this.#others.delete(peer);
    this.#others.add(peer);
    this.#shrink();
  }

  /** Between us events are named alone. */
  prune(peer: PeerKey): void {
    if (this.has(peer)) this.#lazy.add(peer);
  }

  drop(peer: PeerKey): void {
    this.#chosen.delete(peer);
    this.#others.delete(peer);
    this.#lazy.delete(peer);
  }

  /** Who is lazy has events by others and is missed least, then who was quiet for longest. */
  #shrink(): void {
    while (this.#chosen.size + this.#others.size > MAX_ROOM_NEIGHBOURS) {
      const others = [...this.#others];
      this.drop(others.find((peer) => this.#lazy.has(peer)) ?? others[0]);
    }
  }
}
