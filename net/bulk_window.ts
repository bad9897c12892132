/** What the other side of a bulk connection has asked for and not got yet. `docs/specs/files-v1.md`, section 4. */
import { LinkError } from "./errors.ts";
import { MAX_OPEN_REQUESTS, MAX_REQUESTED_CHUNKS } from "./limits.ts";
import type { FileRequest } from "./types.ts";

/** Numbers of chunks, and the other things that can be asked for. */
interface Asked {
  readonly chunks: Set<number>;
  readonly others: Set<string>;
}

/** Asking again for what is on its way costs nothing: it is answered once. */
export class RequestWindow {
  readonly #files = new Map<string, Asked>();
  #chunks = 0;
  #others = 0;

  /** Chunks that are to be sent. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Roots, hashes and manifests that are to be sent. */
  get others(): number {
    return this.#others;
  }

  /** @throws LinkError "flood" when more is asked for than may be at a time */
  add(request: FileRequest): void {
    if ("chunks" in request) return this.#addChunks(request.file, request.chunks);
    const what = "hashes" in request ? `hashes ${request.hashes[0]}` : "root" in request ? "root" : "manifest";
    const { others } = this.#of(request.file);
    if (others.has(what)) return;
    if (++this.#others > MAX_OPEN_REQUESTS) {
      throw new LinkError("flood", `more than "${MAX_OPEN_REQUESTS}" requests wait for an answer`);
    }
    others.add(what);
  }

  /** A chunk is about to be sent: its receiver may ask for the next before we hear that it was taken. */
  answerChunk(file: string, index: number): void {
    const asked = this.#files.get(file);
    if (asked?.chunks.delete(index)) this.#chunks--;
    this.#forgetEmpty(file);
  }

  /** @param what "root", "manifest" or "hashes N" */
  answerOther(file: string, what: string): void {
    const asked = this.#files.get(file);
    if (asked?.others.delete(what)) this.#others--;
    this.#forgetEmpty(file);
  }

  /** Nothing more of this file will be sent. */
  stop(file: string): void {
    const asked = this.#files.get(file);
    if (asked === undefined) return;
    this.#chunks -= asked.chunks.size;
    this.#others -= asked.others.size;
    this.#files.delete(file);
  }

  #addChunks(file: string, ranges: readonly (readonly [number, number])[]): void {
    const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    // before they are counted one by one: a range may be a million long
    if (count > MAX_REQUESTED_CHUNKS) throw tooMany();
    const { chunks } = this.#of(file);
    const before = chunks.size;
    for (const [first, last] of ranges) for (let index = first; index <= last; index++) chunks.add(index);
    this.#chunks += chunks.size - before;
    if (this.#chunks > MAX_REQUESTED_CHUNKS) throw tooMany();
  }

  #of(file: string): Asked {
    let asked = this.#files.get(file);
    if (asked === undefined) this.#files.set(file, asked = { chunks: new Set(), others: new Set() });
    return asked;
  }

  #forgetEmpty(file: string): void {
    const asked = this.#files.get(file);
    if (asked !== undefined && asked.chunks.size === 0 && asked.others.size === 0) this.#files.delete(file);
  }
}

function tooMany(): LinkError {
  return new LinkError("flood", `more than "${MAX_REQUESTED_CHUNKS}" chunks are asked for`);
}
