import type { Contact, Message } from "../../api.ts";
import { firstLine } from "../format/rich_text.ts";
import { listTime } from "../format/time.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { draftOf } from "../state/drafts.ts";
import { eventText } from "../state/errors.ts";
import { shownAt } from "../state/rows.ts";
import { activeKey, language, t, today } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { presenceOf, PresenceWord } from "./presence_text.ts";
import { StatusMark } from "./status_mark.ts";

export function ContactRow({ contact }: { contact: Contact }) {
  const { key, name, last, unread } = contact;
  const active = activeKey.value === key;
  return html`
    <button class="contact ${active ? "active" : ""}" type="button" aria-current=${active ? "true" : undefined}
      onClick=${() => openConversation(key)}>
      <${Avatar} of=${key} name=${name} presence=${presenceOf(contact)} />
      <span class="contact-text">
        <span class="contact-line">
          <span class="contact-name" dir="auto">${name}</span>
          <${PresenceWord} contact=${contact} />
          ${last !== null && html`
            <span class="contact-time">
              ${last.direction === "out" && last.kind !== "event" && html`<${StatusMark} message=${last} />`}
              ${listTime(shownAt(last), today.value, language.value)}
            </span>
          `}
        </span>
        <span class="contact-line">
          <span class="preview"><${Preview} contact=${contact} active=${active} /></span>
          ${unread > 0 &&
            html`<span class="badge" aria-label=${t("list.unread", { count: unread })}>${
              unread < 1000 ? unread : "999+"
            }</span>`}
        </span>
      </span>
    </button>
  `;
}

function Preview({ contact, active }: { contact: Contact; active: boolean }) {
  const draft = draftOf(contact.key);
  if (draft !== "" && !active) return html`<span class="draft">${t("list.draft")}</span> ${firstLine(draft)}`;
  const { last } = contact;
  if (last === null) return t("list.no_messages");
  const words = previewText(last);
  return last.direction === "out" && last.kind === "text"
    ? html`<span class="you">${t("list.you")}</span> ${words}`
    : words;
}

function previewText(message: Message): string {
  if (message.kind === "event") return eventText(message.text, message.args);
  return message.kind === "text" ? firstLine(message.text) : t("chat.unknown_kind", { kind: message.kind });
}
