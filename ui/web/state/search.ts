/** Looking for words in one conversation: whether the field is open, and the message it led to. */
import { signal } from "@preact/signals";
import type { Message, Page, PeerKey } from "../../api.ts";
import { loadBackTo } from "./actions.ts";
import { call } from "./program.ts";
import { activeKey } from "./store.ts";

/** How many times the field was asked for; 0 while it is closed. Asking again moves the focus into it. */
export const searching = signal(0);

/** The message that was gone to. A new object each time, also for the same message. */
export const hit = signal<{ readonly id: string } | null>(null);

export function openSearch(): void {
  if (activeKey.peek() !== null) searching.value = searching.peek() + 1;
}

export function closeSearch(): void {
  searching.value = 0;
  hit.value = null;
}

/** Run as an effect: what is looked for belongs to the conversation it is looked for in. */
export function leaveSearch(): void {
  void activeKey.value;
  closeSearch();
}

/** Results per page. */
const FOUND = 50;

/** The newest messages with these beginnings of words, or those before `before`; oldest first. */
export function findMessages(conversation: PeerKey, search: string, before?: number): Promise<Page> {
  return call("history", { conversation, search, before, limit: FOUND });
}

export async function goTo({ conversation, cursor, id }: Message): Promise<void> {
  const there = await loadBackTo(conversation, cursor);
  if (there && activeKey.peek() === conversation && searching.peek() > 0) hit.value = { id };
}
