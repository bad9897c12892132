/** TCP: sockets in and out, nothing about who is at the other end. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { LinkError } from "../errors.ts";
import type { Address } from "../types.ts";

/** Connections the system may keep ready while we are busy. */
const BACKLOG = 511;

/** A listener on one port, on one or several hosts. */
export class TcpListener {
  readonly port: number;
  /** Those it listens on. */
  readonly hosts: readonly string[];
  readonly #servers: readonly Server[];

  private constructor(port: number, bound: readonly (readonly [host: string, server: Server])[], accept: Accept) {
    this.port = port;
    this.hosts = bound.map(([host]) => host);
    this.#servers = [...new Set(bound.map(([, server]) => server))];
    for (const server of this.#servers) {
      server.on("connection", (socket) => take(socket, accept));
      // Out of file descriptors, say: the connections that are up matter more than the one that could not be accepted.
      server.on("error", () => {});
    }
  }

  /**
   * @param hosts in order of importance; those this machine lacks are left out
   * @param port 0 lets the system choose
   * @param tries how many ports to try, upwards, when one is taken
   */
  static async bind(hosts: readonly string[], port: number, tries: number, accept: Accept): Promise<TcpListener> {
    let last: unknown;
    for (let index = 0; index < Math.max(1, tries) && port + index <= 65_535; index++) {
      try {
        const bound = await bindAll(hosts, port + index);
        const [, first] = bound[0];
        return new TcpListener((first.address() as { port: number }).port, bound, accept);
      } catch (error) {
        last = error;
        if (!isTaken(error)) break;
      }
    }
    const why = last instanceof Error ? last.message : String(last);
    throw new Error(`listening on "${hosts.join('", "')}" port "${port}": ${why}`, { cause: last });
  }

  /** No more connections. Resolves when those that came in have ended, too. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map(closeServer));
  }
}

function take(socket: Socket, accept: Accept): void {
  socket.on("error", () => {}); // said by the "close" that follows
  socket.setNoDelay(true);
  accept(socket);
}

export type Accept = (socket: Socket) => void;

/** One port on all hosts. A host that this machine lacks is no error while there is another. */
async function bindAll(hosts: readonly string[], wanted: number): Promise<(readonly [string, Server])[]> {
  const bound: (readonly [string, Server])[] = [];
  let port = wanted;
  let missing: unknown;
  for (const host of hosts) {
    try {
      const server = await bindOne(host, port);
      port = (server.address() as { port: number }).port;
      bound.push([host, server]);
    } catch (error) {
      const server = isTaken(error) ? servedBy(bound, host) : undefined;
      if (server !== undefined) bound.push([host, server]);
      else if (isTaken(error)) {
        await Promise.all(bound.map(([, server]) => closeServer(server)));
        throw error;
      } else missing = error;
    }
  }
  if (bound.length === 0) throw missing;
  return bound;
}

/** Where "::" takes IPv4 too (all but Windows), the IPv4 wildcard is ours already when the system calls it taken. */
function servedBy(bound: readonly (readonly [string, Server])[], host: string): Server | undefined {
  if (host !== "0.0.0.0" || Deno.build.os === "windows") return undefined;
  return bound.find(([other]) => other === "::")?.[1];
}

function bindOne(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: false });
    server.once("error", reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function isTaken(error: unknown): boolean {
  return (error as { code?: string } | undefined)?.code === "EADDRINUSE";
}

/**
 * Connect to one address; names are looked up by the system.
 * @throws {LinkError} "unreachable", or the signal's reason
 */
export function connectTcp(address: Address, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = connect({ host: address.host, port: address.port });
    const finish = () => signal.removeEventListener("abort", aborted);
    const failed = (cause: Error) => {
      finish();
      socket.destroy();
      reject(
        new LinkError("unreachable", `connecting to "${address.host}" port "${address.port}": ${cause.message}`, {
          cause,
          by: "network",
        }),
      );
    };
    const aborted = () => {
      finish();
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", aborted, { once: true });
    // Stays: an error that comes later must find a listener, or it ends the program.
    socket.on("error", failed);
    socket.once("connect", () => {
      finish();
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}
