/** Every number a program on this machine controls, with its unit and why it is what it is. */

/** Bytes of a request body or WebSocket message: 4 MiB of text, doubled by JSON escapes, and what stands around it. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024 + 64 * 1024;
/** Bytes of a request's head. A browser sends about 1 KB. */
export const MAX_HEAD_BYTES = 16 * 1024;
/** Milliseconds from connecting to a whole head; it comes in one packet. */
export const HEAD_TIMEOUT = 5_000;
/** Milliseconds for the body of a call; 8 MiB take some milliseconds on loopback. */
export const REQUEST_TIMEOUT = 20_000;
/** Bytes of one uploaded file: as large as one may be that is sent to a contact (`MAX_FILE_BYTES` of `net/limits.ts`). */
export const MAX_UPLOAD_BYTES = 2 ** 40;
/**
 * Milliseconds without a byte of an upload, or without anything read of a download: the other side is gone. A whole one has
 * no limit: 1 TiB takes hours.
 */
export const TRANSFER_STALL = 60_000;
/** Milliseconds a connection may idle between two requests. */
export const KEEP_ALIVE_TIMEOUT = 15_000;
/** Connections that have not shown a secret; the oldest goes when one more comes, so that nobody can take them all. */
export const MAX_STRANGERS = 64;
/** Connections at a time, those with a secret included: windows, commands and their calls. */
export const MAX_CONNECTIONS = 512;
/** Windows and commands that follow events. A person has a few. */
export const MAX_FOLLOWERS = 32;
/** Calls of one window under way. A page has a few. */
export const MAX_CALLS_PER_WINDOW = 64;
/** Bytes waiting for one follower to read; above it events are dropped and a snapshot comes later. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Bytes waiting at which a follower that was too slow gets its snapshot. */
export const CAUGHT_UP_BYTES = 256 * 1024;
/** Milliseconds between two looks at a slow follower: a WebSocket does not tell when it has drained. */
export const SLOW_CHECK_INTERVAL = 200;
/** Milliseconds after which a follower that does not read is let go. */
export const SLOW_TIMEOUT = 60_000;
/** Events kept while a snapshot is being made. */
export const MAX_QUEUED_EVENTS = 10_000;
/** Seconds without an answer to a ping after which a window counts as gone. */
export const WINDOW_IDLE_SECONDS = 30;
/** Milliseconds a window has to answer our close. */
export const CLOSE_GRACE = 1_000;
/** Milliseconds a launch link works: time to copy it from the terminal to the browser. */
export const LAUNCH_TTL = 5 * 60_000;
/** Launch links that work at a time; a script may ask for the status again and again, and each has a fresh one. */
export const MAX_LAUNCH_TOKENS = 64;
/** Milliseconds a window's cookie is good for; every load of the page renews it. */
export const PASS_TTL = 30 * 24 * 3_600_000;
