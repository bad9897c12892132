/** All windows of this program in one browser: which of them speaks for all, and whether one is looked at. */
import { effect } from "@preact/signals";
import type { PeerKey } from "../../api.ts";
import { activeKey } from "./store.ts";

/** Id of a window, and the conversation its user looks at; null: at none. */
interface Look {
  readonly window: string;
  readonly at: PeerKey | null;
}

const self = Math.random().toString(36).slice(2);
const looks = new Map<string, PeerKey | null>();
const channel = new BroadcastChannel(`parley ${location.pathname}`);

/** One window at a time holds the lock until it is closed; only it shows notifications, so that none comes twice. */
let speaks = false;

/** This window speaks for all of them. */
export function isSpeaker(): boolean {
  return speaks;
}

/** Somebody has this conversation before their eyes, here or in another window. */
export function isLookedAt(key: PeerKey): boolean {
  return [...looks.values()].includes(key);
}

/** Call once. */
export function followWindows(): void {
  // Locks need a secure context, which localhost is; where they are missing every window speaks, and tags keep it to one.
  if (navigator.locks === undefined) speaks = true;
  else void navigator.locks.request(channel.name, () => (speaks = true, new Promise(() => {})));
  channel.onmessage = ({ data }: MessageEvent<Look>) => {
    if (data.at === null) looks.delete(data.window);
    else looks.set(data.window, data.at);
  };
  effect(tell);
  for (const type of ["focus", "blur", "pagehide", "visibilitychange"]) addEventListener(type, tell);
}

function tell(event?: Event | void): void {
  const key = activeKey.value;
  const seen = event?.type !== "pagehide" && document.visibilityState === "visible" && document.hasFocus();
  const at = seen ? key : null;
  if ((looks.get(self) ?? null) === at) return;
  if (at === null) looks.delete(self);
  else looks.set(self, at);
  channel.postMessage({ window: self, at } satisfies Look);
}
