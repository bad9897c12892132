/** Frames of a journal: pure functions over bytes. `docs/specs/history-v1.md` section 3. */

import { crc32 } from "node:zlib";
import { HEADER_BYTES, headerCrc } from "./file_header.ts";
import type { Seal, SealContext } from "./seal.ts";

const FRAME_HEADER_BYTES = 32;
const MARK = 0x50465231;
const CRC_AT = 28;

/** Largest body of a frame; a write larger than this is refused before anything is changed. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024;

export interface FrameInput {
  readonly sequence: number;
  /** 12 bytes; used when the file is sealed. */
  readonly nonce: Uint8Array;
  readonly body: Uint8Array;
}

/** @param fileHeader the 64 bytes the journal begins with */
export function encodeFrame({ sequence, nonce, body }: FrameInput, seal: Seal, fileHeader: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + body.length + seal.checkBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, MARK);
  view.setUint32(4, body.length);
  view.setBigUint64(8, BigInt(sequence));
  if (seal.sealed) frame.set(nonce, 16);
  view.setUint32(CRC_AT, crc32(frame.subarray(0, CRC_AT), headerCrc(fileHeader)));
  const { stored, check } = seal.close(body, contextOf(frame, fileHeader));
  frame.set(stored, FRAME_HEADER_BYTES);
  frame.set(check, FRAME_HEADER_BYTES + body.length);
  return frame;
}

export interface Frame {
  readonly sequence: number;
  readonly body: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/** - `torn`: the file ends inside the frame, as after a crash. - `damaged`: nothing a crash alone explains. */
export type FrameFault = "torn" | "damaged";

/** The frame that begins at `start`. */
export function decodeFrame(journal: Uint8Array, start: number, seal: Seal): Frame | FrameFault {
  const rest = journal.length - start;
  if (rest < FRAME_HEADER_BYTES) return "torn";
  const fileHeader = journal.subarray(0, HEADER_BYTES);
  const frame = journal.subarray(start);
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  const crc = crc32(frame.subarray(0, CRC_AT), headerCrc(fileHeader));
  if (view.getUint32(0) !== MARK || view.getUint32(CRC_AT) !== crc) return "damaged";
  const size = view.getUint32(4);
  if (rest < FRAME_HEADER_BYTES + size + seal.checkBytes) return "torn";
  const bodyEnd = FRAME_HEADER_BYTES + size;
  const stored = frame.subarray(FRAME_HEADER_BYTES, bodyEnd);
  const check = frame.subarray(bodyEnd, bodyEnd + seal.checkBytes);
  const body = seal.open(stored, check, contextOf(frame, fileHeader));
  if (body === undefined) return "damaged";
  return { sequence: Number(view.getBigUint64(8)), body, end: start + bodyEnd + seal.checkBytes };
}

function contextOf(frame: Uint8Array, fileHeader: Uint8Array): SealContext {
  const aad = new Uint8Array(HEADER_BYTES + FRAME_HEADER_BYTES);
  aad.set(fileHeader.subarray(0, HEADER_BYTES));
  aad.set(frame.subarray(0, FRAME_HEADER_BYTES), HEADER_BYTES);
  const crc = new DataView(frame.buffer, frame.byteOffset).getUint32(CRC_AT);
  return { nonce: frame.subarray(16, CRC_AT), aad, crc };
}

/** Nonces of one opening: 8 random bytes, then a count of the appends tried (RFC 5116 section 3.2). */
export class NonceCounter {
  readonly #random: () => Uint8Array;
  #prefix: Uint8Array;
  #count = 0;

  /** @param random gives 8 fresh random bytes */
  constructor(random: () => Uint8Array = () => crypto.getRandomValues(new Uint8Array(8))) {
    this.#random = random;
    this.#prefix = random();
  }

  next(): Uint8Array {
    if (this.#count > 0xffff_ffff) {
      this.#prefix = this.#random();
      this.#count = 0;
    }
    const nonce = new Uint8Array(12);
    nonce.set(this.#prefix);
    new DataView(nonce.buffer).setUint32(8, this.#count++);
    return nonce;
  }
}
