/** The disk's side of files: `docs/specs/files-v1.md`, sections 2 and 6. */

export { type FileDiskOptions, openFileDisk } from "./file_disk.ts";
export { freeAt } from "./free.ts";
export { SPARE_BYTES } from "./limits.ts";
export { safeName } from "./safe_name.ts";
export { CHUNK_BYTES, FileError } from "./types.ts";
export type {
  Entry,
  FileDisk,
  FileProblem,
  Listed,
  Listing,
  Readable,
  Scanned,
  Sink,
  SinkPlan,
  Source,
  SourcePlan,
  Spool,
} from "./types.ts";
