/** Which links are up, one for each peer. `docs/specs/wire-v1.md`, section 8: what happens when there are two. */
import type { PeerKey, PeerRef } from "../crypto/types.ts";
import { LinkError } from "./errors.ts";
import type { LiveLink } from "./link.ts";
import { MAX_LINKS } from "./limits.ts";

/** Milliseconds an older link has to show that it is alive. */
export const PROBE_TIMEOUT = 3_000;

export class LinkTable {
  readonly #self: PeerRef;
  readonly #links = new Map<PeerKey, LiveLink>();
  /** Decisions about one peer are made one after the other. */
  readonly #turns = new Map<PeerKey, Promise<void>>();

  constructor(self: PeerRef) {
    this.#self = self;
  }

  links(): LiveLink[] {
    return [...this.#links.values()];
  }

  linkTo(peer: PeerRef): LiveLink | undefined {
    return this.#links.get(keyOf(peer));
  }

  /**
   * Take a new link, ending the older one to this peer if the new one is to stay.
   * @throws {LinkError} "duplicate", "identity-in-use" or "too-many-links": the new one is to end
   */
  async add(link: LiveLink): Promise<void> {
    const key = keyOf(link.peer);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#decide(key, link));
    const settled = turn.catch(() => {});
    this.#turns.set(key, settled);
    try {
      await turn;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  async #decide(key: PeerKey, link: LiveLink): Promise<void> {
    const older = this.#links.get(key);
    if (older === undefined && this.#links.size >= MAX_LINKS) {
      throw new LinkError("too-many-links", `"${MAX_LINKS}" links are up: no more at a time`);
    }
    if (older !== undefined) await this.#settle(older, link);
    this.#links.set(key, link);
    void link.closed.then(() => {
      if (this.#links.get(key) === link) this.#links.delete(key);
    });
    older?.close("duplicate");
  }

  /** Returns when the older one is to go. What is to stay must first show that it is still there. */
  async #settle(older: LiveLink, newer: LiveLink): Promise<void> {
    const sameCopy = older.peer.instance === newer.peer.instance;
    if (sameCopy && (older.initiator === newer.initiator || this.#isLowerSides(newer))) return;
    if (!await older.probe(PROBE_TIMEOUT)) return;
    if (sameCopy) throw new LinkError("duplicate", "another link to this peer stays");
    throw new LinkError("identity-in-use", "another running copy of this identity is connected");
  }

  /** Whether this link, of two opened by different sides, is the one opened by the lower id. */
  #isLowerSides(link: LiveLink): boolean {
    return link.initiator === isLower(this.#self, link.peer);
  }
}

function isLower(a: PeerRef, b: PeerRef): boolean {
  return a.id === b.id ? a.root < b.root : Number(a.id) < Number(b.id);
}

/** One for each person. */
export function keyOf({ id, root }: PeerRef): PeerKey {
  return `${id}.${root}`;
}
