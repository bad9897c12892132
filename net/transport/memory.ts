/** Two byte streams joined inside one process: the transport of tests, and the shortest that passes as one. */
import type { ByteStream } from "../types.ts";
import { SEND_HIGH_WATER, WRITE_BYTES } from "../limits.ts";

export interface MemoryOptions {
  /** How a write is cut into chunks on its way; default: as written. */
  readonly cut?: (bytes: Uint8Array) => Iterable<Uint8Array>;
  /** Bytes that may wait for the reader before `write` waits. */
  readonly highWater?: number;
}

/** @param toSecond what happens to bytes on their way to the second stream; the same for both ways if alone */
export function memoryPair(toSecond: MemoryOptions = {}, toFirst = toSecond): [MemoryStream, MemoryStream] {
  const there = new Pipe(toSecond);
  const back = new Pipe(toFirst);
  return [new MemoryStream(back, there), new MemoryStream(there, back)];
}

export class MemoryStream implements ByteStream {
  readonly #incoming: Pipe;
  readonly #outgoing: Pipe;

  constructor(incoming: Pipe, outgoing: Pipe) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  /** Bytes written and not yet read by the other side. */
  get waiting(): number {
    return this.#outgoing.bytes;
  }

  read(): Promise<Uint8Array | null> {
    return this.#incoming.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outgoing.write(bytes);
  }

  close(): void {
    this.#outgoing.end();
  }

  destroy(): void {
    this.#incoming.abandon();
    this.#outgoing.end();
  }

  /** Fault: the connection breaks, both sides get an error. */
  break(): void {
    const cause = new Error("memory stream: the connection was cut");
    this.#incoming.fail(cause);
    this.#outgoing.fail(cause);
  }
}

/** One direction. */
class Pipe {
  readonly #cut: (bytes: Uint8Array) => Iterable<Uint8Array>;
  readonly #highWater: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #writers: (() => void)[] = [];
  #wakeReader: (() => void) | undefined;
  #ended = false;
  #failure: Error | undefined;
  bytes = 0;

  constructor({ cut = (bytes) => [bytes], highWater = SEND_HIGH_WATER }: MemoryOptions) {
    this.#cut = cut;
    this.#highWater = highWater;
  }

  async read(): Promise<Uint8Array | null> {
    while (this.#chunks.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
    }
    const chunk = this.#chunks.shift()!;
    this.bytes -= chunk.length;
    if (this.bytes < this.#highWater) this.#wakeWriters();
    return chunk;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#ended) throw new Error("memory stream: writing after the end");
    // what is this long may be used again by the writer as soon as we say that it was taken
    for (const chunk of this.#cut(bytes.length >= WRITE_BYTES ? bytes.slice() : bytes)) {
      if (chunk.length === 0) continue;
      this.#chunks.push(chunk);
      this.bytes += chunk.length;
    }
    this.#wake();
    while (this.bytes >= this.#highWater && !this.#ended && this.#failure === undefined) {
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** The reader is gone: what waits is dropped, as a socket does. */
  abandon(): void {
    this.#chunks.length = 0;
    this.bytes = 0;
    this.end();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#chunks.length = 0;
    this.bytes = 0;
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#wake();
    this.#wakeWriters();
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeReader = undefined;
  }

  #wakeWriters(): void {
    for (const wake of this.#writers.splice(0)) wake();
  }
}
