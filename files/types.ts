/**
 * The disk's side of transfers: what is read where a file lies, and written where one arrives. No sockets, no SQL; `chat/`
 * sees only these. `docs/specs/files-v1.md`, sections 2 and 6.
 */

/** Bytes of a chunk; the last one of a content is shorter. */
export const CHUNK_BYTES = 1024 * 1024;

/** Why something about a file failed; also the reasons of a `file-state failed`. */
export type FileProblem =
  /** Not there (any more). */
  | "source-gone"
  /** There, and not to be read. */
  | "source-unreadable"
  /** Not what was offered: other size, time or content. */
  | "changed"
  /** A link, a device, or what else is no file. */
  | "not-a-file"
  /** The program's own: keys and messages of its user. */
  | "private"
  /** More entries, or longer paths, than a manifest may have. */
  | "too-many"
  | "bad-manifest"
  /** Where it has begun to grow is not there: a disk that is not connected. */
  | "folder-gone"
  | "disk-full"
  | "disk-error";

export class FileError extends Error {
  override readonly name = "FileError";
  constructor(readonly code: FileProblem, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A file of a folder, or an empty folder (`path` ends with "/", size 0). */
export interface Entry {
  /** Relative, with "/" between its parts. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified?: number;
}

/** What lies at a path, as it can be offered. */
export interface Scanned {
  /** Absolute. */
  readonly path: string;
  /** Its last part. */
  readonly name: string;
  readonly type: "file" | "folder";
  readonly size: number;
  /** Files in it. */
  readonly files: number;
  readonly modified?: number;
  /** Of a folder: its manifest, and SHA-256 of it in hex. */
  readonly manifest?: Uint8Array;
  readonly manifest_hash?: string;
  /** Links, devices and what could not be read: left out. */
  readonly skipped: number;
}

/** What was offered and lies here. */
export interface SourcePlan {
  readonly path: string;
  readonly type: "file" | "folder";
  readonly size: number;
  readonly modified?: number;
  /** Of a folder: as it was offered. */
  readonly manifest?: Uint8Array;
}

/** Reads the content of what was offered. One call at a time. */
export interface Source {
  /**
   * The bytes of this chunk, from `CHUNK_BYTES` × index on.
   * @param into where they belong, at least `CHUNK_BYTES` long; without it the next call may reuse them
   * @throws FileError "source-gone", "source-unreadable" or "changed"
   */
  read(index: number, into?: Uint8Array): Promise<Uint8Array>;
  /** @throws FileError when it is not any more what was offered */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What is to arrive. */
export interface SinkPlan {
  /** Id of the offer: a UUID in lower case. */
  readonly id: string;
  /** As its author calls it; nothing of it is believed. */
  readonly name: string;
  readonly type: "file" | "folder";
  readonly size: number;
  readonly modified?: number;
  /** Of a folder: its bytes, checked against `size`, `files` and their hash by {@link FileDisk.readManifest}. */
  readonly entries?: readonly Entry[];
  /** Nobody waits for it any more: reading what is there already may take minutes. */
  readonly signal?: AbortSignal;
}

/** Where a content grows, chunk by chunk, in any order. */
export interface Sink {
  /** Whether this chunk is here and verified. */
  has(index: number): boolean;
  /** Bytes that are here and verified. */
  readonly done: number;
  /** Chunks that are lacking, as rising ranges, both ends included; at most `limit` chunks from `from` on. */
  lacking(from: number, limit: number): (readonly [number, number])[];
  /**
   * Write a chunk. Its hash is remembered on disk when the chunk is. The bytes may be reused when it resolves.
   * @param hash SHA-256, 32 bytes
   * @throws FileError "folder-gone", "disk-full" or "disk-error"; then the chunk is lacking
   */
  write(index: number, bytes: Uint8Array, hash: Uint8Array): Promise<void>;
  /** Not what it should be: it is lacking again. */
  forget(index: number): void;
  /** Hash of a chunk that is here. */
  hash(index: number): Uint8Array;
  /** SHA-256 over size and all hashes, hex; everything must be here. */
  root(): Promise<string>;
  /** Everything written is on disk, and remembered. */
  flush(): Promise<void>;
  /**
   * Put the whole in its place. What is known of it stays until {@link FileDisk.discard}: a program that ends before it has
   * taken down that this is done finds it there again.
   * @returns its absolute path; again the same
   * @throws FileError
   */
  finish(): Promise<string>;
  /** Keeps what is here. */
  close(): Promise<void>;
}

/** A line of the folder picker. */
export interface Listed {
  readonly name: string;
  readonly path: string;
  readonly type: "file" | "folder";
  readonly size: number;
  readonly modified: number;
}

export interface Listing {
  /** Absolute; "" is the list of drives of Windows. */
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  /** Folders first, then files, each by name. */
  readonly entries: readonly Listed[];
  /** There are more than are listed. */
  readonly more: boolean;
}

/** A file of the user's for the window to show. */
export interface Readable {
  readonly size: number;
  /** @param to excluded */
  read(from: number, to: number): ReadableStream<Uint8Array>;
}

export interface FileDisk {
  /** What is at this path. @throws FileError */
  scan(path: string): Promise<Scanned>;
  /** Checked against section 2. @throws FileError "bad-manifest" */
  readManifest(bytes: Uint8Array, expected: { hash: string; size: number; files: number }): Promise<readonly Entry[]>;
  source(plan: SourcePlan): Source;
  /**
   * Takes up what is there already: chunks that are not what their hashes say are lacking again.
   * @throws FileError "folder-gone", "disk-full" or "disk-error"
   */
  sink(plan: SinkPlan): Promise<Sink>;
  /**
   * Forget what is known and has arrived of this, not what is in its place; nothing when there is none. What lies on a disk that
   * is not there stays among {@link partial}.
   */
  discard(id: string): Promise<void>;
  /** Of those that nobody waits for any more, ids. */
  partial(): Promise<readonly string[]>;
  /**
   * Bytes that can still be written in the downloads folder; with an id, where that one grows.
   * @throws FileError "folder-gone"
   */
  free(id?: string): Promise<number>;
  /** Absolute path of the downloads folder; made when it is needed. */
  readonly downloads: string;
  /** That this could be the downloads folder; made when it is not there. @throws FileError "disk-full", "disk-error" or "private" */
  assertUsable(folder: string): Promise<void>;
  /** For the picker; "" is where the user is at home. @throws FileError "source-gone" or "source-unreadable" */
  list(path: string): Promise<Listing>;
  /** @throws FileError "source-gone" or "source-unreadable" */
  open(path: string): Promise<Readable>;
  /** Somewhere to keep what a window hands over (dropped, pasted): a folder of the profile for this id. */
  spool(id: string): Promise<Spool>;
  /** Ids of spools that are there. */
  spools(): Promise<readonly string[]>;
}

/** Content that a window handed over, until it is sent. */
export interface Spool {
  /**
   * Take the content of one file, or of the entries one after the other.
   * @returns the path to offer; @throws FileError; "changed" when it has not the bytes that were announced
   */
  fill(
    name: string,
    what: { size: number } | { entries: readonly Entry[] },
    body: ReadableStream<Uint8Array>,
  ): Promise<string>;
  remove(): Promise<void>;
}
