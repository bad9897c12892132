/** Our own events of one room: numbered, signed, on disk before anybody hears of them. `docs/specs/rooms-v1.md`, section 2. */
import { sealSaid } from "../../crypto/mod.ts";
import { MAX_ROOM_CLOCK_AHEAD, MIN_ROOM_CLOCK } from "../../net/limits.ts";
import type { MessageRow } from "../../store/history_types.ts";
import { ChatError } from "../errors.ts";
import { clockOf, makeEvent } from "./event.ts";
import type { KnownEventData } from "./event_data.ts";
import { encodeItem } from "./item.ts";
import type { Room } from "./room.ts";
import type { RoomIdentity, RoomParts } from "./room_parts.ts";
import { isStreamOf, newStream, STREAM_RANDOM_BYTES } from "./stream.ts";
import {
  type Cut,
  type EventId,
  isControlStream,
  type Membership,
  type RoomEvent,
  type RoomItem,
  type StreamName,
} from "./types.ts";

/** Kinds that say who writes a control stream, and so begin one. */
const BEGINNINGS: ReadonlySet<string> = new Set(["create", "join", "leave"]);

/** Under which membership something is written; "" where it makes one. */
interface Place {
  readonly under: EventId | "";
  /** Of the stream: undefined before its first event where that makes it. */
  readonly membership: EventId | undefined;
}

export class Writing {
  readonly #parts: RoomParts;
  readonly #room: Room;

  constructor(parts: RoomParts, room: Room) {
    this.#parts = parts;
    this.#room = room;
  }

