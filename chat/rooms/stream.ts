/** Names of streams. `docs/specs/rooms-v1.md`, section 2. */
import { roomEventHash } from "../../crypto/mod.ts";
import type { PeerKey } from "../../crypto/types.ts";
import { type EventId, isControlStream, type StreamName } from "./types.ts";

const LABEL = "parley room stream v1\0";
/** Hex digits of the half that says whose it is. */
const OWNER_DIGITS = 16;
/** Bytes of the random half. */
export const STREAM_RANDOM_BYTES = 8;

/**
 * A name for a new stream.
 * @param of what its first event is `under`; its author where that is ""
 * @param random {@link STREAM_RANDOM_BYTES}
 */
export function newStream(of: EventId | PeerKey, control: boolean, random: Uint8Array): StreamName {
  return ownerDigits(of, control) + random.toHex();
}

/**
 * Whether this is a name for streams of this membership. Were names merely random, whoever sees that of a new stream first
 * could tell others that it is theirs, and they would refuse its real author.
 * @param of as in {@link newStream}
 */
export function isStreamOf(stream: StreamName, of: EventId | PeerKey): boolean {
  return stream.startsWith(ownerDigits(of, isControlStream(stream)));
}

/** The half of a name that says whose stream it is: what {@link prefixesOf} tells. */
export function prefixOf(stream: StreamName): string {
  return stream.slice(0, OWNER_DIGITS);
}

/** How names of all streams of this membership begin. @param of as in {@link newStream} */
export function prefixesOf(of: EventId | PeerKey): readonly string[] {
  return [true, false].map((control) => ownerDigits(of, control));
}

function ownerDigits(of: EventId | PeerKey, control: boolean): string {
  const digits = roomEventHash(new TextEncoder().encode(LABEL + of)).slice(0, OWNER_DIGITS);
  const first = parseInt(digits[0], 16);
  return (control ? first | 8 : first & 7).toString(16) + digits.slice(1);
}
