import { createHash } from "node:crypto";

/** Gives the window's files by name. */
export interface AssetSource {
  read(name: string): Promise<Uint8Array>;
}

/** A file of the window, ready to be sent. */
export interface Asset {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Quoted, as in the `ETag` header (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

/** Every file there is, and its type. */
const FILES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "app.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/**
 * The whole table of what can be asked for, read once. A request's path is only ever looked up here and never becomes a
 * path on disk.
 */
export async function loadAssets(source: AssetSource): Promise<ReadonlyMap<string, Asset>> {
  const table = new Map<string, Asset>();
  for (const [name, type] of Object.entries(FILES)) {
    const bytes = await source.read(name);
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    table.set(name, { bytes, type, etag });
  }
  return table;
}
