/** Who has which of our events. `docs/specs/rooms-v1.md`, section 8. */
import type { PeerKey } from "../../crypto/types.ts";
import type { History, MessageRow } from "../../store/history_types.ts";
import type { Got, RoomId, StreamName } from "./types.ts";

export interface ReceiptsParts {
  readonly room: RoomId;
  readonly history: Pick<History, "roomReceipts" | "putRoomReceipts">;
  readonly now: () => number;
  /** Whether the stream is one of ours for what is said. */
  readonly isOurs: (stream: StreamName) => boolean;
  /** Somebody else who joined. */
  readonly isMember: (key: PeerKey) => boolean;
  readonly storageFailed: (error: unknown) => void;
}

/** A number that rose. */
export interface Risen {
  readonly stream: StreamName;
  readonly from: number;
  readonly to: number;
}

export class Receipts {
  readonly #parts: ReceiptsParts;
  /** By stream: who has it up to where. Of others' streams only to know what is news. */
  readonly #known = new Map<StreamName, Map<PeerKey, number>>();

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
    for (const { member, stream, seq } of parts.history.roomReceipts(parts.room)) this.#of(stream).set(member, seq);
  }

  /** @param heads up to which number there is something to have @returns what was not known, and what it changes here */
  heard(
    got: readonly Got[],
    heads: (stream: StreamName) => number,
  ): { news: Got[]; risen: Risen[]; changed: MessageRow[] } {
    const { room, history, now, isOurs, isMember, storageFailed } = this.#parts;
    const news: Got[] = [];
    const risen: Risen[] = [];
    for (const one of got) {
      const { member, stream } = one;
      // Nobody has what was never given out; whoever is no member counts nowhere.
      const seq = Math.min(one.seq, heads(stream));
      const before = this.#known.get(stream)?.get(member) ?? 0;
      if (seq <= before || !isMember(member)) continue;
      this.#of(stream).set(member, seq);
      news.push({ member, stream, seq });
      if (isOurs(stream)) risen.push({ stream, from: before + 1, to: seq });
    }
    const ours = news.filter(({ stream }) => isOurs(stream));
    if (ours.length === 0) return { news, risen, changed: [] };
    const { changed, saved } = history.putRoomReceipts(room, ours, now());
    saved.catch(storageFailed);
    return { news, risen, changed };
  }

  /** How many of the others have it. */
  count(stream: StreamName, seq: number): number {
    let count = 0;
    for (const [member, has] of this.#known.get(stream) ?? []) {
      if (has >= seq && this.#parts.isMember(member)) count++;
    }
    return count;
  }

  #of(stream: StreamName): Map<PeerKey, number> {
    const known = this.#known.get(stream) ?? new Map<PeerKey, number>();
    this.#known.set(stream, known);
    return known;
  }
}