  /** Resolves when it is on disk. @returns its row @throws ChatError "ended", "not-found" */
  async say(item: RoomItem): Promise<MessageRow> {
    await this.#comeInAgain();
    const { row, keys, log } = this.#room;
    const key = keys.writing(log.state);
    if (key === undefined) throw new ChatError("not-found", `room "${row.name}": its key has not come yet`);
    const made = new Made(this.#room);
    const place = this.#place();
    const stream = this.#stream(false, place);
    const seq = (log.heads().get(stream)?.seq ?? 0) + 1;
    const sealed = sealSaid(key.key, { room: row.id, stream, seq }, encoded(item));
    made.take(this.#make({ kind: "said", key: key.id, ...sealed }, place, stream));
    const [said] = await made.store(item.client);
    return said;
  }

  /** In one write, in this order. */
  async control(...all: readonly KnownEventData[]): Promise<void> {
    const made = new Made(this.#room);
    for (const data of all) {
      for (const place of this.#places(data)) this.#control(data, place, made);
    }
    await made.store();
  }

  #control(data: KnownEventData, place: Place, made: Made): void {
    const { credential } = this.#identity();
    const stream = this.#stream(true, place);
    const isFirst = !this.#room.log.heads().has(stream);
    if (isFirst && !BEGINNINGS.has(data.kind)) made.take(this.#make({ kind: "join", credential }, place, stream));
    made.take(this.#make(isFirst && data.kind === "leave" ? { kind: "leave", credential } : data, place, stream));
  }

  #make(data: KnownEventData, { under }: Place, stream: StreamName): RoomEvent {
    const { row, log } = this.#room;
    const { me } = this.#parts;
    const identity = this.#identity();
    const head = log.heads().get(stream);
    return makeEvent((bytes) => identity.sign(bytes), row.id, {
      ...{ author: me.key, stream, under, data },
      seq: (head?.seq ?? 0) + 1,
      prev: head?.hash ?? "",
      clock: this.#clock(under, head?.clock ?? 0),
    });
  }

  /**
   * After everything we know, but for what others might not take yet: nobody's wrong clock becomes ours. Half of what they would
   * take, since their clocks are not ours.
   */
  #clock(under: EventId | "", before: number): number {
    const { log } = this.#room;
    const most = this.#most() - MAX_ROOM_CLOCK_AHEAD / 2;
    let known = Math.max(before, under === "" ? 0 : clockOf(under));
    if (log.clock < most) known = Math.max(known, log.clock);
    else for (const { clock } of log.heads().values()) if (clock < most && clock > known) known = clock;
    return Math.max(Math.floor(this.#parts.time()), MIN_ROOM_CLOCK, known + 1);
  }

  /** Clocks from here on are refused by others. */
  #most(): number {
    return Math.max(Math.floor(this.#parts.time()), MIN_ROOM_CLOCK) + MAX_ROOM_CLOCK_AHEAD;
  }

  /** Others do not take yet how we came to Everyone: our clock was ahead then. */
  async #comeInAgain(): Promise<void> {
    const { row, log } = this.#room;
    const isIn = row.everyone !== null && log.open(this.#parts.me.key).length > 0;
    if (!isIn || this.#membership() !== undefined) return;
    await this.control({ kind: "join", credential: this.#identity().credential });
  }

  /** A `join` is under what is not joined yet, a `leave` under everything. */
  #places(data: KnownEventData): readonly Place[] {
    const { row, log } = this.#room;
    if (row.everyone !== null) return [{ under: "", membership: undefined }];
    if (data.kind !== "join" && data.kind !== "leave") return [this.#place()];
    const open = log.open(this.#parts.me.key);
    const meant = data.kind === "leave"
      ? open.filter(({ id }) => clockOf(id) < this.#most())
      : open.filter(isInvitation);
    if (meant.length === 0 && open.length > 0 && data.kind === "leave") throw this.#isNotIn();
    return meant.map(({ id }) => ({ under: id, membership: id }));
  }

  /** Where our user writes now. @throws ChatError "ended" */
  #place(): Place {
    const membership = this.#membership();
    if (membership === undefined) throw this.#isNotIn();
    return { under: membership.id, membership: membership.id };
  }

  #isNotIn(): ChatError {
    return new ChatError("ended", `room "${this.#room.row.name}": you are not in it`);
  }

  #membership(): Membership | undefined {
    return this.#room.log.writing(this.#parts.me.key, this.#identity().credential.card.sign, this.#most());
  }

  #stream(control: boolean, { under, membership }: Place): StreamName {
    const { row, log } = this.#room;
    const { me, randomBytes } = this.#parts;
    const of = under === "" ? me.key : under;
    const known = control ? row.control_stream : row.said_stream;
    if (known !== "" && (log.heads().get(known)?.clock ?? 0) < this.#most()) {
      const its = log.membershipOf(known);
      if (its === undefined ? isStreamOf(known, of) : its === membership) return known;
    }
    const stream = newStream(of, control, randomBytes(STREAM_RANDOM_BYTES));
    this.#room.begin(control ? { control_stream: stream } : { said_stream: stream });
    return stream;
  }

  #identity(): RoomIdentity {
    const { identity } = this.#parts;
    if (identity === undefined) throw new ChatError("not-found", "rooms need the keys of the profile");
    return identity;
  }
}

const isInvitation = ({ joined }: Membership): boolean => !joined;

/** Events of ours that are made one after the other, and stored in one write. */
class Made {
  readonly #room: Room;
  readonly #events: RoomEvent[] = [];
  readonly #cut: Cut[] = [];

  constructor(room: Room) {
    this.#room = room;
  }

  /** The next one follows on it. @throws ChatError "ended" when the log does not take it: then the room has changed */
  take(event: RoomEvent): void {
    const { row } = this.#room;
    const { accepted, refused, cut } = this.#room.judge([event]);
    if (accepted.length !== 1) {
      this.#room.reload();
      throw new ChatError("ended", `room "${row.name}": what was to be written is refused: ${refused[0]?.why}`);
    }
    this.#events.push(...accepted);
    this.#cut.push(...cut);
  }

  /** @param client under which a window wrote it */
  async store(client?: string): Promise<MessageRow[]> {
    if (this.#events.length === 0) return [];
    const clients = new Map<EventId, string>(client === undefined ? [] : this.#events.map(({ id }) => [id, client]));
    const changed = this.#events.some(({ stream }) => isControlStream(stream));
    const judged = { accepted: this.#events, refused: [], cut: this.#cut, changed };
    const rows = await this.#room.store(judged, clients);
    this.#room.published(this.#events);
    return rows;
  }
}

/** Line ends and quotes are longer in JSON: a text within its limit may still be too long. @throws ChatError "too-long" */
function encoded(item: RoomItem): Uint8Array {
  try {
    return encodeItem(item);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ChatError("too-long", "message: too long for a room", { cause: error });
  }
}
