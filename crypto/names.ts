/** Ids and display names: what they look like, here and in certificates. */
import { MAX_NAME_LENGTH } from "./limits.ts";
import type { PeerId } from "./types.ts";

/** Largest id: 40 bits. */
export const MAX_PEER_ID = 2 ** 40 - 1;

/** DNS name under which stock TLS host checking finds a peer; `.internal` is reserved for private use by ICANN. */
export const peerHostName = (id: PeerId): string => `${id}.parley.internal`;

/** The URI in the subject alternative name. */
export const peerUri = (id: PeerId): string => `parley:${id}`;

/** Decimal, no leading zeros, 1 … 2^40-1. */
export function isPeerId(text: unknown): text is PeerId {
  return typeof text === "string" && /^[1-9][0-9]{0,12}$/.test(text) && Number(text) <= MAX_PEER_ID;
}

/**
 * A random id that is not taken. Random rather than counted, so that an id does not tell how many people an authority has.
 */
export function newPeerId(taken: { has(id: PeerId): boolean }): PeerId {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(5));
    const id = String(bytes.reduce((sum, byte) => sum * 256 + byte, 0));
    if (id !== "0" && !taken.has(id)) return id;
  }
}

// Controls, line and paragraph separators, and the marks that reorder text on screen (Unicode TR 36): with them one name
// can be made to look like another.
// deno-lint-ignore no-control-regex
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** 1 … 64 UTF-16 units of well-formed text with something to see in it and nothing that reorders it. */
export function isDisplayName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && text.trim() !== "" && text === text.trim() && text.isWellFormed() &&
    !DECEPTIVE.test(text);
}
