import { fileURLToPath } from "node:url";

/** Path of a `file:` URL. */
export function fromFileUrl(url: URL): string {
  return fileURLToPath(url);
}
