/** The interfaces of `net/`: who is where, how to reach them, and the links that come of it. */
import type { Fingerprint, KeyCard, OpenedChunk, PeerId, PeerRef } from "../crypto/types.ts";

/** Where a node listens. */
export interface Address {
  /** IPv4, IPv6 without brackets, or a DNS name. */
  readonly host: string;
  readonly port: number;
}

/** A way to get bytes to a peer. */
export type TransportKind = "tcp" | "quic" | "relay" | "memory";

/** Kinds of sealed content a link carries; `docs/specs/wire-v1.md` section "Kinds". */
export type ContentKind = number;

/** The peer at the other end, after admission and hello. */
export interface LinkPeer extends PeerRef {
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly notAfter: Date;
  /** RSA key of the leaf: SPKI DER. */
  readonly publicKey: Uint8Array;
  readonly card: KeyCard;
  /** Random per process start, hex: tells two copies of one identity apart. */
  readonly instance: string;
  /** Peer's clock minus ours when hello arrived, milliseconds. */
  readonly clockOffset: number;
  /** Addresses the peer says it listens on, checked for shape, at most `MAX_ADDRESSES`. */
  readonly addresses: readonly Address[];
}

/** Where the other end of a link is. */
export interface RemoteEnd {
  /** IP address as our system sees it. */
  readonly host: string;
  /** Where it listens, if we dialled it there. */
  readonly port?: number;
}

/** An authenticated session with a peer. Content given to `send` is sealed; content handed up was opened. */
export interface Link {
  readonly peer: LinkPeer;
  readonly transport: TransportKind;
  /** Absent where bytes do not come from an address. */
  readonly remote?: RemoteEnd;
  /** Milliseconds since the epoch, when the peer's `ready` had arrived. */
  readonly since: number;
  /** True when we dialled. */
  readonly initiator: boolean;
  /** Resolves when the socket has taken the bytes (back-pressure); rejects when the link is closed. */
  send(kind: ContentKind, data: Uint8Array): Promise<void>;
  /**
   * Show every content of the conversation from now on; undefined ends it, and then it costs nothing. The bytes are the
   * link's own: not to be changed. What the tap throws is ignored.
   */
  tap(tap: LinkTap | undefined): void;
  /** Say why and end. Idempotent. */
  close(code: CloseCode, reason?: string): void;
  /** Resolves, never rejects. */
  readonly closed: Promise<LinkClosed>;
}

/** What a reader asks of the author of a file: `docs/specs/files-v1.md`, section 4. Ids are of the offer. */
export type FileRequest =
  /** First and last, both included; rising. */
  | { readonly file: string; readonly chunks: readonly (readonly [number, number])[] }
  | { readonly file: string; readonly manifest: true }
  | { readonly file: string; readonly root: true }
  | { readonly file: string; readonly hashes: readonly [number, number] };

/** A chunk as it came, still sealed; its bytes are the receiver's to keep. */
export interface SealedChunk {
  readonly file: string;
  /** {@link MANIFEST_INDEX} of `net/bulk_content.ts` for the manifest. */
  readonly index: number;
  readonly contentId: number;
  readonly sealed: Uint8Array;
}

/** A connection beside a link that carries files. Every call resolves when the socket has taken the bytes, and rejects when it is closed. */
export interface BulkLink {
  readonly peer: LinkPeer;
  /** True when we dialled. */
  readonly initiator: boolean;
  /** @param key of the offer, when chunks are asked for: they are opened as they come, not all at once */
  request(request: FileRequest, key?: Uint8Array): Promise<void>;
  /** Sealed under a key of this connection, made from the offer's `key` (32 bytes). */
  chunk(file: string, key: Uint8Array, index: number, plain: Uint8Array): Promise<void>;
  /** @param root SHA-256 in hex */
  root(file: string, root: string): Promise<void>;
  /** @param hashes 32 bytes each, the first is that of chunk `from` */
  hashes(file: string, from: number, hashes: Uint8Array): Promise<void>;
  /** @param reason `[a-z-]{1,32}` */
  stop(file: string, reason: string): Promise<void>;
  /**
   * Once, and before {@link BulkHandler.onChunk} is over, if it was asked for with a key: `sealed` becomes what is returned,
   * and is the caller's to keep.
   * @throws SealError when it is not what the author sealed under this key
   */
  open(key: Uint8Array, chunk: SealedChunk): OpenedChunk;
  /** Nobody needs any more what {@link open} gave: its memory is used again. Else the collector finds it, much later. */
  reclaim?(plain: Uint8Array): void;
  /** Idempotent. */
  close(code: CloseCode, reason?: string): void;
  /** Resolves, never rejects. */
  readonly closed: Promise<LinkClosed>;
}

/**
 * What `chat/` gives to `net/` for files. Calls for one connection never overlap, and while a promise is pending nothing is
 * read from it. A LinkError closes it with its code, others with `internal`.
 */
export interface BulkHandler {
  onBulkOpen(bulk: BulkLink): void;
  onBulkClose(bulk: BulkLink, why: LinkClosed): void;
  onRequest(bulk: BulkLink, request: FileRequest): void | Promise<void>;
  onChunk(bulk: BulkLink, chunk: SealedChunk): void | Promise<void>;
  onRoot(bulk: BulkLink, file: string, root: string): void | Promise<void>;
  onHashes(bulk: BulkLink, file: string, from: number, hashes: Uint8Array): void | Promise<void>;
  onStop(bulk: BulkLink, file: string, reason: string): void | Promise<void>;
}

