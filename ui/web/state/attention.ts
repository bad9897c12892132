/** Whose messages ask for the user's attention: title, favicon, notifications. Pure. */
import { isBlocked, isRequest, type Partner } from "./partner.ts";

/** Not those they muted, closed, archived or blocked, and not strangers they have not let in. */
export function isHeard(partner: Partner): boolean {
  const { muted, closed, archived } = partner.options;
  return !isRequest(partner) && !isBlocked(partner) && !muted && !closed && !archived;
}
