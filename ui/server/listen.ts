/** Loopback listeners with every bound `node:http` has. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { HEAD_TIMEOUT, KEEP_ALIVE_TIMEOUT, MAX_HEAD_BYTES } from "./limits.ts";

/** Milliseconds. */
export interface Timeouts {
  /** Until the head of a request is whole. */
  readonly head: number;
  /** Until its body is whole too; 0 is never: what reads a body has its own bound (`REQUEST_TIMEOUT`, `TRANSFER_STALL`). */
  readonly request: number;
  /** Between two requests. */
  readonly keepAlive: number;
  /** Between two looks for connections that are out of time. */
  readonly check: number;
}

const TIMEOUTS: Timeouts = {
  head: HEAD_TIMEOUT,
  request: 0,
  keepAlive: KEEP_ALIVE_TIMEOUT,
  check: 1_000,
};

export interface Handlers {
  onConnection(socket: Socket): void;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, socket: Socket, head: Uint8Array): void;
}

export interface Listening {
  readonly port: number;
  /** Take no more connections; those there are go on. */
  stop(): void;
}

/**
 * Listen on 127.0.0.1 and, where there is IPv6, on ::1, both on one port: `port` or the first free one of `tries` from there.
 * A port somebody else has on either address counts as taken, or a browser that prefers ::1 would go to them.
 */
export async function listenLoopback(
  port: number,
  tries: number,
  handlers: Handlers,
  timeouts = TIMEOUTS,
): Promise<Listening> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const candidate = port === 0 ? 0 : port + attempt; // 0: any free one
    if (candidate > 65_535) break;
    const listening = await listenBoth(candidate, handlers, timeouts);
    if (listening !== undefined) return listening;
  }
  throw new Deno.errors.AddrInUse(`listening for the window on port "${port}": it and the next ones are taken`);
}

async function listenBoth(port: number, handlers: Handlers, timeouts: Timeouts): Promise<Listening | undefined> {
  const ipv4 = await listenOn("127.0.0.1", port, handlers, timeouts);
  if (typeof ipv4 === "string") return undefined;
  const chosen = (ipv4.address() as AddressInfo).port;
  const ipv6 = await listenOn("::1", chosen, handlers, timeouts);
  if (ipv6 === "taken") {
    ipv4.close();
    return undefined;
  }
  const servers = typeof ipv6 === "string" ? [ipv4] : [ipv4, ipv6];
  return { port: chosen, stop: () => servers.forEach((server) => server.close()) };
}

/** Why there is no listener: somebody else's, or not an address of this system. */
type NotListening = "taken" | "no such address";

function listenOn(host: string, port: number, handlers: Handlers, timeouts: Timeouts): Promise<Server | NotListening> {
  const server = boundedServer(handlers, timeouts);
  return new Promise((resolve, reject) => {
    // Stays when it listens: an error of a listener later (no more file descriptors) must not end the program.
    server.on("error", (error: Error & { code?: string }) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") return resolve("taken"); // EACCES: reserved on Windows
      // Without IPv6 Deno 2.9.6 says EINVAL, so no code is asked for; 127.0.0.1 is everywhere.
      if (host === "::1") return resolve("no such address");
      reject(new Error(`listening for the window on "${host}", port "${port}": ${error.message}`, { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function boundedServer(handlers: Handlers, timeouts: Timeouts): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: timeouts.head,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.check,
  });
  server.on("connection", (socket: Socket) => handlers.onConnection(socket));
  server.on("request", (request, response) => handlers.onRequest(request, response));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    handlers.onUpgrade(request, socket as Socket, head);
  });
  server.on("clientError", (_error: Error, socket: Duplex) => {
    // A browser keeps a connection in store, and would take this for the answer to what it asks first on it.
    if ((socket as Socket).bytesRead === 0) socket.destroy();
    else if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    else socket.destroy();
  });
  return server;
}
