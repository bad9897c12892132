/** The lock: what the page forgets when the program is locked, and how the program learns that somebody is there. */
import type { ApiEvent } from "../../api.ts";
import { tellDrafts } from "./drafts.ts";
import { call } from "./program.ts";
import { current, locked } from "./store.ts";

/** Something of the conversations is, or was, in this page's memory. */
let held = false;

/** Loading the page anew is the surest way to leave nothing in its memory; the first thing it hears then is `locked` again. */
export function followLock(event: ApiEvent): void {
  if (event.type === "snapshot") held = true;
  else if (event.type === "locked" && held) location.reload();
}

/** What is written goes to the program first: afterwards it takes nothing. */
export function lockNow(): void {
  if (current().me?.passphrase !== true) return;
  tellDrafts();
  call("lock", {}).catch(() => {/* out of reach: its words about that are in sight already */});
}

/** Milliseconds between two signals; the program counts in minutes. */
const ACTIVE_EVERY = 60_000;

/** Whoever only reads calls nothing, and is there all the same. */
export function keepAwake(): void {
  let told = 0;
  const tell = () => {
    if (locked.peek() !== null || current().settings.lock_after === 0 || Date.now() - told < ACTIVE_EVERY) return;
    told = Date.now();
    call("active", {}).catch(() => told = 0);
  };
  for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]) {
    addEventListener(type, tell, { passive: true });
  }
}
