/**
 * What `GET media/KEY/ID` may serve: formats a browser decodes and does not run. Not SVG, HTML, XML or PDF: those have
 * scripts, and what was received must never have one.
 */
export const MEDIA_TYPES: ReadonlySet<string> = new Set([
  "image/apng",
  "image/avif",
  "image/bmp",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
  "audio/aac",
  "audio/flac",
  "audio/mp4",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "video/mp4",
  "video/ogg",
  "video/quicktime",
  "video/webm",
]);
