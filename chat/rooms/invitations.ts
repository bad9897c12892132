/** Rooms that somebody says we are in, before we know whether that is so. `docs/specs/rooms-v1.md`, section 9. */
import type { PeerKey } from "../../crypto/types.ts";
import {
  MAX_ROOM_INVITATION_BYTES,
  MAX_ROOM_INVITATIONS,
  MAX_ROOM_INVITATIONS_BYTES,
  MAX_ROOM_INVITATIONS_OF_ONE,
} from "../../net/limits.ts";
import { RateLimit } from "../../net/mod.ts";
import type { History } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import { openRoomLog } from "./log.ts";
import type { RoomLog } from "./log_types.ts";
import type { RoomsParts } from "./room_parts.ts";
import {
  type EventId,
  isControlStream,
  type RoomEvent,
  type RoomId,
  type RoomMessage,
  type SignedEvent,
} from "./types.ts";

/** Milliseconds for which what was told of a room is kept. */
const PATIENCE = 60_000;
/** Answers to one peer in a second, and at once. */
const ANSWERS_PER_SECOND = 4;
const ANSWER_BURST = MAX_ROOM_INVITATIONS;

export interface InvitationsParts extends Pick<RoomsParts, "identity" | "clock" | "time" | "isRevoked"> {
  readonly me: { readonly key: PeerKey };
  readonly history: Pick<History, "contact">;
}

interface Candidate {
  /** Room and who tells us of it. */
  readonly name: string;
  readonly from: PeerKey;
  readonly log: RoomLog;
  readonly events: RoomEvent[];
  bytes: number;
  /** Not to be forgotten by itself any more. */
  readonly cancel: () => void;
}

export interface Invitation {
  readonly id: RoomId;
  readonly name: string;
  /** What we are invited by: our memberships. */
  readonly under: readonly EventId[];
  /** In an order in which they can be taken. */
  readonly events: readonly RoomEvent[];
}

export class Invitations {
  readonly #parts: InvitationsParts;
  /** By room and who told us of it: nobody can spoil what another tells. */
  readonly #candidates = new Map<string, Candidate>();
  readonly #rates = new Map<PeerKey, RateLimit>();

  constructor(parts: InvitationsParts) {
    this.#parts = parts;
  }

  /**
   * A content about a room that we do not know.
   * @param open how many invitations wait for our user
   * @returns what to answer, or the invitation
   */
  heard(from: PeerKey, room: RoomId, message: RoomMessage, open: number): RoomMessage | Invitation | undefined {
    if (!this.#isWelcome(from)) return undefined;
    if ("digest" in message) return this.#ask(from, room, open);
    return "events" in message ? this.#collect(from, room, message) : undefined;
  }

  unlinked(from: PeerKey): void {
    for (const { name } of this.#of(from)) this.#forget(name);
  }

  stop(): void {
    for (const name of [...this.#candidates.keys()]) this.#forget(name);
  }

  #isWelcome(from: PeerKey): boolean {
    return this.#parts.identity !== undefined && this.#parts.history.contact(from)?.state === "active";
  }

  #ask(from: PeerKey, room: RoomId, open: number): RoomMessage | undefined {
    const rate = this.#rates.get(from) ?? new RateLimit(this.#parts.clock, ANSWERS_PER_SECOND, ANSWER_BURST);
    this.#rates.set(from, rate);
    if (!rate.allow()) return undefined;
    const name = nameOf(from, room);
    this.#forget(name);
    if (open + this.#candidates.size >= MAX_ROOM_INVITATIONS) return undefined;
    // The others come by a later digest.
    if (this.#of(from).length >= MAX_ROOM_INVITATIONS_OF_ONE) return undefined;
    const { clock, time, isRevoked } = this.#parts;
    const cancel = clock.after(PATIENCE, () => this.#candidates.delete(name));
    const log = openRoomLog({ room, everyone: null, now: time, isRevoked, headAt: () => undefined }, [], []);
    this.#candidates.set(name, { name, from, log, events: [], bytes: 0, cancel });
    return { have: { buckets: Array.from({ length: 64 }, (_, index) => index), streams: [], ask: false } };
  }

  #collect(from: PeerKey, room: RoomId, { events }: { events: readonly SignedEvent[] }): Invitation | undefined {
    const candidate = this.#candidates.get(nameOf(from, room));
    if (candidate === undefined) return undefined;
    candidate.bytes += events.reduce((sum, { body }) => sum + body.length, 0);
    const isTooMuch = bytesOf(this.#of(from)) > MAX_ROOM_INVITATION_BYTES ||
      bytesOf(this.#candidates.values()) > MAX_ROOM_INVITATIONS_BYTES;
    if (isTooMuch) return this.#forget(candidate.name);
    const control = events.map((one) => parseEvent(room, one)).filter(({ stream }) => isControlStream(stream));
    candidate.events.push(...candidate.log.take(control).accepted);
    const under = candidate.log.open(this.#parts.me.key).map(({ id }) => id);
    if (under.length === 0) return undefined;
    for (const other of this.#candidates.values()) if (other.name.startsWith(room)) this.#forget(other.name);
    return { id: room, name: candidate.log.state.name, under, events: candidate.events };
  }

  #of(from: PeerKey): Candidate[] {
    return [...this.#candidates.values()].filter((candidate) => candidate.from === from);
  }

  #forget(name: string): undefined {
    this.#candidates.get(name)?.cancel();
    this.#candidates.delete(name);
  }
}

const nameOf = (from: PeerKey, room: RoomId): string => `${room} ${from}`;

function bytesOf(candidates: Iterable<Candidate>): number {
  let sum = 0;
  for (const { bytes } of candidates) sum += bytes;
  return sum;
}
