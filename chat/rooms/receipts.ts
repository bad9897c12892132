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
  /** Whether somebody wants to know who has what is not ours. */
  readonly keepsHearsay: () => boolean;
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

/** What records have changed. */
export interface HeardReceipts {
  /** What was not known. */
  readonly news: readonly Got[];
  readonly risen: readonly Risen[];
  /** Messages that nobody had before. */
  readonly changed: readonly MessageRow[];
}

const NOTHING: HeardReceipts = { news: [], risen: [], changed: [] };

export class Receipts {
  readonly #parts: ReceiptsParts;
  /** By stream: who has it up to where. Of others' streams only to know what is news. */
  readonly #known = new Map<StreamName, Map<PeerKey, number>>();

  /** What linked people say they have before we know that they joined: they do not say it again. */
  readonly #early = new Map<PeerKey, Map<StreamName, number>>();

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
    for (const { member, stream, seq } of parts.history.roomReceipts(parts.room)) this.#of(stream).set(member, seq);
  }

  /** @param heads up to which number there is something to have */
  heard(from: PeerKey, got: readonly Got[], heads: (stream: StreamName) => number): HeardReceipts {
    const { isOurs, isMember, keepsHearsay } = this.#parts;
    const keeps = keepsHearsay();
    const news: Got[] = [];
    const risen: Risen[] = [];
    for (const one of got) {
      const { member, stream } = one;
      if (!keeps && !isOurs(stream)) continue;
      // Nobody has what was never given out; whoever is no member counts nowhere.
      const seq = Math.min(one.seq, heads(stream));
      const before = this.#known.get(stream)?.get(member) ?? 0;
      if (seq <= before) continue;
      if (!isMember(member)) {
        if (member === from && isOurs(stream)) this.#remember(member, stream, seq);
        continue;
      }
      this.#of(stream).set(member, seq);
      news.push({ member, stream, seq });
      if (isOurs(stream)) risen.push({ stream, from: before + 1, to: seq });
    }
    return risen.length === 0 ? { ...NOTHING, news } : { news, risen, changed: this.#store(news) };
  }

  /** Some may be members by now. */
  recall(heads: (stream: StreamName) => number): HeardReceipts {
    if (this.#early.size === 0) return NOTHING;
    const joined = [...this.#early.keys()].filter(this.#parts.isMember);
    const got = joined.flatMap((member) =>
      [...this.#early.get(member)!].map(([stream, seq]): Got => ({ member, stream, seq }))
    );
    for (const member of joined) this.#early.delete(member);
    return got.length === 0 ? NOTHING : this.heard("", got, heads);
  }

  unlinked(peer: PeerKey): void {
    this.#early.delete(peer);
  }

  /** How many of the others have it. */
  count(stream: StreamName, seq: number): number {
    let count = 0;
    for (const [member, has] of this.#known.get(stream) ?? []) {
      if (has >= seq && this.#parts.isMember(member)) count++;
    }
    return count;
  }

  #store(news: readonly Got[]): readonly MessageRow[] {
    const { room, history, now, isOurs, storageFailed } = this.#parts;
    const { changed, saved } = history.putRoomReceipts(room, news.filter(({ stream }) => isOurs(stream)), now());
    saved.catch(storageFailed);
    return changed;
  }

  #remember(member: PeerKey, stream: StreamName, seq: number): void {
    const early = this.#early.get(member) ?? new Map<StreamName, number>();
    this.#early.set(member, early.set(stream, seq));
  }

  #of(stream: StreamName): Map<PeerKey, number> {
    const known = this.#known.get(stream) ?? new Map<PeerKey, number>();
    this.#known.set(stream, known);
    return known;
  }
}
