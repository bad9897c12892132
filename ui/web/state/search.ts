/** Looking for words in one conversation: whether the field is open, and what is found. */
import { signal } from "@preact/signals";
import type { Message, PeerKey, SearchPage } from "../../api.ts";
import { goTo as goToMessage, target } from "./jump.ts";
import { call } from "./program.ts";
import { activeKey } from "./store.ts";

/** How many times the field was asked for; 0 while it is closed. Asking again moves the focus into it. */
export const searching = signal(0);

export function openSearch(): void {
  if (activeKey.peek() !== null) searching.value = searching.peek() + 1;
}

export function closeSearch(): void {
  searching.value = 0;
  target.value = null;
}

/** Run as an effect: what is looked for belongs to the conversation it is looked for in. */
export function leaveSearch(): void {
  void activeKey.value;
  closeSearch();
}

/** Results per page. */
const FOUND = 50;

/** What was looked for in a conversation. */
export interface SearchWords {
  readonly text: string;
  /** Only files; then the words may be none. */
  readonly files: boolean;
}

/**
 * The newest messages with these beginnings of words.
 * @param after `next` of the page before
 */
export function findMessages(
  conversation: PeerKey,
  { text, files }: SearchWords,
  after?: string | null,
): Promise<SearchPage> {
  const kind = files ? { kind: "file" as const } : {};
  return call("search", { conversation, text, limit: FOUND, ...kind, ...(after ? { after } : {}) });
}

export function goToFound(message: Message): void {
  void goToMessage(message.conversation, message, false);
}
