/** Bodies of the kinds of a bulk connection: bytes in, values out. `docs/specs/files-v1.md`, section 4. */
import { LinkError } from "./errors.ts";
import { encodeJson, type JsonObject, parseJson } from "./json.ts";
import { MAX_CHUNKS, MAX_HASHES, MAX_REQUEST_RANGES } from "./limits.ts";
import type { FileRequest, SealedChunk } from "./types.ts";
import { isUuid, UUID_BYTES, uuidFromBytes, uuidToBytes } from "./uuid.ts";

/** The number under which the manifest of a folder is sent. */
export const MANIFEST_INDEX = 0xffff_ffff;
/** Before a chunk and before hashes: offer id and number. A chunk's seal is bound to it. */
export const CHUNK_HEAD_BYTES = UUID_BYTES + 4;
/** SHA-256. */
export const HASH_BYTES = 32;
/** The tag of an empty chunk; there is none that is shorter. */
const MIN_SEALED_BYTES = 16;
const ROOT = /^[0-9a-f]{64}$/;
const REASON = /^[a-z-]{1,32}$/;

type Range = readonly [number, number];

/** @throws RangeError when the other side would not take it */
export function encodeRequest(request: FileRequest): Uint8Array {
  const data = encodeJson(request);
  try {
    parseRequest(data);
  } catch (cause) {
    throw new RangeError(`asking for chunks: ${(cause as Error).message}`, { cause });
  }
  return data;
}

/** @throws LinkError "bad-content" */
export function parseRequest(data: Uint8Array): FileRequest {
  const body = parseJson(data, "bad-content", "reading a request");
  const file = readFile(body, "request");
  const { chunks, manifest, root, hashes } = body;
  if ([chunks, manifest, root, hashes].filter((member) => member !== undefined).length !== 1) {
    throw bad("request", "chunks");
  }
  if (chunks !== undefined) return { file, chunks: readRanges(chunks) };
  if (hashes !== undefined) return { file, hashes: readHashRange(hashes) };
  if (manifest !== undefined ? manifest !== true : root !== true) throw bad("request", "root");
  return manifest === undefined ? { file, root: true } : { file, manifest: true };
}

/** @param root SHA-256 in hex */
export function encodeRoot(file: string, root: string): Uint8Array {
  return encodeJson({ file, root });
}

/** @throws LinkError "bad-content" */
export function parseRoot(data: Uint8Array): { file: string; root: string } {
  const body = parseJson(data, "bad-content", "reading a root");
  const { root } = body;
  if (typeof root !== "string" || !ROOT.test(root)) throw bad("root", "root");
  return { file: readFile(body, "root"), root };
}

export function encodeStop(file: string, reason: string): Uint8Array {
  return encodeJson({ file, reason });
}

/** @throws LinkError "bad-content" */
export function parseStop(data: Uint8Array): { file: string; reason: string } {
  const body = parseJson(data, "bad-content", "reading a stop");
  const { reason } = body;
  if (typeof reason !== "string" || !REASON.test(reason)) throw bad("stop", "reason");
  return { file: readFile(body, "stop"), reason };
}

/** Offer id and number, as bytes. */
export function encodeChunkHead(file: string, index: number): Uint8Array {
  const head = new Uint8Array(CHUNK_HEAD_BYTES);
  head.set(uuidToBytes(file));
  new DataView(head.buffer).setUint32(UUID_BYTES, index);
  return head;
}

/** @returns a view of `data`; @throws LinkError "bad-content" */
export function parseChunk(contentId: number, data: Uint8Array): SealedChunk {
  if (data.length < CHUNK_HEAD_BYTES + MIN_SEALED_BYTES) throw bad("chunk", "length");
  const { file, index } = readHead(data, "chunk");
  if (index >= MAX_CHUNKS && index !== MANIFEST_INDEX) throw bad("chunk", "number");
  return { file, index, contentId, sealed: data.subarray(CHUNK_HEAD_BYTES) };
}

/** What stands before a chunk that has begun to come; undefined when it is not all there, or none. */
export function readChunkHead(data: Uint8Array): { file: string; index: number } | undefined {
  if (data.length < CHUNK_HEAD_BYTES || uuidFromBytes(data) === undefined) return undefined;
  return readHead(data, "chunk");
}

/** @param hashes 32 bytes each, the first is that of chunk `from` */
export function encodeHashes(file: string, from: number, hashes: Uint8Array): Uint8Array {
  const data = new Uint8Array(CHUNK_HEAD_BYTES + hashes.length);
  data.set(encodeChunkHead(file, from));
  data.set(hashes, CHUNK_HEAD_BYTES);
  return data;
}

/** @throws LinkError "bad-content" */
export function parseHashes(data: Uint8Array): { file: string; from: number; hashes: Uint8Array } {
  const count = (data.length - CHUNK_HEAD_BYTES) / HASH_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_HASHES) throw bad("hashes", "length");
  const { file, index: from } = readHead(data, "hashes");
  if (from + count > MAX_CHUNKS) throw bad("hashes", "number");
  return { file, from, hashes: data.slice(CHUNK_HEAD_BYTES) };
}

function readHead(data: Uint8Array, what: string): { file: string; index: number } {
  const file = uuidFromBytes(data);
  if (file === undefined) throw bad(what, "file");
  return { file, index: new DataView(data.buffer, data.byteOffset).getUint32(UUID_BYTES) };
}

function readFile({ file }: JsonObject, what: string): string {
  if (!isUuid(file)) throw bad(what, "file");
  return file;
}

/** Rising, and none touching the next: one that does would be the same range. */
function readRanges(ranges: unknown): Range[] {
  if (!Array.isArray(ranges) || ranges.length === 0 || ranges.length > MAX_REQUEST_RANGES) {
    throw bad("request", "chunks");
  }
  let before = -2;
  return ranges.map((range: unknown) => {
    const [first, last] = readRange(range, "chunks");
    if (first <= before + 1) throw bad("request", "chunks");
    before = last;
    return [first, last];
  });
}

function readHashRange(range: unknown): Range {
  const [first, last] = readRange(range, "hashes");
  if (last - first >= MAX_HASHES) throw bad("request", "hashes");
  return [first, last];
}

function readRange(range: unknown, member: string): Range {
  if (!Array.isArray(range) || range.length !== 2) throw bad("request", member);
  const [first, last] = range as unknown[];
  if (!isIndex(first) || !isIndex(last) || last < first) throw bad("request", member);
  return [first, last];
}

/** Whether any file has a chunk of this number; whether this one has, only its author knows. */
function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < MAX_CHUNKS;
}

function bad(what: string, member: string): LinkError {
  return new LinkError("bad-content", `reading a ${what}: "${member}" is missing or not what it must be`);
}
