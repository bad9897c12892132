/**
 * The page's line to the program: calls with answers, events, and coming back by itself. Everything of the outside world is
 * handed in, so that tests drive it with a virtual clock.
 */
import type { ApiError, ApiErrorCode, ApiEvent, ApiMethod, Millis, Params, Result } from "../../api.ts";

/** What is used of a `WebSocket`. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface ConnectionParts {
  readonly open: () => Socket;
  /** False when the program answers and does not know this browser. */
  readonly authorized: () => Promise<boolean>;
  /** Calls back after so many milliseconds; returns what takes it back. */
  readonly after: (ms: Millis, run: () => void) => () => void;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly onEvent: (event: ApiEvent) => void;
  readonly onState: (state: "connecting" | "lost" | "unauthorized", retry_in: Millis | null) => void;
}

/** The program refused a call, or the line broke before it answered (`code` is "lost"). */
export class CallError extends Error {
  override readonly name = "CallError";
  constructor(readonly code: ApiErrorCode | "lost", message: string) {
    super(message);
  }
}

/** First wait after a break. On the same machine a restart takes well under a second. */
const FIRST_WAIT: Millis = 300;
const LONGEST_WAIT: Millis = 8_000;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: CallError) => void;
}

export class Connection {
  readonly #parts: ConnectionParts;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | null = null;
  #ready = false;
  #next_id = 1;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Connect now, also when a later attempt was planned. */
  connect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    if (this.#socket !== null) return;
    this.#parts.onState("connecting", null);
    const socket = this.#parts.open();
    this.#socket = socket;
    socket.onopen = () => this.#ready = true;
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = () => void this.#closed();
  }

  call<M extends ApiMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    const socket = this.#socket;
    if (socket === null || !this.#ready) {
      return Promise.reject(new CallError("lost", `calling "${method}": the program cannot be reached`));
    }
    const id = this.#next_id++;
    return new Promise<Result<M>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #received(data: unknown): void {
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.event !== undefined) {
      if (frame.event.type === "snapshot" || frame.event.type === "locked") this.#failures = 0;
      this.#parts.onEvent(frame.event);
      return;
    }
    const waiting = this.#waiting.get(frame.id ?? 0);
    this.#waiting.delete(frame.id ?? 0);
    if (frame.error !== undefined) waiting?.reject(new CallError(frame.error.code, frame.error.message));
    else waiting?.resolve(frame.result as never);
  }

  async #closed(): Promise<void> {
    this.#socket = null;
    this.#ready = false;
    for (const { reject } of this.#waiting.values()) reject(new CallError("lost", "the program went away"));
    this.#waiting.clear();
    const wait = this.#nextWait();
    this.#parts.onState("lost", wait);
    this.#cancelRetry = this.#parts.after(wait, () => this.connect());
    if (!await this.#parts.authorized() && this.#socket === null) {
      this.#cancelRetry?.();
      this.#cancelRetry = null;
      this.#parts.onState("unauthorized", null);
    }
  }

  /** Doubles, with a quarter of jitter so that several windows do not knock at once. */
  #nextWait(): Millis {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    return Math.round(wait * (0.75 + this.#parts.random() / 2));
  }
}

interface Frame {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: ApiError;
  readonly event?: ApiEvent;
}
