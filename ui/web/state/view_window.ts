/** Which part of a long conversation is in the page. Counted from the end, so that older pages in front change nothing. */

export interface ViewWindow {
  /** Messages from the end to the first one shown. */
  readonly top: number;
  /** Messages below the last one shown. */
  readonly bottom: number;
}

/** Enough for several screens; a page with this many bubbles renders in a few milliseconds. */
export const WINDOW = 160;
const STEP = 60;

export const AT_END: ViewWindow = { top: WINDOW, bottom: 0 };

export function towardsOlder(view: ViewWindow, length: number): ViewWindow {
  if (view.top >= length) return view;
  const top = Math.min(length, view.top + STEP);
  return { top, bottom: Math.max(0, top - WINDOW) };
}

export function towardsNewer(view: ViewWindow): ViewWindow {
  if (view.bottom === 0) return view;
  const bottom = Math.max(0, view.bottom - STEP);
  return { top: bottom + WINDOW, bottom };
}

/** The window with the message `from_end` messages before the end, and some older ones above it. */
export function around(from_end: number): ViewWindow {
  const top = Math.max(WINDOW, from_end + STEP);
  return { top, bottom: top - WINDOW };
}

export function slice<T>(list: readonly T[], view: ViewWindow): readonly T[] {
  return list.slice(Math.max(0, list.length - view.top), list.length - view.bottom);
}
