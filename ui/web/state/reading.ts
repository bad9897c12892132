/** Where the reader of the open conversation is. Not a signal: it changes with every scroll, and nothing is shown from it. */
import { current, dispatch } from "./store.ts";
import { call } from "./program.ts";
import type { PeerKey } from "../../api.ts";

interface Place {
  readonly key: PeerKey;
  /** First message in sight; null at the end. */
  readonly cursor: number | null;
}

let place: Place | null = null;

export function readingAt(key: PeerKey, cursor: number | null): void {
  place = { key, cursor };
}

/** @returns the first message in sight, or null when they are at the end, where everybody begins */
export function readerOf(key: PeerKey): number | null {
  return place?.key === key ? place.cursor : null;
}

/** What the program was told last; it only rises. */
const told = new Map<PeerKey, number>();

/** Everything up to this message was on the screen of somebody who looks. `last`: nothing is newer. */
export function markSeen(key: PeerKey, cursor: number, last: boolean): void {
  const contact = current().contacts.get(key);
  const before = told.get(key) ?? -1;
  // With nothing unread everything there is was seen, and reading in the past tells nothing new.
  if (contact?.unread === 0) told.set(key, Math.max(before, contact.last?.cursor ?? -1));
  if (contact === undefined || contact.unread === 0 || cursor <= before) return;
  told.set(key, cursor);
  if (last) dispatch({ type: "seen", key });
  call("mark_read", { conversation: key, cursor }).catch(() => {
    told.delete(key); // the program still counts them, and says so in its next snapshot
  });
}

/** Cursors begin anew when a conversation is moved on or off the disk. */
export function forgetSeen(key: PeerKey | null): void {
  if (key === null) told.clear();
  else told.delete(key);
}
