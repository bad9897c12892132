/** Whom I trust, in memory: what admission asks. `chat/` fills it from the history and again after every change. */
import type { Fingerprint, PeerKey, PeerRef, Trust, TrustedRoot } from "./types.ts";

export class TrustStore implements Trust {
  #roots: readonly TrustedRoot[] = [];
  readonly #byFingerprint = new Map<Fingerprint, TrustedRoot>();
  readonly #revoked = new Map<Fingerprint, ReadonlySet<string>>();
  #blocked: ReadonlySet<PeerKey> = new Set();
  #allowed: ReadonlySet<PeerKey> | undefined;

  /** The whole set of trusted roots. Revocations of a root that is no longer trusted are forgotten with it. */
  setRoots(roots: readonly TrustedRoot[]): void {
    this.#roots = [...roots];
    this.#byFingerprint.clear();
    for (const root of roots) this.#byFingerprint.set(root.fingerprint, root);
    for (const fingerprint of [...this.#revoked.keys()]) {
      if (!this.#byFingerprint.has(fingerprint)) this.#revoked.delete(fingerprint);
    }
  }

  /** @param serials of the root's newest revocation list, lower-case hex without leading zeros */
  setRevoked(root: Fingerprint, serials: ReadonlySet<string>): void {
    this.#revoked.set(root, new Set(serials));
  }

  /** The whole set of people the user does not want to hear of. */
  setBlocked(peers: Iterable<PeerKey>): void {
    this.#blocked = new Set(peers);
  }

  /** Only these may reach me; `undefined` switches the list off. */
  setAllowed(peers: Iterable<PeerKey> | undefined): void {
    this.#allowed = peers === undefined ? undefined : new Set(peers);
  }

  roots(): readonly TrustedRoot[] {
    return this.#roots;
  }

  inScope(peer: PeerRef): boolean {
    const scope = this.#byFingerprint.get(peer.root)?.scope;
    if (scope === undefined) return false;
    return scope.kind === "members" || scope.ids.includes(peer.id);
  }

  isRevoked(root: Fingerprint, serial: string): boolean {
    return this.#revoked.get(root)?.has(serial) ?? false;
  }

  isAllowed(peer: PeerRef): boolean {
    const key = `${peer.id}.${peer.root}`;
    return !this.#blocked.has(key) && (this.#allowed === undefined || this.#allowed.has(key));
  }
}
