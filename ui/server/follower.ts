import type { ApiBackend, ApiEvent } from "../api.ts";
import type { Clock } from "./clock.ts";
import { CAUGHT_UP_BYTES, MAX_QUEUED_EVENTS, MAX_WAITING_BYTES, SLOW_CHECK_INTERVAL, SLOW_TIMEOUT } from "./limits.ts";

/** Where events go: a window's WebSocket, or the answer a command reads. */
export interface EventSink {
  write(event: ApiEvent): void;
  /** Bytes given to `write` that nobody has read yet. */
  readonly waiting: number;
  /** Let it go: it does not read. */
  drop(): void;
}

/**
 * Brings one window up to date and keeps it so: a snapshot, then events in their order. One that reads too slowly misses
 * events and gets a new snapshot when it has caught up, so memory stays bounded. Events from before the snapshot was made
 * may follow it; they only say again what it says.
 */
export class Follower {
  #state: "loading" | "live" | "slow" | "stopped" = "loading";
  #queued: ApiEvent[] = [];
  #missed = false;
  #slowSince = 0;
  #cancelCheck = () => {};
  readonly #unsubscribe: () => void;

  constructor(
    private readonly backend: ApiBackend,
    private readonly sink: EventSink,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#unsubscribe = backend.subscribe((event) => this.#take(event));
    this.#load();
  }

  /** The program is about to end. */
  sayBye(): void {
    this.#take({ type: "bye" });
  }

  stop(): void {
    this.#state = "stopped";
    this.#queued = [];
    this.#cancelCheck();
    this.#unsubscribe();
  }

  #take(event: ApiEvent): void {
    if (this.#state === "stopped") return;
    if (event.type === "bye") {
      this.sink.write(event);
      this.stop();
    } else if (this.#state === "live") {
      this.#write(event);
    } else if (this.#state === "loading" && this.#queued.length < MAX_QUEUED_EVENTS) {
      this.#queued.push(event);
    } else {
      this.#missed = true;
    }
  }

  #write(event: ApiEvent): void {
    if (this.sink.waiting > MAX_WAITING_BYTES) return this.#fallBehind();
    this.sink.write(event);
  }

  #load(): void {
    this.#state = "loading";
    this.#missed = false;
    this.backend.call("snapshot", {}).then((snapshot) => {
      if (this.#state !== "loading") return;
      this.sink.write({ type: "snapshot", snapshot });
      this.#goLive();
    }).catch((error) => {
      if (this.#state === "stopped") return;
      if (error?.code === "locked") return this.#lockedOut(error.why);
      this.onError(error);
      this.stop();
      this.sink.drop();
    });
  }

  /** What happened before it was locked is not told any more; a snapshot comes when it no longer is. */
  #lockedOut(why: "start" | "idle" = "idle"): void {
    this.#queued.splice(0, this.#queued.findLastIndex(({ type }) => type === "locked") + 1);
    this.sink.write({ type: "locked", why });
    this.#goLive();
  }

  #goLive(): void {
    const queued = this.#queued;
    this.#queued = [];
    if (this.#missed) return this.#fallBehind();
    this.#state = "live";
    for (const event of queued) this.#take(event);
  }

  #fallBehind(): void {
    this.#state = "slow";
    this.#slowSince = this.clock.now();
    this.#checkLater();
  }

  #checkLater(): void {
    this.#cancelCheck = this.clock.after(SLOW_CHECK_INTERVAL, () => {
      if (this.sink.waiting <= CAUGHT_UP_BYTES) return this.#load();
      if (this.clock.now() - this.#slowSince < SLOW_TIMEOUT) return this.#checkLater();
      this.stop();
      this.sink.drop();
    });
  }
}
