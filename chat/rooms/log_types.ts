/** The events of one room in memory: which may come in, and what they come to. `docs/specs/rooms-v1.md`, sections 2 to 5. */
import type { Fingerprint, PeerKey } from "../../crypto/types.ts";
import type {
  CheckedCredential,
  Cut,
  EventId,
  Membership,
  Refusal,
  RoomEvent,
  RoomId,
  RoomState,
  SignedEvent,
  StreamHead,
  StreamName,
} from "./types.ts";

export interface RoomLogParts {
  readonly room: RoomId;
  /** Fingerprint of the root whose Everyone it is; null for a private room. */
  readonly everyone: Fingerprint | null;
  readonly now: () => number;
  readonly isRevoked: (root: Fingerprint, serial: string) => boolean;
  /** What is stored of a stream of what is said under this number; undefined where its body is gone. */
  readonly headAt: (stream: StreamName, seq: number) => StreamHead | undefined;
}

export interface JudgedEvents {
  /** Taken, in an order in which they can be stored, once `cut` is done. */
  readonly accepted: readonly RoomEvent[];
  readonly refused: readonly { readonly event: RoomEvent; readonly why: Refusal }[];
  /** What is beyond cuts that came with them: to be taken out of history. Who finds streams of their own here begins new ones. */
  readonly cut: readonly Cut[];
  /** The state has changed. */
  readonly changed: boolean;
}

export interface RoomLog {
  readonly state: RoomState;
  /** Largest clock of all events, 0 without any. */
  readonly clock: number;
  heads(): ReadonlyMap<StreamName, StreamHead>;
  /** Verify, judge and take, in whatever order they came; what fits only after others of the same call is taken, too. */
  take(events: readonly RoomEvent[]): JudgedEvents;
  /** The open memberships of somebody, the most senior first. */
  open(member: PeerKey): readonly Membership[];
  /** Who somebody is by their credential; undefined before they joined. */
  credential(member: PeerKey): CheckedCredential | undefined;
  /** Whose events these are, open or not; undefined for a stream we have nothing of. */
  membershipOf(stream: StreamName): EventId | undefined;
  /**
   * The membership we would write under now: our open one with the most rights (in Everyone the newest). One that is not joined
   * yet takes a `join` first. Each has streams of its own.
   * @param sign our content key: those with another are left out, since what we sign would not be ours under them
   * @param before those made at this clock or later are left out, since others do not take what is under them yet
   */
  writing(me: PeerKey, sign?: Uint8Array, before?: number): Membership | undefined;
  /** Whether a `remove` by `by` would close `id`. */
  mayRemove(by: Membership, id: EventId): boolean;
}

/**
 * Taken up from what is stored: all control events (bodies are trusted, they were verified before they were stored) and the heads of
 * all streams.
 */
export type OpenRoomLog = (
  parts: RoomLogParts,
  control: readonly SignedEvent[],
  heads: readonly StreamHead[],
) => RoomLog;
