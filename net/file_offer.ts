/** The `file` member of an offer. `docs/specs/files-v1.md`, section 1. */

/** Says what is offered; the name is the item's text. */
export interface FileOffer {
  readonly type: "file" | "folder";
  /** Bytes of the content. */
  readonly size: number;
  /** Files in it: 1, or those of the manifest. */
  readonly files: number;
  /** 32 random bytes in base64url; the content is sealed under keys made from it. */
  readonly key: string;
  /** Of a file: last change, milliseconds since the epoch. */
  readonly modified?: number;
  /** Of a folder: SHA-256 of its manifest in hex, and the manifest's bytes. */
  readonly manifest?: string;
  readonly manifest_size?: number;
}
