/** A log of which our own events are read only when they are on disk: given out before, a crash would make them a fork. */
import type { PeerKey } from "../../crypto/types.ts";
import type { NumberedEvent, SpreadingLog } from "./spreading_types.ts";
import type { StreamHead, StreamName, StreamNumber } from "./types.ts";

export class OwnDurable implements SpreadingLog {
  readonly #log: SpreadingLog;
  readonly #me: PeerKey;
  /** Newest number of each stream of ours that is on disk. */
  readonly #durable = new Map<StreamName, number>();

  /** @param log all of it is on disk now */
  constructor(log: SpreadingLog, me: PeerKey) {
    this.#log = log;
    this.#me = me;
    this.isDurable([...log.heads().values()]);
  }

  isDurable(events: readonly StreamNumber[]): void {
    for (const { stream, seq } of events) {
      if (this.#isOurs(stream) && (this.#durable.get(stream) ?? 0) < seq) this.#durable.set(stream, seq);
    }
  }

  heads(): ReadonlyMap<StreamName, StreamHead> {
    return this.#log.heads();
  }

  read(stream: StreamName, from: number, limit: { readonly count: number; readonly bytes: number }): NumberedEvent[] {
    const events = this.#log.read(stream, from, limit);
    if (!this.#isOurs(stream)) return events;
    const last = this.#durable.get(stream) ?? 0;
    return events.filter(({ seq }) => seq <= last);
  }

  /** Whether there is more of it that will be on disk in a moment. */
  isWaiting(stream: StreamName): boolean {
    return this.#isOurs(stream) && (this.#durable.get(stream) ?? 0) < (this.heads().get(stream)?.seq ?? 0);
  }

  #isOurs(stream: StreamName): boolean {
    return this.#log.heads().get(stream)?.author === this.#me;
  }
}
