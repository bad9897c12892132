/** A node stream as a {@link ByteStream}: reads wait for the reader, writes wait for the socket. */
import type { Duplex } from "node:stream";
import { release } from "../crypto/mod.ts";
import { LinkError } from "./errors.ts";
import { WRITE_BYTES } from "./limits.ts";
import { stretch } from "./pace.ts";
import type { ByteStream, Clock } from "./types.ts";

/** Bytes read ahead of the reader before the socket is paused; the socket's own buffer adds one chunk. */
const READ_AHEAD = 256 * 1024;
/** Milliseconds the other side has to take our last bytes and end; destroying at once would lose them (RFC 1122, 4.2.2.13). */
const LINGER = 2_000;

/** What `write` answers when nothing has to be waited for: whoever would guard the wait with a timer need not. */
export const TAKEN: Promise<void> = Promise.resolve();

export interface StreamParts {
  /** TLS, open; taken over. */
  readonly socket: Duplex;
  /** What carries it. */
  readonly transport: Duplex;
  readonly clock: Clock;
  /**
   * It carries files: the memory of a chunk is taken back when the next one is read, since nobody keeps one, and other
   * sockets have their turns.
   */
  readonly bulk?: boolean;
}

export function streamOf(parts: StreamParts): ByteStream {
  return new NodeStream(parts);
}

/** The parts of a TCP socket's handle that stop reading from the system, and hand over what was read. */
interface Handle {
  readStop?(): void;
  readStart?(): void;
  onread?(this: Handle, bytes?: ArrayBuffer | Uint8Array): void;
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

/**
 * TLS copies what a TCP socket has read and drops it: as many bytes of garbage as were received. They are given back at
 * once. Where Deno works in another way this does nothing.
 */
function reclaimRead(transport: Duplex & { _handle?: Handle | null }): void {
  const handle = transport._handle;
  const onread = handle?.onread;
  if (handle === null || handle === undefined || onread === undefined) return;
  handle.onread = function (bytes) {
    onread.call(this, bytes);
    if (bytes instanceof ArrayBuffer) release(new Uint8Array(bytes));
  };
}

class NodeStream implements ByteStream {
  readonly #socket: Duplex;
  readonly #transport: Duplex;
  readonly #clock: Clock;
  readonly #bulk: boolean;
  #sinceRest = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** The chunk that was read last. */
  #given: Uint8Array | undefined;
  readonly #chunks: Uint8Array[] = [];
  #waiting = 0;
  #ended = false;
  #error: Error | undefined;
  #closing = false;
  #held = false;
  #wakeReader: (() => void) | undefined;
  readonly #wakeWriters = new Set<() => void>();
  readonly #wakeAtEnd = new Set<() => void>();

  constructor({ socket, transport, clock, bulk = false }: StreamParts) {
    this.#socket = socket;
    this.#transport = transport;
    this.#clock = clock;
    this.#bulk = bulk;
    if (bulk) reclaimRead(transport);
    socket.on("data", (chunk: Uint8Array) => this.#take(chunk));
    socket.on("end", () => this.#finish());
    socket.on("error", (error: Error) => this.#finish(error));
    socket.on("close", () => this.#finish());
    for (const each of [socket, transport]) each.on("drain", () => this.#wake());
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#given !== undefined) release(this.#given);
    this.#given = undefined;
    if (this.#chunks.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
    }
    const chunk = this.#chunks.shift();
    if (chunk === undefined) {
      if (this.#error !== undefined) throw this.#error;
      return null;
    }
    this.#waiting -= chunk.length;
    this.#resumeIfEmpty();
    if (this.#bulk) this.#given = chunk;
    return chunk;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (bytes.length >= WRITE_BYTES) return this.#writeWhole(bytes);
    try {
      this.#checkWritable();
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#socket.write(bytes) && !this.#transport.writableNeedDrain ? TAKEN : this.#drained();
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => this.#wakeWriters.add(resolve));
    this.#checkWritable();
  }

  /** The socket has no use for the bytes any more. */
  async #writeWhole(bytes: Uint8Array): Promise<void> {
    this.#checkWritable();
    await new Promise<void>((resolve) => {
      this.#wakeAtEnd.add(resolve);
      this.#socket.write(bytes, () => {
        this.#wakeAtEnd.delete(resolve);
        resolve();
      });
    });
    this.#checkWritable();
    if (this.#transport.writableNeedDrain) await this.#drained();
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
    // not a Buffer: their `slice` copies nothing
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#waiting += chunk.length;
    this.#sinceRest += chunk.length;
    if (this.#bulk && this.#sinceRest >= stretch()) this.#takeRest();
    if (this.#waiting >= READ_AHEAD && !this.#held) this.#hold();
    this.#wakeReader?.();
  }

  /** We end: what still comes is read, so that the other side's writes do not fail, and thrown away. */
  #drop(): void {
    this.#chunks.length = 0;
    this.#waiting = 0;
    clearTimeout(this.#rest);
    if (this.#held) this.#resume();
  }

  /** By the time of the machine, not that of the program: it is for the event loop. */
  #takeRest(): void {
    this.#sinceRest = 0;
    if (!this.#held) this.#hold();
    this.#rest ??= setTimeout(() => {
      this.#rest = undefined;
      this.#resumeIfEmpty();
    }, 0);
  }

  #resumeIfEmpty(): void {
    if (this.#held && this.#rest === undefined && this.#waiting < READ_AHEAD) this.#resume();
  }

  #hold(): void {
    this.#held = true;
    this.#socket.pause();
    stopReading(this.#transport);
  }

  #resume(): void {
    this.#held = false;
    startReading(this.#transport);
    this.#socket.resume();
  }

  #finish(error?: Error): void {
    if (error !== undefined) {
      this.#error ??= new LinkError("connection-lost", error.message, { cause: error, by: "network" });
    }
    this.#ended = true;
    clearTimeout(this.#rest);
    if (this.#closing && this.#socket.writableFinished) this.#socket.destroy();
    this.#wakeReader?.();
    this.#wake();
    for (const wake of this.#wakeAtEnd) wake();
    this.#wakeAtEnd.clear();
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
