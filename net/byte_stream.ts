/** A node stream as a {@link ByteStream}: reads wait for the reader, writes wait for the socket. */
import type { Duplex } from "node:stream";
import { LinkError } from "./errors.ts";
import type { ByteStream, Clock } from "./types.ts";

/** Bytes read ahead of the reader before the socket is paused; the socket's own buffer adds one chunk. */
const READ_AHEAD = 256 * 1024;
/** Milliseconds the other side has to take our last bytes and end; destroying at once would lose them (RFC 1122, 4.2.2.13). */
const LINGER = 2_000;

/**
 * @param socket TLS, open; taken over
 * @param transport what carries it
 */
export function streamOf(socket: Duplex, transport: Duplex, clock: Clock): ByteStream {
  return new NodeStream(socket, transport, clock);
}

/** The part of a TCP socket's handle that stops reading from the system. */
interface Handle {
  readStop?(): void;
  readStart?(): void;
}

/**
 * A paused TLS socket of Deno 2.9.6 goes on reading its transport into memory without bound (measured: 47 MB in 2 s from
 * a peer that floods), and a TCP socket that TLS has taken over reads below its own `pause`. So the handle is stopped:
 * only the system's buffers fill then, and what comes after is whole and in order. Transports without a handle need a
 * bound of their own; there is none yet.
 */
function stopReading(transport: Duplex & { _handle?: Handle | null }): void {
  transport._handle?.readStop?.();
}

function startReading(transport: Duplex & { _handle?: Handle | null }): void {
  transport._handle?.readStart?.();
}

class NodeStream implements ByteStream {
  readonly #socket: Duplex;
  readonly #transport: Duplex;
  readonly #clock: Clock;
  readonly #chunks: Uint8Array[] = [];
  #waiting = 0;
  #ended = false;
  #error: Error | undefined;
  #closing = false;
  #held = false;
  #wakeReader: (() => void) | undefined;
  readonly #wakeWriters = new Set<() => void>();

  constructor(socket: Duplex, transport: Duplex, clock: Clock) {
    this.#socket = socket;
    this.#transport = transport;
    this.#clock = clock;
    socket.on("data", (chunk: Uint8Array) => this.#take(chunk));
    socket.on("end", () => this.#finish());
    socket.on("error", (error: Error) => this.#finish(error));
    socket.on("close", () => this.#finish());
    for (const each of [socket, transport]) each.on("drain", () => this.#wake());
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#chunks.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
    }
    const chunk = this.#chunks.shift();
    if (chunk === undefined) {
      if (this.#error !== undefined) throw this.#error;
      return null;
    }
    this.#waiting -= chunk.length;
    if (this.#waiting < READ_AHEAD && this.#held) this.#release();
    return chunk;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#checkWritable();
    if (this.#socket.write(bytes) && !this.#transport.writableNeedDrain) return;
    await new Promise<void>((resolve) => this.#wakeWriters.add(resolve));
    this.#checkWritable();
  }

  close(): void {
    if (this.#closing || this.#socket.destroyed) return;
    this.#closing = true;
    this.#drop();
    const cancel = this.#clock.after(LINGER, () => this.destroy());
    this.#socket.once("close", cancel);
    this.#socket.once("finish", () => this.#ended && this.destroy());
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#finish();
  }

  #take(chunk: Uint8Array): void {
    if (this.#closing) return;
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting >= READ_AHEAD && !this.#held) this.#hold();
    this.#wakeReader?.();
  }

  /** We end: what still comes is read, so that the other side's writes do not fail, and thrown away. */
  #drop(): void {
    this.#chunks.length = 0;
    this.#waiting = 0;
    if (this.#held) this.#release();
  }

  #hold(): void {
    this.#held = true;
    this.#socket.pause();
    stopReading(this.#transport);
  }

  #release(): void {
    this.#held = false;
    startReading(this.#transport);
    this.#socket.resume();
  }

  #finish(error?: Error): void {
    if (error !== undefined) {
      this.#error ??= new LinkError("connection-lost", error.message, { cause: error, by: "network" });
    }
    this.#ended = true;
    if (this.#closing && this.#socket.writableFinished) this.#socket.destroy();
    this.#wakeReader?.();
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakeWriters) wake();
    this.#wakeWriters.clear();
  }

  #checkWritable(): void {
    if (this.#error !== undefined) throw this.#error;
    if (this.#closing || this.#socket.destroyed || this.#socket.writableEnded) {
      throw new LinkError("connection-lost", "writing: the connection is closed", { by: "network" });
    }
  }
}
