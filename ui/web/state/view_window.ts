/** How much of a long conversation the page holds: a part without gaps, which follows the reader to both ends. */
import type { Message } from "../../api.ts";

/** Messages kept when more are put to one end. Single lines of 36 pixels are 8,600 then: enough for the largest screen. */
export const HELD = 240;
/** Messages asked for at a time: few enough to be put into the page within one frame. */
export const STEP = 24;
/** Messages a conversation shows first. */
export const FIRST = 60;
/** Messages that may come in at the end before the beginning is let go: less work than moving with each of them. */
export const SLACK = HELD + 160;
/** `limit` of the `history` method ends here. */
export const LARGEST_PAGE = 500;

export interface Part {
  readonly messages: readonly Message[];
  readonly more: boolean;
  readonly newer: boolean;
}

/** Older ones were put in front: those furthest from them go. */
export function withoutEnd({ messages, more, newer }: Part): Part {
  return messages.length <= HELD ? { messages, more, newer } : { messages: messages.slice(0, HELD), more, newer: true };
}

/** Newer ones were put behind. */
export function withoutBeginning({ messages, more, newer }: Part): Part {
  return messages.length <= HELD ? { messages, more, newer } : { messages: messages.slice(-HELD), more: true, newer };
}

/** The part with the message at `index`, and some older ones above it. */
export function partAround({ messages, more, newer }: Part, index: number): Part {
  if (messages.length <= HELD) return { messages, more, newer };
  const from = Math.min(Math.max(0, index - STEP), messages.length - HELD);
  const to = from + HELD;
  return { messages: messages.slice(from, to), more: more || from > 0, newer: newer || to < messages.length };
}
