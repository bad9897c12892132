/**
 * How many bytes of files are read at a stretch. While one socket always has something to read, Deno 2.9.6 does not ask the
 * system about the others: a message waited 100 ms beside a file (measured). Only a timer makes it ask, and each rest costs
 * about a millisecond, so there are many of them while people talk and few while nobody does. One event loop serves all
 * connections of a program, hence one state for all.
 */

/** Bytes between two rests while somebody writes or is heard: messages come first. */
const LIVELY_BYTES = 64 * 1024;
/** And while nobody does: the first message waits for as long as these take. */
const QUIET_BYTES = 8 * 1024 * 1024;
/** Milliseconds after a message for which more are expected: its receipt, the answer to that, the next one. */
const LIVELY_FOR = 200;

let spokenAt = -Infinity;

/** A message, or what belongs to one, was sent or has come. @param now milliseconds of the machine's own clock */
export function spoke(now: number = performance.now()): void {
  spokenAt = now;
}

/** Bytes of files after which a stream does not read for a moment. */
export function stretch(now: number = performance.now()): number {
  return now - spokenAt < LIVELY_FOR ? LIVELY_BYTES : QUIET_BYTES;
}
