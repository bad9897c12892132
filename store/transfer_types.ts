/** What the history keeps of files and folders that were offered: `docs/specs/files-v1.md`. */

/** A file or folder that was offered: `docs/specs/files-v1.md`. Named by its conversation and the id of its message. */
export interface TransferRow {
  readonly conversation: string;
  readonly id: string;
  /** Of its message. */
  readonly cursor: number;
  readonly direction: "in" | "out";
  readonly name: string;
  readonly offer: OfferRow;
  /** When it was offered, by its author's clock. */
  readonly offered_at: number;
  /** Out: where it lies. In: where it was put; null before. */
  readonly path: string | null;
  /** Newest `file-state` of each side that is not final: "accepted", "ready", "failed REASON", or "". */
  readonly mine: string;
  readonly theirs: string;
  /** What all its states come to (files-v1, section 5); null while it is open. */
  readonly final: "completed" | "declined" | "cancelled" | null;
  /** Who said so; null while it is open. */
  readonly ended_by: "me" | "them" | null;
  /** When that was stored here. */
  readonly ended_at: number | null;
  /** Bytes verified, as last written down. */
  readonly done: number;
  /** Milliseconds in which it moved. */
  readonly moving_ms: number;
  /** Of ours: its message was taken out of the history, and it goes on unseen. */
  readonly leaving?: true;
  /** Of one that is {@link leaving}: its reader has had the offer. */
  readonly delivered?: true;
}

/** The `file` member of an item. */
export interface OfferRow {
  readonly type: "file" | "folder";
  readonly size: number;
  readonly files: number;
  /** base64url of 32 bytes. */
  readonly key: string;
  readonly modified?: number;
  readonly manifest?: string;
  readonly manifest_size?: number;
}

export interface TransferQuery {
  readonly conversation?: string;
  readonly direction?: "in" | "out";
  /** "open": no final state. */
  readonly state?: "open" | "completed" | "ended";
  /** Words of the name, as in a search. */
  readonly text?: string;
  /** Where the last answer ended. */
  readonly after?: string;
  readonly limit: number;
}
