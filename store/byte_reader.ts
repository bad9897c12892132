/** Bytes that come in pieces of any size, read in pieces of one's own choice. */

/** Cut into pieces of `size` bytes; the last has the rest, and is empty only when all is. */
export async function* rechunk(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly chunk: Uint8Array; readonly last: boolean }> {
  const reader = new ByteReader(source);
  let chunk = await reader.upTo(size);
  for (;;) {
    const next = chunk.length < size ? new Uint8Array() : await reader.upTo(size);
    yield { chunk, last: next.length === 0 };
    if (next.length === 0) return;
    chunk = next;
  }
}

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** This many bytes, fewer only at the end. */
  async upTo(size: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const piece = await this.piece(size - filled);
      if (piece === undefined) break;
      bytes.set(piece, filled);
      filled += piece.length;
    }
    return bytes.subarray(0, filled);
  }

  /** Some bytes, at most this many. @returns undefined at the end */
  async piece(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}
