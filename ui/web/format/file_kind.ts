/** What a file is, by the ending of its name: for its icon, and for what the window shows by itself. */
import type { Transfer } from "../../api.ts";

export type FileKind =
  | "folder"
  | "picture"
  | "sound"
  | "video"
  | "archive"
  | "document"
  | "table"
  | "program"
  | "other";

const ENDINGS: Readonly<Record<Exclude<FileKind, "folder" | "other">, readonly string[]>> = {
  picture: ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg", "heic", "tif", "tiff", "ico", "psd"],
  sound: ["mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac", "wma"],
  video: ["mp4", "webm", "ogv", "m4v", "mkv", "avi", "mov", "wmv"],
  archive: ["zip", "7z", "rar", "tar", "gz", "xz", "bz2", "zst", "tgz", "iso"],
  document: ["pdf", "doc", "docx", "odt", "rtf", "txt", "md", "djvu", "epub", "fb2", "ppt", "pptx", "odp"],
  table: ["xls", "xlsx", "ods", "csv"],
  program: ["exe", "msi", "bat", "cmd", "ps1", "sh", "jar", "apk", "deb", "rpm", "appimage", "dmg", "vbs", "js"],
};

const KINDS = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) => endings.map((ending) => [ending, kind as FileKind] as const)),
);

/** Lower case, without the dot; "" when there is none. */
export function endingOf(name: string): string {
  const at = name.lastIndexOf(".");
  return at <= 0 ? "" : name.slice(at + 1).toLowerCase();
}

export function fileKind({ name, type }: Pick<Transfer, "name" | "type">): FileKind {
  return type === "folder" ? "folder" : KINDS.get(endingOf(name)) ?? "other";
}

/** What browsers show by themselves; the program has the same list and the last word. */
const SHOWN: Readonly<Record<"picture" | "sound" | "video", readonly string[]>> = {
  picture: ["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp"],
  sound: ["mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac"],
  video: ["mp4", "webm", "ogv", "m4v"],
};

export function mediaOf(name: string): Transfer["media"] {
  const ending = endingOf(name);
  for (const [media, endings] of Object.entries(SHOWN)) {
    if (endings.includes(ending)) return media as "picture" | "sound" | "video";
  }
  return null;
}
