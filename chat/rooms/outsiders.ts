/**
 * What somebody linked hears of a room who is no member as far as we know: that they were removed, and how to show us that they
 * were added meanwhile. Nothing in it tells a stranger anything. `docs/specs/rooms-v1.md`, section 7.
 */
import type { PeerKey } from "../../crypto/types.ts";
import { BATCH_TARGET_BYTES, ROOM_COMPARISON_BURST, ROOM_COMPARISONS_PER_SECOND } from "../../net/limits.ts";
import { RateLimit } from "../../net/mod.ts";
import type { Clock } from "../../net/types.ts";
import type { History } from "../../store/history_types.ts";
import { cutOf } from "./closing.ts";
import { parseEvent } from "./event.ts";
import type { RoomLog } from "./log_types.ts";
import { prefixesOf, prefixOf } from "./stream.ts";
import { bucketOf, headOfHash, NOTHING } from "./summary.ts";
import {
  type EventId,
  type Have,
  isControlStream,
  type Membership,
  type RoomEvent,
  type RoomId,
  type RoomMessage,
  type StreamName,
} from "./types.ts";

export interface OutsidersParts {
  readonly room: RoomId;
  readonly clock: Clock;
  readonly history: Pick<History, "roomControl">;
  readonly log: () => RoomLog;
  readonly send: (to: PeerKey, message: RoomMessage) => Promise<void>;
}

interface Outsider {
  readonly rate: RateLimit;
  /** Memberships whose end they were told on this link. */
  readonly told: Set<EventId>;
}

export class Outsiders {
  readonly #parts: OutsidersParts;
  readonly #known = new Map<PeerKey, Outsider>();

  constructor(parts: OutsidersParts) {
    this.#parts = parts;
  }

  heard(from: PeerKey, message: RoomMessage): void {
    if (!("digest" in message || "have" in message) || !this.#of(from).rate.allow()) return;
    this.tellRemoved(from);
    if ("have" in message) return this.#onHave(from, message.have);
    // Two who take each other for outsiders would go on like this for ever.
    if (message.digest === NOTHING) return;
    // As if there were nothing: then they say what they have. How ours changes would tell how much is said here.
    this.#send(from, { digest: NOTHING });
  }

  /** Whoever was removed, or has left and lost that (to a cut that proved void, or a copy), is told so, once on a link. */
  tellRemoved(key: PeerKey): void {
    const log = this.#parts.log();
    if (log.open(key).length > 0) return;
    this.#tellEnds(key, [...log.state.memberships.values()].filter(({ member }) => member === key));
  }

  unlinked(key: PeerKey): void {
    this.#known.delete(key);
  }

  /** Which of the streams they name we lack; and who of their authors was removed, if they go on after that. */
  #onHave(from: PeerKey, { buckets: compared, streams }: Have): void {
    const log = this.#parts.log();
    this.#giveBack(from, compared, streams);
    const seqOf = (stream: StreamName) => log.heads().get(stream)?.seq ?? 0;
    const removedOf = removals(log);
    const ended = new Set<Membership>();
    const lacks = streams.filter(({ stream, seq }) => {
      const removed = removedOf(stream);
      const isBeyond = removed !== undefined && seq > cutOf(removed, stream);
      if (isBeyond) ended.add(removed);
      return !isBeyond && seq > seqOf(stream);
    });
    this.#tellEnds(from, [...ended]);
    if (lacks.length === 0) return;
    const buckets = new Set(lacks.map(({ stream }) => bucketOf(stream)));
    const named = streams.filter(({ stream }) => buckets.has(bucketOf(stream)) && seqOf(stream) > 0);
    // Where we have more than they, they hear what they said.
    const heads = named.map((theirs) => seqOf(theirs.stream) < theirs.seq ? headOf(log, theirs.stream) : theirs);
    this.#send(from, { have: { buckets: [...buckets], streams: heads, ask: false } });
  }