/** A content before and after the seal. */
export interface TappedContent {
  readonly direction: "in" | "out";
  readonly kind: ContentKind;
  readonly plain: Uint8Array;
  /** What stands in its packets, headers aside: as many bytes of ciphertext, then the tag. */
  readonly sealed: Uint8Array;
}

export type LinkTap = (content: TappedContent) => void;

export interface LinkClosed {
  readonly code: CloseCode;
  readonly reason: string;
  /** Who ended it. */
  readonly by: "us" | "peer" | "network";
}

/** What `chat/` gives to `net/`. Calls for one link never overlap: the next packet waits for the promise. */
export interface LinkHandler {
  onOpen(link: Link): void;
  onContent(link: Link, kind: ContentKind, data: Uint8Array): void | Promise<void>;
  onClose(link: Link, why: LinkClosed): void;
  /** An attempt ended before there was a link: nobody there, or refused by them or by us. */
  onAttemptFailed?(peer: PeerRef | undefined, address: Address | undefined, why: LinkClosed): void;
  /** Refused as `not-allowed`, and for nothing else: their certificate is good, they are on no list, or blocked. */
  onStranger?(stranger: Stranger): void;
}

/** Who was refused because our user has not said that they may come in; from their certificate alone. */
export interface Stranger extends PeerRef {
  readonly name: string;
  readonly fingerprint: Fingerprint;
}

/** Somebody to stay connected with. */
export interface DialTarget {
  /** Absent for a bare `--peer HOST:PORT`: whoever answers there and passes admission. */
  readonly peer?: PeerRef;
  readonly addresses: readonly Address[];
}

/** Named reasons for refusing or ending; text form on the wire; all in `net/errors.ts`, user words in the locales. */
export type CloseCode = import("./errors.ts").CloseCode;

/** "heard": somebody on another machine was heard. */
export type LanState = "off" | "quiet" | "heard";

export interface Network {
  /** Bound addresses, after `start`. */
  readonly port: number;
  /** Addresses others can use: no wildcard; loopback only if nothing else is bound. */
  addresses(): Address[];
  start(): Promise<void>;
  /** The whole set of people to stay connected with; keeps, adds and drops dialling as it differs. */
  setTargets(targets: readonly DialTarget[]): void;
  /**
   * Peers with whom files are to move. While a link that we dialled to one of them is up, a bulk connection beside it is kept;
   * the others dial theirs.
   */
  setBulkPeers(peers: readonly PeerRef[]): void;
  /**
   * Somebody is said to be reachable there. Nothing is believed: it is kept for a while and dialled if they may reach us.
   * @param by who said so
   */
  hint(peer: PeerRef, addresses: readonly Address[], by: PeerRef): void;
  /** Try everybody now, forgetting back-off (the machine woke up, the user pressed "retry"). */
  retryNow(): void;
  /** What finding others on the local network has come to; "off" where we take no part. */
  lan?(): LanState;
  /**
   * Milliseconds between our clock and that of somebody on the local network whom discovery ignores because of it; undefined where
   * there is none. What they say, to be shown and for nothing else.
   */
  lanClockOffset?(): number | undefined;
  links(): readonly Link[];
  linkTo(peer: PeerRef): Link | undefined;
  /** Roots, scopes or revocations changed: new TLS context, and links that would no longer be admitted are closed. */
  trustChanged(): void;
  stop(): Promise<void>;
}

/** One-time permission to pair, as the pairing responder knows it. */
export interface LiveInvite {
  /** 16 bytes; public name of the invite, derived from the secret. */
  readonly id: string;
  /** 16 random bytes. */
  readonly secret: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who the other side of a completed pairing is. */
export interface PairedPeer extends PeerRef {
  readonly name: string;
  /** PEM of their root; to be trusted for this id only. */
  readonly rootCertificate: string;
  readonly addresses: readonly Address[];
}

/** How the pairing responder reaches the invites; implemented by `chat/`. */
export interface InviteBook {
  find(id: string): LiveInvite | undefined;
  /** True while any invite is live: without one the `parley-pair/1` protocol is not spoken at all. */
  anyLive(): boolean;
  /**
   * Redeem. Resolves when the decision is on disk. The same person may repeat an answer that got lost; anybody else gets
   * "used". Who is blocked gets "blocked", and the invite stays as it was.
   */
  redeem(id: string, peer: PairedPeer): Promise<Redemption>;
}

export type Redemption = "paired" | "used" | "expired" | "blocked";

export type { Fingerprint, PeerId, PeerRef };

/** Bytes both ways, after TLS; what a transport gives and a link takes. */
export interface ByteStream {
  /** Next chunk, null at the end; rejects when broken. One call at a time. Streams of files take it back at the next. */
  read(): Promise<Uint8Array | null>;
  /**
   * Resolves when less than the high-water mark waits. `WRITE_BYTES` and more were taken whole then: their memory may be
   * used again.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Send what waits, then end. */
  close(): void;
  /** End now. */
  destroy(): void;
}

/** Time and waiting, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @returns a function that cancels */
  after(ms: number, run: () => void): () => void;
}
