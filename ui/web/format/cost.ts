/** What a message costs: one packet per KiB of its text in UTF-8 that is begun (LIM-1). */

const PACKET = 1024;

const encoder = new TextEncoder();

export function packetsOf(text: string): number {
  if (text.length * 3 <= PACKET) return 1; // three bytes at most per UTF-16 unit: no need to count
  return Math.max(1, Math.ceil(encoder.encode(text).length / PACKET));
}
