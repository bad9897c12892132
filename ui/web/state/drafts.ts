/** Unsent texts per conversation, kept by the browser so that a reload or a restart loses nothing. */
import { signal } from "@preact/signals";
import type { PeerKey } from "../../api.ts";

const PREFIX = "parley.draft.";

/** Rises with every change, so that the list can show drafts. */
const version = signal(0);

/** Subscribes whoever renders with it. */
export function draftOf(key: PeerKey): string {
  version.value;
  return readDraft(key);
}

export function readDraft(key: PeerKey): string {
  try {
    return localStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return ""; // storage can be switched off; then drafts live as long as their text field
  }
}

export function keepDraft(key: PeerKey, text: string): void {
  try {
    if (text.trim() === "") localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
  } catch { /* full or switched off */ }
  version.value++;
}

export function dropDraft(key: PeerKey): void {
  keepDraft(key, "");
}
