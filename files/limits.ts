/** Numbers of the disk's side of transfers. What a peer may send is in `net/limits.ts`. */

/** Bytes that stay free on the disk of the downloads: a full disk hurts everybody, the history first. */
export const SPARE_BYTES = 64 * 1024 * 1024;
/** Bytes written before they are forced to disk and their hashes remembered: what a power loss costs at most. */
export const FLUSH_BYTES = 64 * 1024 * 1024;
/** Lines of the folder picker. */
export const MAX_LISTED = 2_000;
