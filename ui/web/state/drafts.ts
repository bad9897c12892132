/** Unsent texts per conversation, kept by the browser so that a reload or a restart loses nothing. */
import { type Signal, signal } from "@preact/signals";
import type { ApiEvent, PeerKey } from "../../api.ts";

const PREFIX = "parley.draft.";

/** One signal each: a keystroke must not render every row of the list. */
const drafts = new Map<PeerKey, Signal<string>>();

function draft(key: PeerKey): Signal<string> {
  let text = drafts.get(key);
  if (text === undefined) drafts.set(key, text = signal(stored(key)));
  return text;
}

function stored(key: PeerKey): string {
  try {
    return localStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return ""; // storage can be switched off; then drafts live as long as the page
  }
}

/** Subscribes whoever renders with it. */
export function draftOf(key: PeerKey): string {
  return draft(key).value;
}

export function readDraft(key: PeerKey): string {
  return draft(key).peek();
}

export function keepDraft(key: PeerKey, text: string): void {
  const kept = text.trim() === "" ? "" : text;
  draft(key).value = kept;
  try {
    if (kept === "") localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, kept);
  } catch { /* full or switched off */ }
}

export function dropDraft(key: PeerKey): void {
  keepDraft(key, "");
}

/** Who removes a contact wants nothing of it left. */
export function forgetDraft(event: ApiEvent): void {
  if (event.type === "contact_removed") dropDraft(event.key);
}
