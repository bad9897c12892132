/** What spreading needs of the room it spreads, and tells it. `docs/specs/rooms-v1.md`, sections 7 and 8. */
import type { PeerKey } from "../../crypto/types.ts";
import type { Clock } from "../../net/types.ts";
import type { EventId, Got, RoomId, RoomMessage, SignedEvent, StreamHead, StreamName } from "./types.ts";

/** An event with what spreading looks at. */
export interface NumberedEvent extends SignedEvent {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly seq: number;
}

/** Somebody linked who may hear of the room. */
export interface RoomPeer {
  readonly key: PeerKey;
  /** False: invited, and sent control events alone. */
  readonly joined: boolean;
}

export interface SpreadingLog {
  heads(): ReadonlyMap<StreamName, StreamHead>;
  /** In order from `from` on, at most about so many bytes (at least one); fewer where bodies are gone. */
  read(stream: StreamName, from: number, limit: { readonly count: number; readonly bytes: number }): NumberedEvent[];
}

/** What became of events that came. */
export interface Taken {
  /** New, and on disk. */
  readonly accepted: readonly NumberedEvent[];
  /** Some we have already: they came twice. */
  readonly known: readonly NumberedEvent[];
  /** Some could not be taken because something before them is missing: compare soon. */
  readonly incomplete: boolean;
}

export interface SpreadingParts {
  readonly room: RoomId;
  readonly me: PeerKey;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly log: SpreadingLog;
  /** Whether we have joined. Who is only invited listens, and passes nothing on: it has control events alone. */
  readonly joined: () => boolean;
  /** Who is linked now and a member (joined or invited); ourselves not. */
  readonly peers: () => readonly RoomPeer[];
  /** The same of one: asked for each content. */
  readonly peer: (key: PeerKey) => RoomPeer | undefined;
  /** Resolves when the link has taken it; rejects when it is gone, which is nothing to worry about. */
  readonly send: (to: PeerKey, message: RoomMessage) => Promise<void>;
  /** Resolves when what is new is on disk. @throws LinkError "bad-content", which closes the link of `from` */
  readonly take: (from: PeerKey, events: readonly SignedEvent[]) => Promise<Taken>;
  /** Somebody tells what they, or others, have. @returns those that are news */
  readonly got: (from: PeerKey, got: readonly Got[]) => readonly Got[];
  /** Joined members, ourselves among them. */
  readonly memberCount: () => number;
}

/** Spreading of one room. */
export interface RoomSpreading {
  /** A link with a member is up (or a linked peer became one). */
  linked(peer: PeerKey): void;
  unlinked(peer: PeerKey): void;
  /** One content. Resolves when it is dealt with: the link reads on then. @throws LinkError "bad-content" */
  heard(from: PeerKey, message: RoomMessage): Promise<void>;
  /** New events of our own are on disk. */
  published(events: readonly NumberedEvent[]): void;
  /** Events of others are on our disk: their authors are told, at most once in `ROOM_GOT_EVERY`. */
  told(got: readonly Got[]): void;
  stop(): void;
}
