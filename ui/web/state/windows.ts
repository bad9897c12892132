/** All windows of this program in one browser: which of them speaks for all, and whether one is looked at. */
import { effect } from "@preact/signals";
import type { PeerKey } from "../../api.ts";
import { activeKey } from "./store.ts";

/** What the user looks at: one window at most has the keyboard. */
interface Look {
  readonly window: string;
  /** The conversation in it; null: none, or the window is not looked at any more. */
  readonly at: PeerKey | null;
}

/** A window that was just opened wants to know. */
type Word = Look | "who?";

const self = Math.random().toString(36).slice(2);
const channel = new BroadcastChannel(`parley ${location.pathname}`);

const NOBODY: Look = { window: self, at: null };

/** The last one that was told of. */
let look = NOBODY;

/** Held by a window for as long as it lives: who gets it knows that the window is gone, even one that died without a word. */
const lifeOf = (window: string) => `${channel.name} ${window}`;
const FOREVER = new Promise<never>(() => {});

/** Windows whose end is waited for. */
const awaited = new Set<string>();

/** One window at a time holds the lock until it is closed; only it shows notifications, so that none comes twice. */
let speaks = false;

/** This window speaks for all of them. */
export function isSpeaker(): boolean {
  return speaks;
}

/** Somebody has this conversation before their eyes, here or in another window. */
export function isLookedAt(key: PeerKey): boolean {
  return look.at === key;
}

/** Call once. */
export function followWindows(): void {
  // Locks need a secure context, which localhost is; where they are missing every window speaks, and tags keep it to one.
  if (navigator.locks === undefined) {
    speaks = true;
    follow();
  } else {
    void navigator.locks.request(channel.name, () => (speaks = true, FOREVER));
    void navigator.locks.request(lifeOf(self), () => (follow(), FOREVER)); // before it says a word
  }
}

function follow(): void {
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data !== "who?") take(data);
    else if (look.window === self && look.at !== null) channel.postMessage(look satisfies Word);
  };
  effect(tell);
  for (const type of ["focus", "blur", "pagehide", "visibilitychange"]) addEventListener(type, tell);
  channel.postMessage("who?" satisfies Word);
}

/** That another window is not looked at any more says nothing about the one that is. */
function take(next: Look): void {
  if (next.at === null && next.window !== look.window) return;
  look = next;
  if (next.at !== null && next.window !== self) void forgetAtEnd(next.window);
}

/** Nobody looks at a window that is gone. */
async function forgetAtEnd(window: string): Promise<void> {
  if (navigator.locks === undefined || awaited.has(window)) return;
  awaited.add(window);
  await navigator.locks.request(lifeOf(window), () => {
    awaited.delete(window);
    if (look.window === window) look = NOBODY;
  });
}

function tell(event?: Event | void): void {
  const key = activeKey.value;
  const seen = event?.type !== "pagehide" && document.visibilityState === "visible" && document.hasFocus();
  const now: Look = { window: self, at: seen ? key : null };
  if (look.window === self ? look.at === now.at : now.at === null) return;
  take(now);
  channel.postMessage(now satisfies Word);
}
