/** Events of a room as others bring them: judged, stored, and what the refused ones mean. `docs/specs/rooms-v1.md`, section 2. */
import type { PeerKey } from "../../crypto/types.ts";
import { LinkError } from "../../net/mod.ts";
import type { MessageRow } from "../../store/history_types.ts";
import { parseEvent } from "./event.ts";
import type { JudgedEvents } from "./log_types.ts";
import { saidFrom } from "./own_fork.ts";
import type { Room, RoomHooks } from "./room.ts";
import type { RoomParts } from "./room_parts.ts";
import type { Taken } from "./spreading_types.ts";
import { type Got, isControlStream, type Refusal, type RoomEvent, type SignedEvent, type StreamName } from "./types.ts";

export interface TakingParts extends Pick<RoomParts, "history" | "me" | "warn" | "storageFailed"> {
  readonly hooks: RoomHooks;
  /** False when they are more than somebody invited takes. */
  readonly isWelcome: (events: readonly SignedEvent[]) => boolean;
  readonly isStopped: () => boolean;
  /** What we have of others now. */
  readonly told: (got: readonly Got[]) => void;
  /** One of the others signed two events under one number. @returns what says so, when it is on disk */
  readonly forked: (author: PeerKey) => Promise<readonly MessageRow[]>;
  /** With everybody who is linked. */
  readonly compareAgain: () => void;
}

const NOTHING_TAKEN: Taken = { accepted: [], known: [], incomplete: false };

export class Taking {
  readonly #room: Room;
  readonly #parts: TakingParts;
  /** A stream of ours of which others have something else that has not come yet. */
  #forked: StreamName | undefined;

  constructor(room: Room, parts: TakingParts) {
    this.#room = room;
    this.#parts = parts;
  }

  /** @throws LinkError "bad-content" when whoever sent them did not look at them */
  async take(from: PeerKey, signed: readonly SignedEvent[]): Promise<Taken> {
    const { me, told, isWelcome } = this.#parts;
    const room = this.#room;
    const events = signed.map((one) => parseEvent(room.id, one));
    if (!isWelcome(signed)) return NOTHING_TAKEN;
    const judged = room.judge(events);
    await room.store(judged);
    if (judged.accepted.some(({ stream }) => stream === this.#forked)) this.#forked = undefined;
    this.#tellRefused(from, judged);
    const news = newest(judged.accepted.filter(({ stream }) => !isControlStream(stream)));
    if (room.row.state === "joined") told(news.map(({ stream, seq }) => ({ member: me.key, stream, seq })));
    const refused = (...codes: readonly Refusal[]) =>
      judged.refused.filter(({ why }) => codes.includes(why)).map(({ event }) => event);
    if (refused("bad-signature", "wrong-credential").length > 0) {
      throw new LinkError(
        "bad-content",
        "an event of a room is not signed by its author, or does not show who that is",
      );
    }
    // What is ahead of time, and what follows it, does not come any sooner for being asked for again.
    const ahead = new Set(refused("future").map(({ stream }) => stream));
    const incomplete = refused("gap", "unknown-membership").some(({ stream }) => !ahead.has(stream));
    return { accepted: judged.accepted, known: refused("known"), incomplete };
  }

  #tellRefused(from: PeerKey, { refused }: JudgedEvents): void {
    const { me, warn, forked, hooks, storageFailed } = this.#parts;
    const { id } = this.#room;
    const told = new Set<Refusal>();
    for (const { event, why } of refused) {
      if (why === "known" || why === "gap" || why === "unknown-membership") continue;
      if (!told.has(why)) warn("an event of a room was refused", { room: id, why, author: event.author, from });
      told.add(why);
      if (why !== "fork") continue;
      if (event.author === me.key) this.#forkedOurselves(event.stream, event.seq);
      else {
        forked(event.author).then(
          (rows) => rows.length > 0 && hooks.stored(this.#room, rows, []),
          storageFailed,
        );
      }
    }
  }

  /** From this number on, others have something else that we signed. */
  #forkedOurselves(stream: StreamName, seq: number): void {
    const { history, me, storageFailed, hooks, isStopped, compareAgain } = this.#parts;
    const room = this.#room;
    const { control_stream, said_stream } = room.row;
    // Not any more once we have theirs: somebody may stay with our version, and nothing must be said again for each who does.
    const isWritten = [control_stream, said_stream, this.#forked].includes(stream);
    const head = room.log.heads().get(stream);
    if (isStopped() || !isWritten || head?.author !== me.key || head.seq < seq) return;
    const said = saidFrom({ history, keys: room.keys, room: room.id }, stream, seq);
    const gone = history.cutRoom(room.id, [{ stream, seq: seq - 1 }]);
    this.#forked = stream;
    room.abandon([stream]);
    room.reload();
    hooks.removed(room, gone.removed);
    hooks.stored(room, [], gone.changed);
    hooks.again(room, said);
    gone.saved.then(compareAgain, (error) => {
      room.reload();
      storageFailed(error);
    });
  }
}

/** Of each stream the newest. */
function newest(events: readonly RoomEvent[]): RoomEvent[] {
  return [...new Map(events.map((event) => [event.stream, event])).values()];
}
