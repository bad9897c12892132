/** The `file` member of an offer. `docs/specs/files-v1.md`, section 1. */
import { fromBase64Url } from "./base64.ts";
import { LinkError } from "./errors.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { MAX_FILE_BYTES, MAX_FILE_NAME_LENGTH, MAX_MANIFEST_BYTES, MAX_MANIFEST_ENTRIES, MAX_TIME } from "./limits.ts";

/** Says what is offered; the name is the item's text. */
export interface FileOffer {
  readonly type: "file" | "folder";
  /** Bytes of the content. */
  readonly size: number;
  /** Files in it: 1, or those of the manifest. */
  readonly files: number;
  /** 32 random bytes in base64url; the content is sealed under keys made from it. */
  readonly key: string;
  /** Of a file: last change, milliseconds since the epoch. */
  readonly modified?: number;
  /** Of a folder: SHA-256 of its manifest in hex, and the manifest's bytes. */
  readonly manifest?: string;
  readonly manifest_size?: number;
}

/** Bytes of the key of an offer. */
export const FILE_KEY_BYTES = 32;
const HASH = /^[0-9a-f]{64}$/;
/** `[]`, the manifest of an empty folder. */
const MIN_MANIFEST_BYTES = 2;

/**
 * What has a meaning for its type; other members are left out.
 * @param value of a peer
 * @throws LinkError "bad-content"
 */
export function parseFileOffer(value: unknown): FileOffer {
  if (!isJsonObject(value)) throw bad("file");
  const { type, size, key } = value;
  if (type !== "file" && type !== "folder") throw bad("type");
  if (!isWithin(size, 0, MAX_FILE_BYTES)) throw bad("size");
  if (typeof key !== "string" || fromBase64Url(key)?.length !== FILE_KEY_BYTES) throw bad("key");
  return type === "file" ? { type, size, key, ...readFile(value) } : { type, size, key, ...readFolder(value) };
}

/** Whether the text of an offer may be its name; what a disk bears is another question. */
export function isOfferName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_FILE_NAME_LENGTH;
}

function readFile({ files, modified }: JsonObject): Pick<FileOffer, "files" | "modified"> {
  if (files !== 1) throw bad("files");
  if (modified === undefined) return { files };
  if (!isWithin(modified, 0, MAX_TIME)) throw bad("modified");
  return { files, modified };
}

function readFolder({ files, manifest, manifest_size }: JsonObject): Omit<FileOffer, "type" | "size" | "key"> {
  if (!isWithin(files, 0, MAX_MANIFEST_ENTRIES)) throw bad("files");
  if (typeof manifest !== "string" || !HASH.test(manifest)) throw bad("manifest");
  if (!isWithin(manifest_size, MIN_MANIFEST_BYTES, MAX_MANIFEST_BYTES)) throw bad("manifest_size");
  return { files, manifest, manifest_size };
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
}

function bad(member: string): LinkError {
  return new LinkError("bad-content", `reading an offer: "${member}" is missing or not what it must be`);
}
