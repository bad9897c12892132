/** Where the reader of the open conversation is. Not a signal: it changes with every scroll, and nothing is shown from it. */
import { current, dispatch } from "./store.ts";
import { call } from "./program.ts";
import type { PeerKey } from "../../api.ts";
import { EMPTY_CONVERSATION } from "./model.ts";
import { isRoom, partnerIn } from "./partner.ts";

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
/** `missed` of the conversation then: whether something has come since. */
const toldAt = new Map<PeerKey, number>();

/** Everything up to this message was on the screen of somebody who looks. `last`: nothing is newer. */
export function markSeen(key: PeerKey, cursor: number, last: boolean): void {
  const partner = partnerIn(current(), key);
  const before = told.get(key) ?? -1;
  // With nothing unread everything there is was seen, and reading in the past tells nothing new.
  if (partner?.unread === 0) told.set(key, Math.max(before, partner.last?.cursor ?? -1));
  if (partner === undefined || partner.unread === 0) return;
  const { missed } = current().conversations.get(key) ?? EMPTY_CONVERSATION;
  // What came late into a room stands before what was seen, and is unread all the same.
  const came_late = isRoom(partner) && last && toldAt.get(key) !== missed;
  if (cursor <= before && !came_late) return;
  told.set(key, cursor);
  toldAt.set(key, missed);
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
