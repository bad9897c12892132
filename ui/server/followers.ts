import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { EventStream } from "./event_stream.ts";
import { MAX_FOLLOWERS, WINDOW_IDLE_SECONDS } from "./limits.ts";
import { type WindowContext, WindowSocket } from "./window_socket.ts";

/** Everybody who follows events, windows and commands. */
export class Followers {
  readonly #all = new Set<WindowSocket | EventStream>();

  constructor(private readonly context: WindowContext) {}

  /** @returns false when there are too many */
  addStream(response: ServerResponse): boolean {
    if (this.#all.size >= MAX_FOLLOWERS) return false;
    this.#add(new EventStream(response, this.context));
    return true;
  }

  /**
   * @returns false when there are too many
   * @throws TypeError when it is not a WebSocket handshake
   */
  addWindow(request: IncomingMessage, connection: Socket, head: Uint8Array): boolean {
    if (this.#all.size >= MAX_FOLLOWERS) return false;
    const { socket } = Deno.upgradeWebSocket(handshakeOf(request), {
      socket: connection,
      head,
      idleTimeout: WINDOW_IDLE_SECONDS,
    });
    this.#add(new WindowSocket(socket, this.context));
    return true;
  }

  sayBye(): void {
    for (const follower of this.#all) follower.sayBye();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((follower) => follower.stop()));
  }

  #add(follower: WindowSocket | EventStream): void {
    this.#all.add(follower);
    void follower.closed.then(() => this.#all.delete(follower));
  }
}

/** The headers `Deno.upgradeWebSocket` looks at. */
function handshakeOf(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const name of ["connection", "upgrade", "sec-websocket-key", "sec-websocket-version"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return new Request("http://127.0.0.1/events", { headers });
}
