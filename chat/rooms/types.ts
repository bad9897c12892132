/** What the parts of a room share. `docs/specs/rooms-v1.md`; times are milliseconds since the epoch. */
import type { Fingerprint, KeyCard, PeerKey } from "../../crypto/types.ts";

/** 32 bytes hex. The room's conversation has the key `#` and this. */
export type RoomId = string;
/** UUIDv7 made of clock and hash; compared as text, ids are the order of the room. */
export type EventId = string;
/** 16 bytes hex; the first bit says whether it is for control. */
export type StreamName = string;

export type ControlKind = "create" | "add" | "join" | "leave" | "remove" | "rename" | "key";
export type RoomRole = "owner" | "member";

/** As it travels and is kept: exactly what its author signed. */
export interface SignedEvent {
  /** JSON text. */
  readonly body: string;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** A body that has the shape of section 2, with what follows from its bytes. */
export interface RoomEvent extends SignedEvent {
  readonly id: EventId;
  /** SHA-256 of the signed bytes, hex. */
  readonly hash: string;
  readonly author: PeerKey;
  readonly stream: StreamName;
  readonly seq: number;
  readonly prev: string;
  readonly clock: number;
  readonly under: EventId | "";
  readonly kind: string;
  /** Checked for the kinds we know; as it came for others. */
  readonly data: RoomEventData;
}

export type RoomEventData =
  | { readonly kind: "create"; readonly name: string; readonly credential: Credential }
  | {
    readonly kind: "add";
    readonly member: PeerKey;
    readonly name: string;
    /** Raw public keys, 32 bytes. */
    readonly sign: Uint8Array;
    readonly seal: Uint8Array;
    readonly role: RoomRole;
  }
  | { readonly kind: "join"; readonly credential: Credential }
  | { readonly kind: "leave"; readonly credential?: Credential }
  | { readonly kind: "remove"; readonly under: readonly EventId[]; readonly cuts: readonly Cut[] }
  | { readonly kind: "rename"; readonly name: string }
  | {
    readonly kind: "key";
    readonly key: string;
    readonly boxes: readonly KeyBox[];
    readonly before: readonly { readonly key: string; readonly box: Uint8Array }[];
  }
  | { readonly kind: "said"; readonly key: string; readonly nonce: Uint8Array; readonly box: Uint8Array }
  | { readonly kind: "unknown" };

/** Of this stream what is numbered up to `seq` stays. */
export interface Cut {
  readonly stream: StreamName;
  readonly seq: number;
}

/** A room key sealed for one membership. */
export interface KeyBox {
  readonly under: EventId;
  readonly enc: Uint8Array;
  readonly box: Uint8Array;
}

/** Who somebody is, provable to whoever never met them. */
export interface Credential {
  /** DER. */
  readonly root: Uint8Array;
  readonly leaf: Uint8Array;
  readonly card: KeyCard;
}

/** A credential that was checked. */
export interface CheckedCredential {
  readonly member: PeerKey;
  /** From the certificate. */
  readonly name: string;
  /** Of the leaf, lower-case hex: what a revocation list names. */
  readonly serial: string;
  readonly root: Fingerprint;
  readonly sign: Uint8Array;
  readonly seal: Uint8Array;
}

/** What a `said` event holds when it is opened. */
export interface RoomItem {
  readonly kind: string;
  readonly text: string;
  /** Author's clock. */
  readonly at: number;
  readonly about?: EventId;
  readonly forwarded?: true;
  /** The author's own name for it: an id of its window. */
  readonly client?: string;
}

/** The right of one person to write, from an `add`, `create` or (Everyone) `join`. */
export interface Membership {
  /** Id of the event that made it; smaller is senior. */
  readonly id: EventId;
  readonly member: PeerKey;
  readonly name: string;
  readonly role: RoomRole;
  readonly sign: Uint8Array;
  readonly seal: Uint8Array;
  /** Who added them; their own key where nobody did. */
  readonly by: PeerKey;
  /** They took the invitation (always in Everyone, and of the creator). */
  readonly joined: boolean;
  /** Undefined while open. */
  readonly closed?: {
    /** Id of the event that closed it, the first of several. */
    readonly at: EventId;
    readonly why: "left" | "removed";
    readonly by: PeerKey;
    /** By removals: of streams without one nothing stays. Empty where there was none. */
    readonly cuts: ReadonlyMap<StreamName, number>;
    /** Clock of their `leave`, if there is one: nothing that is later stays. */
    readonly until?: number;
  };
}

/** What the control events of a room come to. Pure function of their set. */
export interface RoomState {
  readonly name: string;
  readonly memberships: ReadonlyMap<EventId, Membership>;
  /** Valid `key` events in the order of the room. */
  readonly keys: readonly {
    readonly id: EventId;
    readonly by: EventId;
    readonly data: RoomEventData & { kind: "key" };
  }[];
  /** Control events that have a meaning: what is noted in the conversation. */
  readonly valid: ReadonlySet<EventId>;
}

/** Newest event of a stream. */
export interface StreamHead {
  readonly stream: StreamName;
  readonly author: PeerKey;
  readonly seq: number;
  readonly hash: string;
  readonly clock: number;
}

/** One content of kind `room`, without the room. Section 7. */
export type RoomMessage =
  /** 64 hashes of 4 bytes, hex. */
  | { readonly digest: string }
  | { readonly have: Have }
  | { readonly events: readonly SignedEvent[] }
  | { readonly ihave: readonly StreamNumber[] }
  | { readonly want: readonly StreamNumber[] }
  | { readonly prune: true }
  | { readonly got: readonly Got[] };

export interface Have {
  /** 0…63. */
  readonly buckets: readonly number[];
  readonly streams: readonly { readonly stream: StreamName; readonly seq: number; readonly head: string }[];
  readonly ask: boolean;
}

export interface StreamNumber {
  readonly stream: StreamName;
  readonly seq: number;
}

export interface Got extends StreamNumber {
  readonly member: PeerKey;
}

/** Why an event was not taken; also what is logged. */
export type Refusal =
  /** Have it already. */
  | "known"
  /** Something before it is missing: catching up brings it again. */
  | "gap"
  /** The same: who made them a member, or (for what is said) that they joined. */
  | "unknown-membership"
  | "future"
  /** Never: what it says is not allowed. */
  | "beyond-cut"
  | "revoked"
  | "fork"
  /** The stream, or the membership it is under, is not theirs. */
  | "wrong-author"
  | "wrong-credential"
  | "too-many-streams"
  | "bad-clock"
  /** Whoever sent it did not verify it: `bad-content`. */
  | "bad-signature";

export const isControlStream = (stream: StreamName): boolean => stream >= "8";