  /** Who left may have lost that since to a cut that proved void: their own control events are no secret to them. */
  #giveBack(to: PeerKey, compared: readonly number[], streams: Have["streams"]): void {
    const theirs = new Map(streams.map(({ stream, seq }) => [stream, seq]));
    const isLacking = ({ stream, seq, author }: Pick<RoomEvent, "stream" | "seq" | "author">) =>
      author === to && isControlStream(stream) && compared.includes(bucketOf(stream)) &&
      seq > (theirs.get(stream) ?? 0);
    if (![...this.#parts.log().heads().values()].some(isLacking)) return;
    this.#sendAll(to, this.#control().filter(isLacking));
  }

  /** The control events that end these memberships, and those on which they rest. */
  #tellEnds(to: PeerKey, ended: readonly Membership[]): void {
    const { told } = this.#of(to);
    const news = ended.filter(({ id }) => !told.has(id));
    if (news.length === 0) return;
    const control = this.#control();
    const ids = new Set(news.map(({ id }) => id));
    const { valid } = this.#parts.log().state;
    const ends = control.filter(({ id, data, under }) =>
      valid.has(id) && (data.kind === "remove" ? data.under.some((one) => ids.has(one)) : isLeave(data, under, ids))
    );
    for (const id of ids) told.add(id);
    this.#sendAll(to, restingOn(ends, control));
  }

  #control(): RoomEvent[] {
    const { room, history } = this.#parts;
    return history.roomControl(room).map((row) => parseEvent(room, row));
  }

  #sendAll(to: PeerKey, all: readonly RoomEvent[]): void {
    for (const events of inParts(all)) this.#send(to, { events });
  }

  #of(key: PeerKey): Outsider {
    const known = this.#known.get(key) ??
      {
        rate: new RateLimit(this.#parts.clock, ROOM_COMPARISONS_PER_SECOND, ROOM_COMPARISON_BURST),
        told: new Set<EventId>(),
      };
    this.#known.set(key, known);
    return known;
  }

  #send(to: PeerKey, message: RoomMessage): void {
    this.#parts.send(to, message).catch(() => {}); // whoever is gone hears it on the next link
  }
}

/** Under which removed membership a stream is; also one of which nothing is left here: its name says whose it is. */
function removals(log: RoomLog): (stream: StreamName) => Membership | undefined {
  const removed = [...log.state.memberships.values()].filter(({ closed }) => closed?.why === "removed");
  const byPrefix = new Map(removed.flatMap((one) => prefixesOf(one.id).map((prefix) => [prefix, one])));
  return (stream) => byPrefix.get(prefixOf(stream));
}

function headOf(log: RoomLog, stream: StreamName): Have["streams"][number] {
  const { seq, hash } = log.heads().get(stream)!;
  return { stream, seq, head: headOfHash(hash) };
}

function isLeave({ kind }: RoomEvent["data"], under: EventId | "", of: ReadonlySet<string>): boolean {
  return kind === "leave" && of.has(under);
}

/** These, what stands before them in their streams, and what gave their authors the right. */
function restingOn(events: readonly RoomEvent[], control: readonly RoomEvent[]): RoomEvent[] {
  const byId = new Map(control.map((event) => [event.id, event]));
  const upTo = new Map<StreamName, number>();
  const open = [...events];
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    const known = upTo.get(event.stream) ?? 0;
    upTo.set(event.stream, Math.max(known, event.seq));
    // All events of a stream are under one membership.
    const maker = known === 0 ? byId.get(event.under) : undefined;
    if (maker !== undefined) open.push(maker);
  }
  return control.filter(({ stream, seq }) => seq <= (upTo.get(stream) ?? 0));
}

/** As many in one content as it holds. */
function* inParts(events: readonly RoomEvent[]): Generator<RoomEvent[]> {
  let part: RoomEvent[] = [];
  let length = 0;
  for (const event of events) {
    if (part.length > 0 && length + event.body.length > BATCH_TARGET_BYTES) {
      yield part;
      [part, length] = [[], 0];
    }
    part.push(event);
    length += event.body.length;
  }
  if (part.length > 0) yield part;
}
