/** The time that events of rooms are written and judged by. `docs/specs/rooms-v1.md`, section 2. */
import { MAX_ROOM_TIME_CORRECTION } from "../../net/limits.ts";

/**
 * Three who lie, or one's own clock a month ahead: neither shows from here which it is. So others move our time by as much as
 * clocks are wrong by mistake, and further only if ours cannot be right.
 * @param own our clock, milliseconds since the epoch
 * @param agreed what linked people agree on
 * @param dates of our certificate: it is in use, so now is within them
 */
export function roomTime(
  own: number,
  agreed: number | undefined,
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
): number {
  if (agreed === undefined) return own;
  const isPossible = own >= notBefore.getTime() && own <= notAfter.getTime();
  return isPossible && Math.abs(agreed - own) > MAX_ROOM_TIME_CORRECTION ? own : agreed;
}
