/** Which bytes of which files a chunk is: the content of a folder is its files one after the other. Section 2. */

import { CHUNK_BYTES } from "./types.ts";

/** Bytes of one file that lie in one chunk. */
export interface Piece {
  /** Number of the file. */
  readonly file: number;
  /** Where in the file. */
  readonly at: number;
  /** Where in the chunk. */
  readonly from: number;
  readonly length: number;
}

export class Layout {
  readonly size: number;
  readonly chunks: number;
  /** Where each file begins in the content; one more, where the last one ends. */
  readonly #starts: Float64Array;

  constructor(sizes: readonly number[]) {
    this.#starts = new Float64Array(sizes.length + 1);
    sizes.forEach((size, i) => this.#starts[i + 1] = this.#starts[i] + size);
    this.size = this.#starts[sizes.length];
    this.chunks = Math.ceil(this.size / CHUNK_BYTES);
  }

  lengthOf(chunk: number): number {
    return Math.min(CHUNK_BYTES, this.size - chunk * CHUNK_BYTES);
  }

  /** In order; files without bytes are in none. */
  *pieces(chunk: number): Generator<Piece> {
    const begin = chunk * CHUNK_BYTES;
    const end = begin + this.lengthOf(chunk);
    for (let file = this.#fileAt(begin); this.#starts[file] < end; file++) {
      const from = Math.max(this.#starts[file], begin);
      const to = Math.min(this.#starts[file + 1], end);
      if (to > from) yield { file, at: from - this.#starts[file], from: from - begin, length: to - from };
    }
  }

  /** The last file that begins at or before this byte. */
  #fileAt(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
