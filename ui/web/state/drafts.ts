/**
 * What is written and not sent, per conversation. The program keeps it, so that every window has it and a restart loses
 * nothing; here it is told of changes a moment after the last key.
 */
import { type Signal, signal } from "@preact/signals";
import type { ApiEvent, Contact, Draft, PeerKey, Snapshot } from "../../api.ts";
import { type Partner, partnerIn } from "./partner.ts";
import { call } from "./program.ts";
import { current } from "./store.ts";

/** Milliseconds without a key press after which the program is told. */
const QUIET = 400;

interface Kept {
  readonly draft: Signal<Draft>;
  /** Changed here, and not yet with the program: its own news of the draft are older. */
  dirty: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const EMPTY: Draft = { text: "", reply_to: null };

/** One signal each: a keystroke must not render every row of the list. */
const drafts = new Map<PeerKey, Kept>();

function keptOf(key: PeerKey): Kept {
  let kept = drafts.get(key);
  if (kept === undefined) {
    kept = { draft: signal(partnerIn(current(), key)?.draft ?? EMPTY), dirty: false, timer: undefined };
    drafts.set(key, kept);
  }
  return kept;
}

/** Subscribes whoever renders with it. */
export function draftOf(key: PeerKey): string {
  return keptOf(key).draft.value.text;
}

/** With the message it answers. */
export function wholeDraftOf(key: PeerKey): Draft {
  return keptOf(key).draft.value;
}

export function readDraft(key: PeerKey): Draft {
  return keptOf(key).draft.peek();
}

export function keepDraft(key: PeerKey, change: Partial<Draft>): void {
  const kept = keptOf(key);
  const { text, reply_to } = { ...kept.draft.peek(), ...change };
  kept.draft.value = { text: text.trim() === "" ? "" : text, reply_to };
  kept.dirty = true;
  clearTimeout(kept.timer);
  kept.timer = setTimeout(() => void tell(key, kept), QUIET);
}

/** It was sent, or is not wanted any more: nobody waits for that. */
export function dropDraft(key: PeerKey): void {
  keepDraft(key, EMPTY);
  void tell(key, keptOf(key));
}

async function tell(key: PeerKey, kept: Kept): Promise<void> {
  clearTimeout(kept.timer);
  kept.timer = undefined;
  const told = kept.draft.peek();
  try {
    await call("draft_set", { conversation: key, ...told });
    if (kept.draft.peek() === told) kept.dirty = false;
  } catch { /* told again when the program is back */ }
}

/** Now, because the page may be about to go. */
export function tellDrafts(): void {
  for (const [key, kept] of drafts) if (kept.dirty) void tell(key, kept);
}

/** Something written is only in this page. */
export function hasUntoldDrafts(): boolean {
  return [...drafts.values()].some(({ dirty, draft }) => dirty && draft.peek().text !== "");
}

/** Another window wrote, or the program is back. */
export function followDrafts(event: ApiEvent): void {
  if (event.type === "contact") follow(event.contact);
  else if (event.type === "room") follow(event.room);
  else if (event.type === "contact_removed" || event.type === "room_removed") forget(event.key);
  else if (event.type === "snapshot") followAll(event.snapshot);
}

function followAll({ contacts, rooms }: Snapshot): void {
  tellDrafts();
  for (const partner of [...contacts, ...rooms]) follow(partner);
  takeOver(contacts);
}

function follow({ key, draft }: Partner): void {
  const kept = drafts.get(key);
  if (kept === undefined || kept.dirty) return;
  const { text, reply_to } = kept.draft.peek();
  if (draft === null && text === "") return; // what is answered is kept with words only; before the first it is ours
  if (draft?.text !== text || draft?.reply_to !== reply_to) kept.draft.value = draft ?? EMPTY;
}

/** Who removes a contact or a room wants nothing of it left. */
function forget(key: PeerKey): void {
  clearTimeout(drafts.get(key)?.timer);
  drafts.delete(key);
}

/** Where versions before 0.2 kept them: in the browser. What is found there goes to the program, once. */
const FORMERLY = "parley.draft.";

function takeOver(contacts: readonly Contact[]): void {
  try {
    for (const { key, draft } of contacts) {
      const text = localStorage.getItem(FORMERLY + key);
      if (text === null) continue;
      localStorage.removeItem(FORMERLY + key);
      if (draft === null) keepDraft(key, { text });
    }
  } catch { /* storage is switched off: then there is nothing to take over */ }
}

/** Whoever leaves the page leaves what they wrote with the program. */
export function tellDraftsOnLeaving(): void {
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tellDrafts());
  addEventListener("pagehide", tellDrafts);
}
