/** What messages and files cost: one packet per KiB of text in UTF-8 that is begun, or per MiB of a file (LIM-1). */

const PACKET = 1024;

const encoder = new TextEncoder();

export function packetsOf(text: string): number {
  if (text.length * 3 <= PACKET) return 1; // three bytes at most per UTF-16 unit: no need to count
  return Math.max(1, Math.ceil(encoder.encode(text).length / PACKET));
}

const FILE_PACKET = 1_048_576;

/** @param size bytes; an empty file costs one, too */
export function filePacketsOf(size: number): number {
  return Math.max(1, Math.ceil(size / FILE_PACKET));
}
