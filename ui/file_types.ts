/** The values of the API about files. Part of `ui/api.ts`. */
import type { Millis, PeerKey } from "./api_types.ts";

export type TransferState =
  /** Waits for the reader's answer: theirs when it goes out, ours when it comes in. */
  | "offered"
  /** Accepted, and nothing moves: the peer is away, or it is about to begin. */
  | "waiting"
  | "running"
  | "completed"
  | "declined"
  | "cancelled"
  /** `reason` says why; what is verified is kept, and `file_resume` goes on. */
  | "failed";

/** A file or folder that was offered, and how far it has come. */
export interface Transfer {
  /** Of its message. */
  id: string;
  conversation: PeerKey;
  /** Of its message. */
  cursor: number;
  direction: "in" | "out";
  name: string;
  type: "file" | "folder";
  /** Bytes. */
  size: number;
  /** Files in it. */
  files: number;
  /** What the window may show by itself, by the ending of the name; null is nothing. */
  media: "picture" | "sound" | "video" | null;
  state: TransferState;
  /**
   * Of "failed": a code the locales have words for. Of "offered": `day-amount` when it would have been accepted without
   * asking, had not so much come from there within a day.
   */
  reason: string | null;
  /** Who declined, cancelled or failed. */
  ended_by: "me" | "them" | null;
  /** Bytes that are verified at the reader, as far as known here. */
  done: number;
  /** Bytes a second, smoothed; null while nothing moves. */
  speed: number | null;
  /** Milliseconds until it is done at this speed; null when that cannot be said. */
  left_ms: Millis | null;
  /** Bytes a second over all the time it moved; null before it is completed, and when it took no time. */
  average: number | null;
  offered_at: Millis;
  ended_at: Millis | null;
  /** Out: where it lies; null when a window handed it over and it went with the end. In: where it was put; null before. */
  path: string | null;
}

export interface TransferPage {
  /** Newest first. */
  transfers: Transfer[];
  next: string | null;
}

/** A line of the folder picker. */
export interface FolderEntry {
  name: string;
  path: string;
  type: "file" | "folder";
  size: number;
  modified: Millis;
}

export interface FolderListing {
  /** Absolute; "" is the list of drives of Windows. */
  path: string;
  /** Null at the top. */
  parent: string | null;
  /** Folders first, then files, each by name. */
  entries: FolderEntry[];
  /** There are more than are listed. */
  more: boolean;
}

/** What a window is about to hand over: one file, or a folder whose files follow each other in this order. */
export interface UploadedFile {
  name: string;
  size: number;
  /** Of a folder: paths with "/" below it, empty folders end with "/"; in any order, the content in the same. */
  entries?: { path: string; size: number; modified?: Millis }[];
}
