/** A file of ours while somebody fetches it: read in chunks, and what was read once must stay the same. */
import { FileError, type Source } from "../../files/types.ts";
import { chunkCount } from "./chunks.ts";

const HASH_BYTES = 32;
/** `docs/specs/files-v1.md`, section 2. */
const ROOT_LABEL = new TextEncoder().encode("parley file v1\0");

/** SHA-256 of all parts, one after the other. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

export class OwnSource {
  readonly chunks: number;
  readonly #size: number;
  readonly #open: () => Source;
  readonly #sha256: Sha256;
  #source: Source | undefined;
  /** Of what was read in this run, each at its place. */
  readonly #hashes: Uint8Array;
  readonly #known: Uint8Array;
  /** Everything before it is known. */
  #unknown = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(size: number, open: () => Source, sha256: Sha256) {
    this.#size = size;
    this.#open = open;
    this.#sha256 = sha256;
    this.chunks = chunkCount(size);
    this.#hashes = new Uint8Array(this.chunks * HASH_BYTES);
    this.#known = new Uint8Array(this.chunks);
  }

  /** Bytes of memory it needs beside the chunk that is read. */
  get memory(): number {
    return this.#hashes.length + this.#known.length;
  }

  /**
   * @param into at least a chunk long: the next one is read while this one is sent
   * @returns the part of it that was filled
   * @throws FileError
   */
  read(index: number, into: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      const bytes = await this.#opened().read(index, into);
      this.#learn(index, this.#sha256(bytes));
      return bytes;
    });
  }

  /** The first chunk of these that was not read yet; undefined when all were. */
  unread(from = 0, to = this.chunks - 1): number | undefined {
    while (this.#known[this.#unknown] === 1) this.#unknown++;
    for (let index = Math.max(from, this.#unknown); index <= to; index++) if (this.#known[index] === 0) return index;
    return undefined;
  }

  /** Read it for its hash alone. @throws FileError */
  learn(index: number): Promise<void> {
    return this.#inTurn(async () => this.#learn(index, this.#sha256(await this.#opened().read(index))));
  }

  /** Hashes of these chunks, which were read. */
  hashes(from: number, to: number): Uint8Array {
    return this.#hashes.slice(from * HASH_BYTES, (to + 1) * HASH_BYTES);
  }

  /** Hex; everything was read. */
  root(): string {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.#size));
    return this.#sha256(ROOT_LABEL, size, this.#hashes).toHex();
  }

  /** @throws FileError when it is not any more what was offered */
  check(): Promise<void> {
    return this.#inTurn(() => this.#opened().check());
  }

  /** Nobody asks for it now: what the system holds for it is given back, what is known of it stays. */
  rest(): Promise<void> {
    return this.#inTurn(async () => {
      const source = this.#source;
      this.#source = undefined;
      await source?.close();
    });
  }

  #opened(): Source {
    return this.#source ??= this.#open();
  }

  #learn(index: number, hash: Uint8Array): void {
    const place = this.#hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
    if (this.#known[index] === 0) {
      place.set(hash);
      this.#known[index] = 1;
    } else if (place.some((byte, at) => byte !== hash[at])) {
      throw new FileError("changed", `chunk ${index}: it was another one before`);
    }
  }

  /** A source stands one call at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
