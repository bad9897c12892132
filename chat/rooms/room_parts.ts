/** What the rooms of a messenger are given. */
import type { Fingerprint, PeerKey } from "../../crypto/types.ts";
import type { Clock, Link } from "../../net/types.ts";
import type { History } from "../../store/history_types.ts";
import type { EventBus } from "../events.ts";
import type { Known } from "../views.ts";
import type { Credential, KeyBox, RoomId } from "./types.ts";

/** Proves who wrote our events, and opens what is sealed for us: private keys stay behind it. */
export interface RoomIdentity {
  readonly credential: Credential;
  /** Ed25519 by the key of our card. */
  sign(bytes: Uint8Array): Uint8Array;
  /** A room key sealed for our card; undefined when it is not for us. */
  openKey(at: { readonly room: RoomId; readonly id: string }, box: KeyBox): Promise<Uint8Array | undefined>;
}

export interface RoomsParts {
  readonly me: { readonly key: PeerKey; readonly root: Fingerprint; readonly name: string; readonly rootName: string };
  /** Without it rooms can be read, and nothing else. */
  readonly identity: RoomIdentity | undefined;
  readonly history: History;
  readonly bus: EventBus;
  readonly known: Known;
  readonly clock: Clock;
  /** Milliseconds since the epoch, as `roomTime` has it: what linked people agree on, within limits. */
  readonly time: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly isRevoked: (root: Fingerprint, serial: string) => boolean;
  readonly storageFailed: (error: unknown) => void;
  readonly warn: (text: string, fields?: Record<string, unknown>) => void;
}

/** What one room is given. */
export interface RoomParts extends RoomsParts {
  /** Those that are up, with people our user talks to. */
  readonly links: () => readonly Link[];
  /** The one of them with this person. */
  readonly linkTo: (key: PeerKey) => Link | undefined;
}

/** Key of the conversation of a room. */
export const roomKey = (id: RoomId): string => `#${id}`;

export const isRoomKey = (conversation: string): boolean => conversation.startsWith("#");

export const roomIdOf = (conversation: string): RoomId => conversation.slice(1);
