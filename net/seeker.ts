/** Whom to stay connected with and who is said to be somewhere, made into dials. `docs/specs/discovery-v1.md`, section 3. */
import type { PeerRef, Trust } from "../crypto/types.ts";
import { Dialer, type DialerParts } from "./dialer.ts";
import { HintBook } from "./discovery/hints.ts";
import { withHints } from "./hinted_targets.ts";
import { keyOf } from "./link_table.ts";
import type { Address, DialTarget } from "./types.ts";

/** Dials under way at a time to those who are only said to be somewhere: they must not hold up whom we know. */
const HINTED_DIALS = 4;

export interface SeekerParts extends Omit<DialerParts, "most"> {
  readonly self: PeerRef;
  readonly trust: Trust;
}

export class Seeker {
  readonly #parts: SeekerParts;
  readonly #dialer: Dialer;
  /** For those who are no targets, but said to be somewhere. */
  readonly #hintedDialer: Dialer;
  readonly #hints: HintBook;
  #targets: readonly DialTarget[] = [];
  #aiming = false;
  #stopped = false;

  constructor(parts: SeekerParts) {
    this.#parts = parts;
    this.#dialer = new Dialer(parts);
    this.#hintedDialer = new Dialer({ ...parts, most: HINTED_DIALS });
    this.#hints = new HintBook({ ...parts, changed: () => this.#aimSoon(), here: (peer) => this.#dialNow(peer) });
  }

  /** The whole set of people to stay connected with. */
  setTargets(targets: readonly DialTarget[]): void {
    if (this.#stopped) return;
    const named = (list: readonly DialTarget[]) => list.flatMap(({ peer }) => peer === undefined ? [] : [peer]);
    const kept = new Set(named(targets).map(keyOf));
    const dropped = named(this.#targets).filter((peer) => !kept.has(keyOf(peer)));
    this.#targets = targets;
    // Who is taken off the list does not come back because somebody says where they are.
    for (const peer of dropped) this.#hints.forget(peer);
    this.#aim();
  }

  /** Where the targets were last. */
  addresses(): Address[] {
    return this.#targets.flatMap(({ addresses }) => addresses);
  }

  /** Somebody tells where somebody else is. */
  told(peer: PeerRef, addresses: readonly Address[], by: PeerRef): void {
    if (!this.#stopped) this.#hints.add(peer, addresses, { name: keyOf(by), own: false });
  }

  /** Somebody says on our network that they are there. */
  heard(peer: PeerRef, address: Address): void {
    if (!this.#stopped) this.#hints.add(peer, [address], { name: address.host, own: true });
  }

  /** Somebody says that they leave. */
  left(peer: PeerRef, address: Address): void {
    this.#hints.left(peer, address);
  }

  retryNow(): void {
    this.#dialer.retryNow();
    this.#hintedDialer.retryNow();
  }

  /** Whom we trust has changed. */
  trustChanged(): void {
    this.#hints.judgeAgain();
    this.#dialer.retryRefused();
    this.#hintedDialer.retryRefused();
  }

  stop(): void {
    this.#stopped = true;
    this.#hints.stop();
    this.#dialer.stop();
    this.#hintedDialer.stop();
  }

  #dialNow(peer: PeerRef): void {
    if (this.#parts.connectionTo(peer) !== undefined) return;
    this.#dialer.retryPeer(peer);
    this.#hintedDialer.retryPeer(peer);
  }

  /** Hints come by the dozen; whom to dial is worked out once for all of them. */
  #aimSoon(): void {
    if (this.#aiming) return;
    this.#aiming = true;
    queueMicrotask(() => {
      this.#aiming = false;
      this.#aim();
    });
  }

  #aim(): void {
    if (this.#stopped) return;
    const { wanted, hinted } = withHints(this.#targets, this.#hints.due());
    this.#dialer.setTargets(wanted);
    this.#hintedDialer.setTargets(hinted);
  }
}
