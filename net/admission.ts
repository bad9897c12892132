/**
 * Who may have a link: one ordered sequence, the same for the side that dials and the side that accepts. Each step has
 * its own refusal (`net/errors.ts`); nobody gets past `admit` in any other way. Hello follows in `net/link.ts`.
 */
import { CertificateError, fingerprintOf, isIssuedBy, readLeaf, readRoot } from "../crypto/mod.ts";
import type { Fingerprint, LeafInfo, PeerRef, Trust, TrustedRoot } from "../crypto/types.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import { MAX_CERTIFICATE_BYTES } from "./limits.ts";
import type { Stranger } from "./types.ts";

/** What the TLS handshake found out about the other side. */
export interface Shown {
  /** DER of the leaf; absent when none was shown. */
  readonly certificate?: Uint8Array;
  /** TLS verified the chain against the trusted roots, and the host name where we asked for one. */
  readonly authorized: boolean;
  /** Why not, in the words of the TLS stack. */
  readonly authorizationError?: string;
  /** The session was resumed with a ticket, so nothing was verified in this handshake. */
  readonly resumed: boolean;
}

export interface AdmissionRules {
  readonly trust: Trust;
  readonly self: PeerRef & { readonly fingerprint: Fingerprint };
  /** Our clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** What peers and hubs agree the time is; undefined while nobody said. */
  readonly agreedTime?: () => number | undefined;
}

/** Somebody who passed. */
export interface Admitted {
  readonly root: Fingerprint;
  readonly leaf: LeafInfo;
  /** DER of the leaf. */
  readonly certificate: Uint8Array;
}

/**
 * @param expected whom we dialled; absent when we accepted, or dialled a bare address
 * @throws {LinkError} naming the first step that failed
 */
export function admit(shown: Shown, rules: AdmissionRules, expected?: PeerRef): Admitted {
  const certificate = isShown(shown);
  const issuers = isIssuedByTrustedRoot(certificate, rules.trust.roots());
  isVerifiedByTls(shown, () => {
    const leaf = followsProfile(certificate);
    if (expected !== undefined && leaf.id !== expected.id) refuseOther(leaf.id, expected);
    isInDate(leaf, issuers, rules);
  });
  const leaf = followsProfile(certificate);
  const peer = { root: rootOf(issuers, leaf, rules.trust, expected), id: leaf.id };
  isWhomWeDialled(peer, expected);
  isInScope(peer, rules.trust);
  isNotRevoked(leaf, issuers, rules.trust);
  isInDate(leaf, issuers, rules);
  isNotMyself(peer, leaf, rules.self);
  isOnAllowList(peer, leaf, rules.trust);
  return { root: peer.root, leaf, certificate };
}

/** The allow-list, the last step, is all that keeps them out. */
export class StrangerError extends LinkError {
  constructor(readonly stranger: Stranger) {
    super("not-allowed", `certificate of the other side: "${stranger.id}" is blocked or not on the list`);
  }
}

/**
 * Would they still be let in? For a link that is up when trust or the time has changed.
 * @throws {LinkError} as {@link admit}
 */
export function readmit({ certificate, root, leaf }: Admitted, rules: AdmissionRules): Admitted {
  return admit({ certificate, authorized: true, resumed: false }, rules, { root, id: leaf.id });
}

function isShown({ certificate, resumed }: Shown): Uint8Array {
  // Deno 2.9.6 says `authorized` of every resumed session, even when the session it continues was not (measured).
  if (resumed) refuse("bad-certificate", "the session was resumed, so no certificate was verified");
  if (certificate === undefined) refuse("no-certificate", "none was shown");
  if (certificate.length > MAX_CERTIFICATE_BYTES) {
    refuse("certificate-too-large", `it has ${certificate.length} bytes, at most ${MAX_CERTIFICATE_BYTES} are read`);
  }
  // crypto/ reads PEM as well; on the wire there is only DER, and DER begins with a SEQUENCE.
  if (certificate[0] !== 0x30) refuse("bad-certificate", "it is not DER");
  return certificate;
}

/**
 * Which root really signed is found out here: two roots may carry one name, and TLS does not tell which of them it used.
 * TLS also takes a trusted root shown as a leaf as it is.
 * @returns the roots whose key signed; more than one when a root was renewed with its old key
 */
