/** Whose messages ask for the user's attention: title, favicon, notifications. Pure. */
import type { Contact } from "../../api.ts";

/** Not those they muted, closed, archived or blocked, and not strangers they have not let in. */
export function isHeard({ state, blocked, options }: Contact): boolean {
  return state !== "request" && !blocked && !options.muted && !options.closed && !options.archived;
}
