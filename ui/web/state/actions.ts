/** What the user does, as calls to the program and events to the state. */
import type { ApiEvent, Message, PeerKey, Settings } from "../../api.ts";
import { dropDraft } from "./drafts.ts";
import { errorCode } from "./errors.ts";
import { EMPTY_CONVERSATION } from "./model.ts";
import { call } from "./program.ts";
import { current, dispatch } from "./store.ts";
import { uuid7 } from "./uuid7.ts";

/** Messages per page; also what a conversation shows first. */
const PAGE = 60;
/** `limit` of the `history` method ends here. */
const LARGEST_PAGE = 500;

export function openConversation(key: PeerKey | null): void {
  dispatch({ type: "opened", key });
  if (key !== null) void loadNewest(key);
}

function conversationOf(key: PeerKey) {
  return current().conversations.get(key) ?? EMPTY_CONVERSATION;
}

/** After a break as much as was there before is fetched again: any status may have changed meanwhile. */
async function loadNewest(key: PeerKey): Promise<void> {
  const { fresh, messages } = conversationOf(key);
  if (fresh) return;
  const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, messages.length));
  try {
    const page = await call("history", { conversation: key, limit });
    dispatch({ type: "page", key, page, before: null });
  } catch { /* the line broke: the next snapshot asks again */ }
}

const loading = new Map<PeerKey, Promise<void>>();

/** The page before the oldest message that is here; one at a time per conversation. */
export function loadOlder(key: PeerKey, limit = PAGE): Promise<void> {
  const { messages, more } = conversationOf(key);
  const running = loading.get(key);
  if (running !== undefined || !more || messages.length === 0) return running ?? Promise.resolve();
  const promise = fetchOlder(key, messages[0].cursor, limit).finally(() => loading.delete(key));
  loading.set(key, promise);
  return promise;
}

async function fetchOlder(key: PeerKey, before: number, limit: number): Promise<void> {
  try {
    const page = await call("history", { conversation: key, before, limit });
    // Otherwise the conversation was cleared meanwhile, or begins elsewhere after a break.
    if (conversationOf(key).messages[0]?.cursor === before) dispatch({ type: "page", key, page, before });
  } catch { /* whoever scrolls further asks again */ }
}

/**
 * Everything from this message to the newest: a conversation has no gaps here, so what is far back takes several pages.
 * @returns false when it is not there any more, or the program cannot be asked
 */
export async function loadBackTo(key: PeerKey, cursor: number): Promise<boolean> {
  for (;;) {
    const { messages } = conversationOf(key);
    if (messages.some((message) => message.cursor === cursor)) return true;
    const first = messages[0]?.cursor ?? cursor;
    if (first <= cursor) return false;
    await loadOlder(key, LARGEST_PAGE);
    if (conversationOf(key).messages[0]?.cursor === first) return false;
  }
}

/** Shown at once; the program's own message takes its place when it is on disk. */
export function sendText(key: PeerKey, text: string): void {
  dropDraft(key);
  void post({
    id: uuid7(),
    cursor: Number.MAX_SAFE_INTEGER,
    conversation: key,
    direction: "out",
    kind: "text",
    text,
    sent_at: Date.now(),
    received_at: null,
    status: "queued",
    error: null,
  });
}

/** The same id again: the program adds nothing that it has already. */
export function retry(message: Message): void {
  void post({ ...message, status: "queued", error: null });
}

async function post(echo: Message): Promise<void> {
  const { conversation, id, text } = echo;
  dispatch({ type: "echo", message: echo });
  try {
    const message = await call("send", { conversation, id, text });
    // Usually its event came first, and by now perhaps a receipt that this answer does not know of.
    const known = conversationOf(conversation).messages.some((stored) => stored.id === id);
    if (!known) dispatch({ type: "message", message });
  } catch (error) {
    const code = errorCode(error);
    // Without the program the message waits here and is posted again by `resume`.
    if (code !== "lost") dispatch({ type: "echo_failed", key: conversation, id, error: code });
  }
}

/** The program is (back) there: show the conversation as it is now, and hand over what was written meanwhile. */
export function resume(event: ApiEvent): void {
  if (event.type !== "snapshot") return;
  const { active, conversations } = current();
  if (active !== null) void loadNewest(active);
  for (const { echoes } of conversations.values()) {
    for (const echo of echoes) if (echo.status === "queued") void post(echo);
  }
}

export function discard(message: Message): void {
  dispatch({ type: "echo_dropped", key: message.conversation, id: message.id });
}

/** The newest incoming message was on the screen of somebody who looks. */
export function markSeen(key: PeerKey): void {
  const contact = current().contacts.get(key);
  const newest = conversationOf(key).messages.at(-1);
  if (contact === undefined || contact.unread === 0 || newest === undefined) return;
  dispatch({ type: "seen", key });
  call("mark_read", { conversation: key, cursor: newest.cursor }).catch(() => {
    // The program still counts them as unread and says so in its next snapshot.
  });
}

export async function changeSettings(change: Partial<Settings>): Promise<void> {
  dispatch({ type: "settings", settings: { ...current().settings, ...change } });
  try {
    dispatch({ type: "settings", settings: await call("settings_set", change) });
  } catch { /* kept for this page; the next snapshot has what the program knows */ }
}

export function dismissNotice(id: string): void {
  dispatch({ type: "notice_dismissed", id });
  call("notice_dismiss", { id }).catch(() => {/* it comes again with the next snapshot */});
}
