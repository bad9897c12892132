/** Numbers of the disk's side of transfers. What a peer may send is in `net/limits.ts`. */

/** Bytes that stay free on the disk of the downloads: a full disk hurts everybody, the history first. */
export const SPARE_BYTES = 64 * 1024 * 1024;
/** Bytes written before they are forced to disk: what a power loss costs at most. A kill costs the chunk being written. */
export const FLUSH_BYTES = 64 * 1024 * 1024;
/** Lines of the folder picker. */
export const MAX_LISTED = 2_000;
/** Names the folder picker looks at, to put them in order; sorting a million takes a second. */
export const MAX_SORTED = 20_000;
/** Bytes of UTF-8 in a name we make: disks bear 255, some of which ` (2)` may need. */
export const MAX_SAFE_NAME_BYTES = 240;
/** Files held open of one transfer; a chunk goes on in the file where the last one ended. */
export const MAX_OPEN_FILES = 4;

// -- The same as in `net/limits.ts`, which says why; a test compares them.

export const MAX_FILE_BYTES = 2 ** 40;
export const MAX_MANIFEST_ENTRIES = 50_000;
export const MAX_MANIFEST_BYTES = 8 * 1024 * 1024 - 64;
export const MAX_PATH_BYTES = 1_024;
export const MAX_PATH_DEPTH = 64;
