/** Which part of a conversation is here: the newest, the part around a message, and its neighbours as one scrolls. */
import type { ApiEvent, Message, Millis, Page, PeerKey } from "../../api.ts";
import type { PagePlace } from "./messages.ts";
import { EMPTY_CONVERSATION } from "./model.ts";
import { isRoomKey, partnerIn } from "./partner.ts";
import { call } from "./program.ts";
import { forgetSeen, readerOf } from "./reading.ts";
import { current, dispatch } from "./store.ts";
import { FIRST, LARGEST_PAGE, STEP } from "./view_window.ts";

/** Messages that are looked through for the first unread one; the program stops counting there, too. */
const MOST_UNREAD = 1_000;

export function conversationOf(key: PeerKey) {
  return current().conversations.get(key) ?? EMPTY_CONVERSATION;
}

function dispatchPage(key: PeerKey, page: Page, place: PagePlace, missed: number): void {
  dispatch({ type: "page", key, page, place, missed });
}

/** Attempts to come to the end of a conversation while more and more comes in. */
const MOST_TRIES = 5;

const ending = new Map<PeerKey, Promise<void>>();

/** The end of the conversation, with everything unread: from there one reads on. One request at a time: an answer that came late would replace a newer one. */
export function loadNewest(key: PeerKey): Promise<void> {
  const running = ending.get(key);
  if (running !== undefined) return running;
  const { fresh, newer } = conversationOf(key);
  if (fresh && !newer) return Promise.resolve();
  const promise = fetchNewest(key, fresh ? 0 : partnerIn(current(), key)?.unread ?? 0).finally(() =>
    ending.delete(key)
  );
  ending.set(key, promise);
  return promise;
}

async function fetchNewest(key: PeerKey, unread: number): Promise<void> {
  const limit = Math.min(LARGEST_PAGE, Math.max(FIRST, unread + STEP));
  try {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { missed } = conversationOf(key);
      const page = await call("history", { conversation: key, limit });
      dispatchPage(key, await withUnread(key, page, unread), "newest", missed);
      if (conversationOf(key).missed === missed) return;
    }
  } catch { /* the line broke: the next snapshot asks again */ }
}

/** More than one page can hold may be unread. */
async function withUnread(key: PeerKey, page: Page, unread: number): Promise<Page> {
  let all = page;
  while (all.more && unread > all.messages.length && all.messages.length < MOST_UNREAD) {
    const before = all.messages[0].cursor;
    const older = await call("history", { conversation: key, before, limit: LARGEST_PAGE });
    if (older.messages.length === 0) break;
    all = { ...all, messages: [...older.messages, ...all.messages], more: older.more };
  }
  return all;
}

const loading = new Map<PeerKey, Promise<void>>();

/** The neighbours of what is here; one at a time per conversation. */
export function loadMore(key: PeerKey, place: "before" | "after"): Promise<void> {
  const { messages, more, newer, fresh } = conversationOf(key);
  const running = loading.get(key);
  if (running !== undefined) return running;
  if (fresh && newer && messages.length === 0) return loadNewest(key); // the first ones came while it was opened
  if (!fresh || messages.length === 0 || !(place === "before" ? more : newer)) return Promise.resolve();
  const promise = fetchMore(key, place, messages).finally(() => loading.delete(key));
  loading.set(key, promise);
  return promise;
}

async function fetchMore(
  key: PeerKey,
  place: "before" | "after",
  messages: readonly Message[],
  tries = 1,
): Promise<void> {
  const { missed } = conversationOf(key);
  const cursor = (place === "before" ? messages[0] : messages.at(-1)!).cursor;
  try {
    const page = await call("history", { conversation: key, [place]: cursor, limit: STEP });
    const now = conversationOf(key);
    // What came late into a room meanwhile may belong among the older ones, and not be in this page.
    if (place === "before" && isRoomKey(key) && now.missed !== missed && tries < MOST_TRIES) {
      return fetchMore(key, place, messages, tries + 1);
    }
    // Otherwise another part was gone to, or the conversation was cleared meanwhile.
    const edge = place === "before" ? now.messages[0] : now.messages.at(-1);
    if (now.fresh && edge?.cursor === cursor) dispatchPage(key, page, place, missed);
  } catch { /* whoever scrolls further asks again */ }
}

/**
 * The part around this message, in one request however far away it is.
 * @returns false when it is not there any more, or the program cannot be asked
 */
export async function showAround(key: PeerKey, cursor: number, limit = FIRST): Promise<boolean> {
  const has = (messages: readonly Message[]) => messages.some((message) => message.cursor === cursor);
  const { messages, missed, fresh } = conversationOf(key);
  if (fresh && has(messages)) return true;
  try {
    const page = await call("history", { conversation: key, around: cursor, limit });
    if (page.messages.length === 0) return false;
    dispatchPage(key, page, "around", missed);
    return has(page.messages);
  } catch {
    return false;
  }
}

/** @returns the first message of this day or after it; undefined when there is none, or the program cannot be asked */
export async function firstOfDay(key: PeerKey, day: Millis): Promise<Message | undefined> {
  try {
    const { messages: [before] } = await call("search", { text: "", conversation: key, until: day - 1, limit: 1 });
    const { messages } = await call("history", { conversation: key, after: before?.cursor ?? 0, limit: 1 });
    return messages[0];
  } catch {
    return undefined;
  }
}

/** Where the reader was, as it is now: any status may have changed while the program was out of reach. */
async function loadAgain(key: PeerKey): Promise<void> {
  const cursor = readerOf(key);
  const limit = Math.min(LARGEST_PAGE, Math.max(FIRST, conversationOf(key).messages.length));
  if (cursor === null || !await showAround(key, cursor, limit)) await loadNewest(key);
}

/** The program is (back) there, or what it has is to be read again. */
export function reload(event: ApiEvent): void {
  if (event.type !== "snapshot" && event.type !== "cleared") return;
  const { active } = current();
  if (event.type === "cleared") forgetSeen(event.conversation);
  if (active === null) return;
  if (event.type === "snapshot") void loadAgain(active);
  else if (event.conversation === null || event.conversation === active) void loadNewest(active);
}
