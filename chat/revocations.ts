/** Revocation lists: given by hand, or heard from peers, and told on. `docs/specs/discovery-v1.md`, section 6. */
import { SEAL_TAG_BYTES } from "../crypto/mod.ts";
import type { Fingerprint } from "../crypto/types.ts";
import { CRL_BURST, CRL_EVERY, CRL_FAREWELL, MAX_TOLD_CRL_BYTES, MAX_UNSIGNED_CRLS } from "../net/limits.ts";
import { KIND, LinkError, RateLimit } from "../net/mod.ts";
import type { Clock, Link } from "../net/types.ts";
import type { CrlRow, History } from "../store/history_types.ts";
import { ChatError } from "./errors.ts";
import type { SignedCrl, TrustBook } from "./trust_book.ts";

export interface RevocationParts {
  readonly me: { readonly root: Fingerprint };
  readonly history: Pick<History, "flush">;
  readonly trust: TrustBook;
  readonly clock: Clock;
  readonly links: () => readonly Link[];
  /** Admission must judge again. */
  readonly changed: () => void;
  readonly storageFailed: (error: unknown) => void;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

/** What one link has sent. */
interface Heard {
  readonly rate: RateLimit;
  unsigned: number;
}

export class Revocations {
  readonly #parts: RevocationParts;
  readonly #heard = new WeakMap<Link, Heard>();

  constructor(parts: RevocationParts) {
    this.#parts = parts;
  }

  /** By our user. @throws ChatError "bad-request" when no trusted authority signed it, or a newer list of it is known */
  async add(pem: string): Promise<{ root: string; revoked: number }> {
    const list = this.#parts.trust.readCrl(pem);
    if (list === undefined) throw new ChatError("bad-request", "revocation list: no trusted authority signed it");
    if (list.known > list.number) {
      throw new ChatError("bad-request", `revocation list ${list.number}: list ${list.known} is already known`);
    }
    await this.#take(list);
    return { root: list.root, revoked: list.revoked };
  }

  /** By a peer. Resolves when what is new is on disk. @throws LinkError "bad-content" */
  async heard(link: Link, data: Uint8Array): Promise<void> {
    const { me, trust, clock, storageFailed } = this.#parts;
    const heard = this.#heard.get(link) ?? { rate: new RateLimit(clock, 1000 / CRL_EVERY, CRL_BURST), unsigned: 0 };
    this.#heard.set(link, heard);
    if (!heard.rate.allow()) return;
    const pem = new TextDecoder().decode(data);
    // What most links begin with; a signature costs more than a comparison.
    if (trust.crls().some(({ crl }) => crl === pem)) return;
    // Others are not told on this link, and each root that is tried costs time.
    const list = trust.readCrl(pem, [link.peer.root, me.root]);
    if (list === undefined) {
      if (++heard.unsigned < MAX_UNSIGNED_CRLS) return;
      throw new LinkError("bad-content", "reading a revocation list: not signed by your authority or mine");
    }
    if (list.number <= list.known) return;
    await this.#take(list, link).catch(storageFailed);
  }

  /** A link is up: tell what is known. */
  linked(link: Link): void {
    const lists = this.#parts.trust.crls().filter((list) => this.#concerns(list, link));
    if (lists.length === 0) return;
    // One of them may still be on its way to the disk; where that fails nothing is told.
    this.#parts.history.flush().then(() => lists.forEach((list) => void this.#tell(link, list)), () => {});
  }

  /** @param from who told us */
  async #take(list: SignedCrl, from?: Link): Promise<void> {
    const { trust, changed } = this.#parts;
    const saved = trust.putCrl(list);
    const told = saved.then(() => this.#tellOthers(list, from));
    try {
      // Whom it names hears it now or from nobody: all others refuse them from here on.
      await this.#briefly(told);
    } finally {
      // Whoever is revoked goes, whatever the disk says, and whether they read or not.
      changed();
    }
    await saved;
  }

  async #tellOthers(list: SignedCrl, from: Link | undefined): Promise<void> {
    if (list.number === list.known) return;
    const others = this.#parts.links().filter((link) => link !== from && this.#concerns(list, link));
    await Promise.all(others.map((link) => this.#tell(link, list)));
  }

  async #briefly(told: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(CRL_FAREWELL, resolve);
    await Promise.race([told, promise]).finally(cancel);
  }

  /** Others need not learn whom else we trust. */
  #concerns({ root }: CrlRow, { peer }: Link): boolean {
    return root === peer.root || root === this.#parts.me.root;
  }

  /** Resolves when the link has taken it. */
  async #tell(link: Link, { root, crl }: CrlRow): Promise<void> {
    const data = new TextEncoder().encode(crl);
    if (data.length > MAX_TOLD_CRL_BYTES - SEAL_TAG_BYTES) {
      this.#parts.warn("a revocation list is too large to be told to others", { root, bytes: data.length });
    } else await link.send(KIND.crl, data).catch(() => {}); // whoever is gone hears it on the next link
  }
}
