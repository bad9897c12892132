/** Who is typing: theirs as the program tells, ours as the keys are pressed. */
import type { ApiEvent, PeerKey } from "../../api.ts";
import { isRoomKey } from "./partner.ts";
import { call } from "./program.ts";
import { current, dispatch } from "./store.ts";

/** Milliseconds between two tellings, as `TYPING_EVERY` of the program; and of silence after which one has stopped. */
const EVERY = 3_000;
const STOPPED = 5_000;

let ours: { readonly key: PeerKey; readonly told: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;

function tell(conversation: PeerKey, typing: boolean): void {
  call("typing", { conversation, typing }).catch(() => {/* only a courtesy */});
}

/** A key was pressed in the composer. */
export function typed(key: PeerKey): void {
  if (isRoomKey(key)) return; // nobody is told of it in a room
  if (ours !== null && ours.key !== key) stopTyping();
  const now = Date.now();
  const told = ours !== null && now - ours.told < EVERY ? ours.told : null;
  if (told === null) tell(key, true);
  clearTimeout(ours?.timer);
  ours = { key, told: told ?? now, timer: setTimeout(stopTyping, STOPPED) };
}

/** The text is gone, or nobody writes on. `sent`: a message says it by itself. */
export function stopTyping(sent = false): void {
  if (ours === null) return;
  clearTimeout(ours.timer);
  const { key } = ours;
  ours = null;
  if (!sent) tell(key, false);
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Theirs ends when its time is over, also when nothing more is heard. */
export function endTyping(event: ApiEvent): void {
  if (event.type !== "typing") return;
  clearTimeout(timer);
  const next = Math.min(...current().typing.values());
  if (next === Infinity) return;
  timer = setTimeout(() => {
    dispatch({ type: "typing_over", now: Date.now() });
    endTyping(event);
  }, Math.max(0, next - Date.now()) + 50);
}
