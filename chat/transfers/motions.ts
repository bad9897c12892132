/** How far everything that moves has come: told a few times a second, written down now and then. */
import type { PeerKey } from "../../crypto/types.ts";
import type { Clock } from "../../net/types.ts";
import type { History, TransferRow } from "../../store/history_types.ts";
import type { EventBus } from "../events.ts";
import { Throttle } from "../throttle.ts";
import { type Motion, Progress } from "./progress.ts";
import { viewTransfer } from "./transfer_state.ts";

/** Milliseconds between two `transfer` events of one transfer: nobody reads numbers faster. */
const TELL_EVERY = 250;
/** Milliseconds between two times it is written down: what a start shows, nothing depends on it. */
const WRITE_EVERY = 2_000;

export interface MotionParts {
  readonly history: Pick<History, "transfer" | "putTransfer">;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number;
  readonly storageFailed: (error: unknown) => void;
}

interface Moving {
  readonly conversation: PeerKey;
  readonly id: string;
  readonly progress: Progress;
}

export class Motions {
  readonly #parts: MotionParts;
  readonly #moving = new Map<string, Moving>();
  readonly #telling: Throttle<string>;
  readonly #writing: Throttle<string>;

  constructor(parts: MotionParts) {
    this.#parts = parts;
    this.#telling = new Throttle(parts.clock, TELL_EVERY, (name) => this.#tell(name));
    this.#writing = new Throttle(parts.clock, WRITE_EVERY, (name) => this.#write(name));
  }

  /** Undefined for what has not moved in this run. */
  of(conversation: PeerKey, id: string): Motion | undefined {
    return this.#moving.get(nameOf(conversation, id))?.progress.motion(this.#parts.steady());
  }

  /**
   * It was asked for: time counts.
   * @param done what is verified now; what was written down is older, after a kill above all
   */
  begin(row: TransferRow, done?: number): void {
    this.#progress(row).begin(this.#parts.steady(), done);
  }

  /** @param done what is verified now */
  moved({ conversation, id, ...row }: TransferRow, bytes: number, done: number): void {
    const name = nameOf(conversation, id);
    this.#progress({ conversation, id, ...row }).moved(bytes, done, this.#parts.steady());
    if (this.#parts.bus.heard) this.#telling.poke(name);
    this.#writing.poke(name);
  }

  /** Bytes that are done, also of what has not moved in this run. */
  done(row: TransferRow): number {
    return this.#progress(row).done;
  }

  /** Milliseconds in which it moved. */
  moving(row: TransferRow): number {
    return Math.round(this.#progress(row).moving);
  }

  /** It stands: whoever sees it is told. */
  pause(conversation: PeerKey, id: string): void {
    const name = nameOf(conversation, id);
    const moving = this.#moving.get(name);
    if (moving === undefined || !moving.progress.motion(this.#parts.steady()).isRunning) return;
    moving.progress.pause();
    this.#write(name);
    this.#telling.forget(name);
    if (this.#parts.bus.heard) this.#telling.poke(name);
  }

  pauseAll(conversation: PeerKey): void {
    for (const moving of [...this.#moving.values()]) {
      if (moving.conversation === conversation) this.pause(conversation, moving.id);
    }
  }

  /** It is at its end, or gone. */
  forget(conversation: PeerKey, id: string): void {
    const name = nameOf(conversation, id);
    this.#moving.delete(name);
    this.#telling.forget(name);
    this.#writing.forget(name);
  }

  stop(): void {
    for (const name of [...this.#moving.keys()]) this.#write(name);
    this.#moving.clear();
    this.#telling.stop();
    this.#writing.stop();
  }

  #progress({ conversation, id, offer, done, moving_ms }: TransferRow): Progress {
    const name = nameOf(conversation, id);
    const known = this.#moving.get(name);
    if (known !== undefined) return known.progress;
    const progress = new Progress(offer.size, done, moving_ms);
    this.#moving.set(name, { conversation, id, progress });
    return progress;
  }

  #tell(name: string): void {
    const { history, bus, steady } = this.#parts;
    const moving = this.#moving.get(name);
    const row = moving && history.transfer(moving.conversation, moving.id);
    if (row === undefined || row.leaving || row.final !== null) return;
    bus.publish({ type: "transfer", transfer: viewTransfer(row, moving!.progress.motion(steady())) });
  }

  #write(name: string): void {
    const { history, storageFailed } = this.#parts;
    const moving = this.#moving.get(name);
    if (moving === undefined || history.transfer(moving.conversation, moving.id) === undefined) return;
    const { conversation, id, progress } = moving;
    const change = { done: progress.done, moving_ms: Math.round(progress.moving) };
    history.putTransfer(conversation, id, change).saved.catch(storageFailed);
  }
}

function nameOf(conversation: PeerKey, id: string): string {
  return `${conversation} ${id}`;
}
