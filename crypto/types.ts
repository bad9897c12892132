/**
 * Names for who somebody is. Nothing here does I/O.
 *
 * Format: `docs/specs/identity-v1.md`.
 */
import type { KeyObject } from "node:crypto";

/** A 40-bit number in decimal without leading zeros, "1" … "1099511627775". Unique under one root only. */
export type PeerId = string;

/** SHA-256 of a DER certificate, 64 lower-case hex digits. */
export type Fingerprint = string;

/** Who somebody is: two authorities may issue the same id, so the id never stands alone. */
export interface PeerRef {
  readonly root: Fingerprint;
  readonly id: PeerId;
}

/** `<id>.<root fingerprint>`: the text form of a {@link PeerRef}; key of contacts and conversations. */
export type PeerKey = string;

/** The two content keys of a peer, bound to its leaf certificate. Raw public keys, 32 bytes each. */
export interface KeyCard {
  /** Ed25519 public key (RFC 8032). */
  readonly sign: Uint8Array;
  /** X25519 public key (RFC 7748). */
  readonly seal: Uint8Array;
  /** RSA-PSS-SHA256 (salt 32) by the leaf's key over the card's canonical bytes. */
  readonly signature: Uint8Array;
  /** Ed25519 signature by `sign` over the same bytes: whoever shows the card owns it. */
  readonly proof: Uint8Array;
}

/** Everything a running node needs to prove who it is. Secret; lives in memory only. */
export interface Identity extends PeerRef {
  readonly name: string;
  /** Leaf certificate, PEM. */
  readonly certificate: string;
  /** The root that issued it, PEM. */
  readonly rootCertificate: string;
  /** SHA-256 of the leaf. */
  readonly fingerprint: Fingerprint;
  /** Of the leaf, lower-case hex. */
  readonly serial: string;
  /** RSA key of the leaf, PKCS#8 PEM without a pass-phrase (memory only), for `node:tls`. */
  readonly privateKeyPem: string;
  readonly privateKey: KeyObject;
  readonly signKey: KeyObject;
  readonly sealKey: KeyObject;
  readonly card: KeyCard;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** What a leaf certificate says, after it passed the profile of `docs/specs/identity-v1.md`. */
export interface LeafInfo {
  readonly id: PeerId;
  readonly name: string;
  readonly fingerprint: Fingerprint;
  /** Serial number, lower-case hex without leading zeros. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SPKI DER of the RSA key. */
  readonly publicKey: Uint8Array;
}

/** Who may reach me under a root: everybody it issued, or only these ids. */
export type Scope = { readonly kind: "members" } | { readonly kind: "only"; readonly ids: readonly PeerId[] };

export interface TrustedRoot {
  readonly fingerprint: Fingerprint;
  /** PEM. */
  readonly certificate: string;
  /** Subject CN. */
  readonly name: string;
  readonly scope: Scope;
}

/** What admission asks of trust; kept up to date by `chat/`, read by `net/`. */
export interface Trust {
  roots(): readonly TrustedRoot[];
  inScope(peer: PeerRef): boolean;
  isRevoked(root: Fingerprint, serial: string): boolean;
  /** Blocked by the user, or not on the allow-list while that is on. */
  isAllowed(peer: PeerRef): boolean;
}

/** A chunk of a file that its author has sealed, opened. */
export interface OpenedChunk {
  /** In the memory of what was sealed. */
  readonly plain: Uint8Array;
  /** SHA-256. */
  readonly hash: Uint8Array;
}
