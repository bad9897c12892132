import type { ApiBackend, ApiEvent } from "../api.ts";
import { callMethod, failure, type Outcome } from "./call.ts";
import type { Clock } from "./clock.ts";
import { type EventSink, Follower } from "./follower.ts";
import { CLOSE_GRACE, MAX_BODY_BYTES, MAX_CALLS_PER_WINDOW, MAX_WAITING_BYTES } from "./limits.ts";
import type { UiLog } from "./log.ts";

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TOO_BIG = 1009;
const TRY_AGAIN_LATER = 1013;

export interface WindowContext {
  readonly backend: ApiBackend;
  readonly clock: Clock;
  readonly log: UiLog;
}

/** One window: calls and answers, and the events between them, on one WebSocket. */
export class WindowSocket {
  /** Resolves when it is over. */
  readonly closed: Promise<void>;
  #follower: Follower | undefined;
  #calls = 0;
  readonly #ended = Promise.withResolvers<void>();

  /** @param socket already accepted */
  constructor(private readonly socket: WebSocket, private readonly context: WindowContext) {
    this.closed = this.#ended.promise;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#follow();
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onerror = () => {}; // a close follows
    socket.onclose = () => this.#end();
  }

  sayBye(): void {
    this.#follower?.sayBye();
  }

  /** Close, politely first. */
  stop(): Promise<void> {
    this.#close(GOING_AWAY, "the program ends");
    return this.closed;
  }

  #end(): void {
    this.#follower?.stop();
    this.#ended.resolve();
  }

  #close(code: number, reason: string): void {
    this.#follower?.stop();
    if (this.socket.readyState <= WebSocket.OPEN) this.socket.close(code, reason);
    // One that does not answer our close is not waited for; its connection ends with the next unanswered ping.
    void this.closed.then(this.context.clock.after(CLOSE_GRACE, () => this.#end()));
  }

  #follow(): void {
    const { backend, clock, log } = this.context;
    const { socket } = this;
    const sink: EventSink = {
      write: (event: ApiEvent) => this.#send({ event }),
      get waiting() {
        return socket.bufferedAmount;
      },
      drop: () => this.#close(TRY_AGAIN_LATER, "too slow"),
    };
    this.#follower = new Follower(backend, sink, clock, (error) => log.error(`making a snapshot: ${String(error)}`));
  }

  #take(data: unknown): void {
    if (typeof data !== "string") return this.#close(UNSUPPORTED_DATA, "not a text");
    // A UTF-16 unit is at most three bytes, so only long texts need counting.
    if (data.length > MAX_BODY_BYTES / 3 && new TextEncoder().encode(data).length > MAX_BODY_BYTES) {
      return this.#close(TOO_BIG, "too large");
    }
    const request = parseRequest(data);
    if (request === undefined) return this.#close(POLICY_VIOLATION, "not a request");
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES) {
      return this.#close(TRY_AGAIN_LATER, "does not read its answers");
    }
    void this.#answer(request);
  }

  async #answer({ id, method, params }: Request): Promise<void> {
    if (this.#calls >= MAX_CALLS_PER_WINDOW) {
      return this.#send({ id, ...failure("bad-request", "calls: too many at once").answer });
    }
    this.#calls++;
    const outcome: Outcome = await callMethod(this.context.backend, this.context.log, method, params);
    this.#calls--;
    this.#send({ id, ...outcome.answer });
  }

  #send(value: unknown): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(value));
  }
}

interface Request {
  id: number;
  method: string;
  params: unknown;
}

function parseRequest(text: string): Request | undefined {
  try {
    const value = JSON.parse(text) as Partial<Request> | null;
    if (typeof value !== "object" || value === null) return undefined;
    const { id, method, params } = value;
    if (!Number.isSafeInteger(id) || typeof method !== "string") return undefined;
    return { id: id as number, method, params: params ?? {} };
  } catch {
    return undefined;
  }
}
