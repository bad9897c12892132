/** Going to a message wherever it is: from a quote, a search, a date. The list follows `target`. */
import { signal } from "@preact/signals";
import type { Message, PeerKey, Quote } from "../../api.ts";
import { firstOfDay, showAround } from "./pages.ts";
import { activeKey, dispatch } from "./store.ts";

interface Target {
  readonly id: string;
  /** Lights up for a moment, so that the eye finds it; else it stays marked until something else is. */
  readonly flash: boolean;
}

/** The message that was gone to. A new object each time, also for the same message. */
export const target = signal<Target | null>(null);

export async function goTo(
  key: PeerKey,
  { id, cursor }: { id: string; cursor: number },
  flash = true,
): Promise<boolean> {
  const there = await showAround(key, cursor);
  if (there && activeKey.peek() === key) target.value = { id, flash };
  return there;
}

/** From elsewhere: the conversation opens where the message is. */
export function openMessage(
  { conversation, id, cursor }: Pick<Message, "conversation" | "id" | "cursor">,
): Promise<boolean> {
  if (activeKey.peek() !== conversation) dispatch({ type: "opened", key: conversation });
  return goTo(conversation, { id, cursor });
}

export function goToQuoted(key: PeerKey, { id, cursor }: Quote): void {
  if (cursor !== undefined) void goTo(key, { id, cursor });
}

/** The first message of a day, or after it. */
export async function goToDay(key: PeerKey, day: number): Promise<boolean> {
  const first = await firstOfDay(key, day);
  return first !== undefined && await goTo(key, first);
}
