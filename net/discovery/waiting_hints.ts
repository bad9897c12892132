/**
 * What was said of people who may not reach us: nobody is dialled for it. When our user lets one of them in, it is known where they
 * are, and they need not wait for their program to try again.
 */
import type { PeerKey, PeerRef } from "../../crypto/types.ts";
import { HINT_TTL, MAX_ADDRESSES, MAX_WAITING_HINTS } from "../limits.ts";
import type { Address } from "../types.ts";

interface Said<Source> {
  readonly peer: PeerRef;
  readonly address: Address;
  readonly by: Source;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export class WaitingHints<Source> {
  /** Newest last, the people and what is said of each. */
  readonly #said = new Map<PeerKey, readonly Said<Source>[]>();

  get size(): number {
    return this.#said.size;
  }

  add(peer: PeerRef, addresses: readonly Address[], by: Source, at: number): void {
    const key = keyOf(peer);
    const said = addresses.map((address) => ({ peer, address, by, at }));
    const others = (this.#said.get(key) ?? []).filter(({ address }) =>
      !addresses.some(({ host, port }) => host === address.host && port === address.port)
    );
    this.#said.delete(key);
    this.#said.set(key, [...others, ...said].slice(-MAX_ADDRESSES));
    if (this.#said.size > MAX_WAITING_HINTS) this.#said.delete(this.#said.keys().next().value!);
  }

  forget(peer: PeerRef): void {
    this.#said.delete(keyOf(peer));
  }

  /** They are not there any more. */
  left(peer: PeerRef, { host, port }: Address): void {
    const rest = (this.#said.get(keyOf(peer)) ?? []).filter(({ address }) =>
      address.host !== host || address.port !== port
    );
    if (rest.length === 0) this.forget(peer);
    else this.#said.set(keyOf(peer), rest);
  }

  /** What is not too old of those who are welcome now; it is theirs to keep. */
  take(isWelcome: (peer: PeerRef) => boolean, now: number): Said<Source>[] {
    const taken: Said<Source>[] = [];
    for (const [key, said] of this.#said) {
      const fresh = said.filter(({ at }) => Math.abs(now - at) < HINT_TTL);
      const isTaken = fresh.length > 0 && isWelcome(fresh[0].peer);
      if (isTaken) taken.push(...fresh);
      if (isTaken || fresh.length === 0) this.#said.delete(key);
    }
    return taken;
  }

  clear(): void {
    this.#said.clear();
  }
}

function keyOf({ id, root }: PeerRef): PeerKey {
  return `${id}.${root}`;
}
