import type { Transfer } from "../../api.ts";
import { type FileKind, fileKind } from "../format/file_kind.ts";
import { html } from "../html.ts";
import { Icon, type IconName } from "./icon.ts";

const ICONS: Readonly<Record<FileKind, IconName>> = {
  folder: "folder",
  picture: "picture",
  sound: "sound",
  video: "play",
  archive: "archive",
  document: "document",
  table: "table",
  program: "program",
  other: "file",
};

/** A tile with what kind of file it is. Decoration: the name says it. */
export function FileIcon({ of }: { of: Pick<Transfer, "name" | "type"> }) {
  const kind = fileKind(of);
  return html`<span class="file-icon file-${kind}" aria-hidden="true"><${Icon} name=${ICONS[kind]} /></span>`;
}
