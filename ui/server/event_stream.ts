import type { ServerResponse } from "node:http";
import { type EventSink, Follower } from "./follower.ts";
import { plainHeaders } from "./headers.ts";
import type { WindowContext } from "./window_socket.ts";

/** Events for a command: one JSON object per line, as long as it reads. */
export class EventStream {
  /** Resolves when it is over. */
  readonly closed: Promise<void>;
  readonly #follower: Follower;

  constructor(private readonly response: ServerResponse, { backend, clock, log }: WindowContext) {
    const ended = Promise.withResolvers<void>();
    this.closed = ended.promise;
    response.writeHead(200, { ...plainHeaders(), "Content-Type": "application/x-ndjson", "Connection": "close" });
    response.flushHeaders();
    const sink: EventSink = {
      write: (event) => void response.write(JSON.stringify({ event }) + "\n"),
      get waiting() {
        return response.writableLength;
      },
      drop: () => void response.destroy(),
    };
    this.#follower = new Follower(backend, sink, clock, (error) => log.error(`making a snapshot: ${String(error)}`));
    response.once("close", () => {
      this.#follower.stop();
      ended.resolve();
    });
  }

  sayBye(): void {
    this.#follower.sayBye();
    this.response.end();
  }

  stop(): Promise<void> {
    this.#follower.stop();
    this.response.end();
    return this.closed;
  }
}
