/** Which authorities I trust, kept in the history, handed to admission. */
import type { PeerKey, PeerRef, TrustedRoot } from "../crypto/types.ts";
import type { CrlRow, History, RootRow } from "../store/history_types.ts";
import type { TrustRow } from "../ui/api.ts";
import { ChatError } from "./errors.ts";

/** What admission reads (`crypto/trust.ts`). */
export interface TrustSink {
  setRoots(roots: readonly TrustedRoot[]): void;
  setRevoked(root: string, serials: ReadonlySet<string>): void;
  setBlocked(peers: readonly PeerKey[]): void;
  /** Only these may reach me; undefined is everybody who is trusted. */
  setAllowed(peers: readonly PeerKey[] | undefined): void;
}

/** The certificate questions of this file, answered by `crypto/`. */
export interface CertificateReader {
  /** @throws when it is not a root of the profile */
  readRoot(pem: string): { fingerprint: string; name: string; certificate: string };
  /** @throws when it is not a list signed by this root */
  parseCrl(pem: string, rootPem: string): { number: number; serials: Set<string>; pem: string };
}

export interface TrustParts {
  readonly history: History;
  readonly sink: TrustSink;
  readonly certificates: CertificateReader;
  /** My own authority: its members may always reach me. */
  readonly own: { fingerprint: string; certificate: string; name: string };
  readonly now: () => number;
  /** Admission must judge again. */
  readonly changed: () => void;
}

/** A revocation list whose signature was verified. */
export interface SignedCrl extends CrlRow {
  /** How many certificates it takes back. */
  readonly revoked: number;
  /** Number of the newest list of this authority that we have; -1 without one. */
  readonly known: number;
}

export class TrustBook {
  readonly #parts: TrustParts;
  readonly #revoked = new Map<string, ReadonlySet<string>>();

  constructor(parts: TrustParts) {
    this.#parts = parts;
  }

  /**
   * Hand everything to admission; at start and after each change.
   * @param allowed who may connect while the allow-list is on
   */
  refresh(blocked: readonly PeerKey[], allowed: readonly PeerKey[] | undefined): void {
    const { history, sink, certificates } = this.#parts;
    const roots = this.#roots();
    sink.setRoots(roots);
    sink.setBlocked(blocked);
    sink.setAllowed(allowed);
    for (const { root, crl } of history.crls()) {
      const authority = roots.find(({ fingerprint }) => fingerprint === root);
      if (authority === undefined) continue;
      const { serials } = certificates.parseCrl(crl, authority.certificate);
      this.#revoked.set(root, serials);
      sink.setRevoked(root, serials);
    }
    this.#parts.changed();
  }

  /** By a list that we have. @param serial lower-case hex */
  isRevoked(root: string, serial: string): boolean {
    return this.#revoked.get(root)?.has(serial) ?? false;
  }

  list(): TrustRow[] {
    return this.#roots().map(({ fingerprint, name, scope }) => ({
      root: fingerprint,
      name,
      scope: scope.kind,
      ids: scope.kind === "only" ? [...scope.ids] : [],
    }));
  }

  /** Trust everybody an authority issued, or nobody yet. */
  async addRoot(pem: string, members: boolean): Promise<RootRow> {
    const row = this.#rowOf(pem, members);
    await this.#parts.history.putRoot(row).saved;
    return row;
  }

  /** What is known of a root already, and what is new. Nothing may wait between this and storing it. */
  #rowOf(pem: string, members: boolean): RootRow {
    const { fingerprint, name, certificate } = this.#read(pem);
    const known = this.#parts.history.roots().find((row) => row.fingerprint === fingerprint);
    return {
      fingerprint,
      certificate,
      name,
      scope: members || known?.scope === "members" ? "members" : "only",
      ids: known?.ids ?? [],
      added_at: known?.added_at ?? this.#parts.now(),
    };
  }

  /** Trust an authority for one person: what pairing gives. */
  async allow(peer: PeerRef, rootPem: string): Promise<void> {
    const row = this.#rowOf(rootPem, false);
    if (row.fingerprint !== peer.root) throw new ChatError("bad-request", `root of "${peer.id}": another certificate`);
    const ids = row.ids.includes(peer.id) ? row.ids : [...row.ids, peer.id];
    await this.#parts.history.putRoot({ ...row, ids }).saved;
  }

  /** Take the permission of one person back; an authority nobody is left of goes, too. */
  async forget(peer: PeerRef): Promise<void> {
    const row = this.#parts.history.roots().find(({ fingerprint }) => fingerprint === peer.root);
    if (row === undefined || row.scope === "members") return;
    const ids = row.ids.filter((id) => id !== peer.id);
    const { history } = this.#parts;
    await (ids.length === 0 ? history.removeRoot(row.fingerprint) : history.putRoot({ ...row, ids })).saved;
  }

  /** Revocation lists we have, of authorities we trust or have trusted. */
  crls(): CrlRow[] {
    return this.#parts.history.crls();
  }

  /**
   * @param among roots that may have signed it; all, when nothing is said
   * @returns undefined when none of them signed it
   */
  readCrl(pem: string, among?: readonly string[]): SignedCrl | undefined {
    for (const { fingerprint: root, certificate } of this.#roots()) {
      if (among?.includes(root) === false) continue;
      const list = this.#parse(pem, certificate);
      if (list === undefined) continue;
      const known = this.crls().find((row) => row.root === root)?.number ?? -1;
      return { root, crl: list.pem, number: list.number, revoked: list.serials.size, known };
    }
    return undefined;
  }

  /** Resolves when it is on disk; an older one replaces nothing. */
  async putCrl({ root, crl, number }: CrlRow): Promise<void> {
    await this.#parts.history.putCrl({ root, crl, number }).saved;
  }

  #parse(crl: string, rootPem: string) {
    try {
      return this.#parts.certificates.parseCrl(crl, rootPem);
    } catch {
      return undefined; // another authority's list
    }
  }

  #roots(): TrustedRoot[] {
    const { history, own } = this.#parts;
    const mine: TrustedRoot = { ...own, scope: { kind: "members" } };
    const others = history.roots()
      .filter(({ fingerprint }) => fingerprint !== own.fingerprint)
      .map(({ fingerprint, certificate, name, scope, ids }): TrustedRoot => ({
        fingerprint,
        certificate,
        name,
        scope: scope === "members" ? { kind: "members" } : { kind: "only", ids },
      }));
    return [mine, ...others];
  }

  #read(pem: string) {
    try {
      return this.#parts.certificates.readRoot(pem);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ChatError("bad-request", `root certificate: ${why}`, { cause });
    }
  }
}
