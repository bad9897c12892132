/** Rooms that somebody says we are in, before we know whether that is so. `docs/specs/rooms-v1.md`, section 9. */
import type { PeerKey } from "../../crypto/types.ts";
import { MAX_ROOM_INVITATION_BYTES, MAX_ROOM_INVITATIONS } from "../../net/limits.ts";
import { RateLimit } from "../../net/mod.ts";
import type { Clock } from "../../net/types.ts";
import { parseEvent } from "./event.ts";
import { openRoomLog } from "./log.ts";
import type { RoomLog } from "./log_types.ts";
import type { RoomsParts } from "./room_parts.ts";
import { isControlStream, type RoomEvent, type RoomId, type RoomMessage } from "./types.ts";

/** Milliseconds for which what was told of a room is kept. */
const PATIENCE = 60_000;
/** Answers to one peer in a second, and at once. */
const ANSWERS_PER_SECOND = 4;
const ANSWER_BURST = MAX_ROOM_INVITATIONS;

interface Candidate {
  readonly log: RoomLog;
  readonly events: RoomEvent[];
  bytes: number;
  readonly forget: () => void;
}

export interface Invitation {
  readonly id: RoomId;
  readonly name: string;
  /** In an order in which they can be taken. */
  readonly events: readonly RoomEvent[];
}

export class Invitations {
  readonly #parts: RoomsParts;
  readonly #candidates = new Map<RoomId, Candidate>();
  readonly #rates = new Map<PeerKey, RateLimit>();

  constructor(parts: RoomsParts) {
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
    return "events" in message ? this.#collect(room, message) : undefined;
  }

  stop(): void {
    for (const { forget } of this.#candidates.values()) forget();
    this.#candidates.clear();
  }

  #isWelcome(from: PeerKey): boolean {
    return this.#parts.identity !== undefined && this.#parts.history.contact(from)?.state === "active";
  }

  #ask(from: PeerKey, room: RoomId, open: number): RoomMessage | undefined {
    const rate = this.#rates.get(from) ?? new RateLimit(this.#parts.clock as Clock, ANSWERS_PER_SECOND, ANSWER_BURST);
    this.#rates.set(from, rate);
    if (!rate.allow() || open + this.#candidates.size >= MAX_ROOM_INVITATIONS) return undefined;
    const { clock, time, isRevoked } = this.#parts;
    this.#candidates.get(room)?.forget();
    const cancel = clock.after(PATIENCE, () => this.#candidates.delete(room));
    const log = openRoomLog({ room, everyone: null, now: time, isRevoked, headAt: () => undefined }, [], []);
    this.#candidates.set(room, { log, events: [], bytes: 0, forget: cancel });
    return { have: { buckets: Array.from({ length: 64 }, (_, index) => index), streams: [], ask: false } };
  }

  #collect(room: RoomId, { events }: Extract<RoomMessage, { events: unknown }>): Invitation | undefined {
    const candidate = this.#candidates.get(room);
    if (candidate === undefined) return undefined;
    candidate.bytes += events.reduce((sum, { body }) => sum + body.length, 0);
    if (candidate.bytes > MAX_ROOM_INVITATION_BYTES) return this.#forget(room);
    const control = events.map((one) => parseEvent(room, one)).filter(({ stream }) => isControlStream(stream));
    candidate.events.push(...candidate.log.take(control).accepted);
    if (candidate.log.open(this.#parts.me.key).length === 0) return undefined;
    this.#forget(room);
    return { id: room, name: candidate.log.state.name, events: candidate.events };
  }

  #forget(room: RoomId): undefined {
    this.#candidates.get(room)?.forget();
    this.#candidates.delete(room);
  }
}
