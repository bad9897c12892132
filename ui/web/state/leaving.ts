/** Messages that are gone for the program leave the window smoothly, and are forgotten then. */
import type { ApiEvent } from "../../api.ts";
import { dispatch } from "./store.ts";

/** Milliseconds of the way out; `message_list.ts` shows it. */
export const LEAVING = 220;

export function letLeave(event: ApiEvent): void {
  if (event.type !== "removed") return;
  const { conversation, ids } = event;
  setTimeout(() => dispatch({ type: "left", key: conversation, ids }), LEAVING);
}