function isIssuedByTrustedRoot(certificate: Uint8Array, roots: readonly TrustedRoot[]): readonly TrustedRoot[] {
  const fingerprint = fingerprintOf(certificate);
  if (roots.some((root) => root.fingerprint === fingerprint)) {
    refuse("certificate-is-root", "a trusted root was shown as if it were somebody's own");
  }
  const issuers = roots.filter((root) => isIssuedBy(certificate, root.certificate));
  if (issuers.length === 0) refuse("unknown-authority", "no trusted root issued it");
  return issuers;
}

/** @param explain throws the refusal that says more than "not verified", if there is one */
function isVerifiedByTls({ authorized, authorizationError }: Shown, explain: () => void): void {
  if (authorized) return;
  explain();
  refuse("bad-certificate", `TLS did not verify it: ${authorizationError ?? "no reason given"}`);
}

/** Version 3, not a CA, key usage, names: `docs/specs/identity-v1.md`. */
function followsProfile(certificate: Uint8Array): LeafInfo {
  try {
    return readLeaf(certificate);
  } catch (cause) {
    if (cause instanceof CertificateError) throw new LinkError(cause.code, cause.message, { cause });
    throw cause;
  }
}

function rootOf(issuers: readonly TrustedRoot[], { id }: LeafInfo, trust: Trust, expected?: PeerRef): Fingerprint {
  const fingerprints = issuers.map(({ fingerprint }) => fingerprint);
  return fingerprints.find((root) => root === expected?.root) ??
    fingerprints.find((root) => trust.inScope({ root, id })) ?? fingerprints[0];
}

function isWhomWeDialled(peer: PeerRef, expected?: PeerRef): void {
  if (expected !== undefined && !samePeer(peer, expected)) refuseOther(peer.id, expected);
}

function refuseOther(id: string, expected: PeerRef): never {
  refuse("wrong-peer", `"${id}" answered where "${expected.id}" was dialled`);
}

function isInScope(peer: PeerRef, trust: Trust): void {
  if (!trust.inScope(peer)) refuse("out-of-scope", `"${peer.id}" is not among those its root is trusted for`);
}

/** A certificate revoked under one of two roots with the same key is revoked. */
function isNotRevoked({ id, serial }: LeafInfo, issuers: readonly TrustedRoot[], trust: Trust): void {
  if (issuers.some(({ fingerprint }) => trust.isRevoked(fingerprint, serial))) {
    refuse("revoked", `the authority of "${id}" has taken serial "${serial}" back`);
  }
}

interface Period {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Leaf and one of its roots must be in date. TLS reads only our own clock, and of a root it reads no dates at all. */
function isInDate(leaf: LeafInfo, issuers: readonly TrustedRoot[], { now, agreedTime }: AdmissionRules): void {
  const problemAt = (time: number) => {
    const ofRoots = issuers.map((root) => dateProblem(periodOf(root), time));
    return dateProblem(leaf, time) ?? (ofRoots.includes(undefined) ? undefined : ofRoots[0]);
  };
  const ours = problemAt(now());
  const agreed = agreedTime?.();
  const problem = agreed === undefined ? ours : problemAt(agreed);
  const dates = `valid from ${leaf.notBefore.toISOString()} to ${leaf.notAfter.toISOString()}`;
  if (problem !== undefined) refuse(problem, `that of "${leaf.id}" is ${dates}`);
  if (ours !== undefined) refuse("clock-skew", `that of "${leaf.id}" is ${dates}, which our own clock gets wrong`);
}

function dateProblem({ notBefore, notAfter }: Period, time: number): CloseCode | undefined {
  if (time < notBefore.getTime()) return "certificate-not-yet-valid";
  if (time > notAfter.getTime()) return "certificate-expired";
}

const periods = new WeakMap<TrustedRoot, Period>();

function periodOf(root: TrustedRoot): Period {
  const known = periods.get(root) ?? readRoot(root.certificate);
  periods.set(root, known);
  return known;
}

function isNotMyself(peer: PeerRef, leaf: LeafInfo, self: AdmissionRules["self"]): void {
  if (samePeer(peer, self) || leaf.fingerprint === self.fingerprint) refuse("self", `"${peer.id}" is this profile`);
}

function isOnAllowList(peer: PeerRef, { name, fingerprint }: LeafInfo, trust: Trust): void {
  if (!trust.isAllowed(peer)) throw new StrangerError({ ...peer, name, fingerprint });
}

function samePeer(a: PeerRef, b: PeerRef): boolean {
  return a.id === b.id && a.root === b.root;
}

function refuse(code: CloseCode, why: string): never {
  throw new LinkError(code, `certificate of the other side: ${why}`);
}
