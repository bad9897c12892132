/** The 64 bytes every file of a database begins with. `docs/specs/history-v1.md` section 2. */

import { crc32 } from "node:zlib";
import { StorageError } from "./storage_error.ts";

export const HEADER_BYTES = 64;

export type FileKind = "snapshot" | "journal";

export interface FileHeader {
  readonly kind: FileKind;
  readonly sealed: boolean;
  readonly generation: number;
  /** Snapshot: number of the last frame in it. Journal: number of its first frame. */
  readonly sequence: number;
  /** Bytes of the database in a snapshot; 0 in a journal. */
  readonly length: number;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** 8 bytes. */
  readonly keyCheck: Uint8Array;
}

const MAGIC = { snapshot: "PARLEY-S", journal: "PARLEY-J" } as const;
const VERSION = 1;
const SEALED = 1;
const CRC_AT = 60;

export function encodeHeader(header: FileHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC[header.kind]));
  view.setUint16(8, VERSION);
  view.setUint16(10, header.sealed ? SEALED : 0);
  view.setUint32(12, header.generation);
  view.setBigUint64(16, BigInt(header.sequence));
  view.setBigUint64(24, BigInt(header.length));
  bytes.set(header.salt, 32);
  bytes.set(header.keyCheck, 48);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)));
  return bytes;
}

/** @returns undefined when these bytes are no header of this kind. @throws {StorageError} `newer` */
export function decodeHeader(bytes: Uint8Array, kind: FileKind, path: string): FileHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (new TextDecoder("latin1").decode(bytes.subarray(0, 8)) !== MAGIC[kind]) return undefined;
  if (headerCrc(bytes) !== crc32(bytes.subarray(0, CRC_AT))) return undefined;
  const version = view.getUint16(8);
  if (version !== VERSION || view.getUint16(10) > SEALED) {
    throw new StorageError(
      "newer",
      `opening "${path}": its format is version ${version}, this program knows ${VERSION}; ` +
        "nothing was changed, use the newer program",
    );
  }
  return {
    kind,
    sealed: view.getUint16(10) === SEALED,
    generation: view.getUint32(12),
    sequence: Number(view.getBigUint64(16)),
    length: Number(view.getBigUint64(24)),
    salt: bytes.slice(32, 48),
    keyCheck: bytes.slice(48, 56),
  };
}

/** The checksum a header carries; frames and chunks start theirs with it. */
export function headerCrc(header: Uint8Array): number {
  return new DataView(header.buffer, header.byteOffset, HEADER_BYTES).getUint32(CRC_AT);
}
