import type { Message, Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { firstLine } from "../format/rich_text.ts";
import { html } from "../html.ts";
import { draftOf } from "../state/drafts.ts";
import { eventText } from "../state/errors.ts";
import { isRoom, type Partner } from "../state/partner.ts";
import { isTyping, t } from "../state/store.ts";
import { roomStateText } from "./room_text.ts";

/** The second line of a row: what is written and not sent, or what was said last, and by whom. */
export function RowPreview({ partner, active }: { partner: Partner; active: boolean }) {
  if (isRoom(partner) && partner.state !== "joined") return html`<em>${roomStateText(partner)}</em>`;
  const draft = draftOf(partner.key);
  if (draft !== "" && !active) return html`<span class="draft">${t("list.draft")}</span> ${firstLine(draft)}`;
  if (isTyping(partner.key)) return html`<span class="typing">${t("chat.typing")}</span>`;
  const { last } = partner;
  if (last === null) return t("list.no_messages");
  const words = previewText(last);
  const author = authorOf(last);
  return author === null ? words : html`<span class="you">${author}</span> ${words}`;
}

function authorOf({ direction, kind, file, from }: Message): string | null {
  if (kind === "event") return null;
  if (direction === "out") return kind === "text" || file !== undefined ? t("list.you") : null;
  return from === undefined ? null : t("list.author", { name: from.name });
}

function previewText(message: Message): string {
  if (message.deleted) return t("message.deleted");
  if (message.kind === "event") return eventText(message.text, message.args);
  if (message.file !== undefined) return fileText(message.file);
  return message.kind === "text" ? firstLine(message.text) : t("chat.unknown_kind", { kind: message.kind });
}

/** "File: letter.pdf"; what it is by its kind, where that is plain. */
function fileText({ type, media, name }: Transfer): string {
  const what = type === "folder" ? "folder" : media === "picture" || media === "video" ? media : "file";
  return t(`list.${what}`, { name: safeName(name) });
}
