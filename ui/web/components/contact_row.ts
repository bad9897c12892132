import { useLayoutEffect, useRef } from "preact/hooks";
import type { Contact, Message, Transfer } from "../../api.ts";
import { safeName } from "../format/file_name.ts";
import { groupedId } from "../format/person.ts";
import { firstLine } from "../format/rich_text.ts";
import { listTime } from "../format/time.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { authorityName } from "../state/authorities.ts";
import { draftOf } from "../state/drafts.ts";
import { eventText } from "../state/errors.ts";
import { renaming, toldApart } from "../state/list_view.ts";
import { rename } from "../state/people_actions.ts";
import { shownAt } from "../state/rows.ts";
import { activeKey, isTyping, language, t, today } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { contactItems } from "./contact_items.ts";
import { Icon } from "./icon.ts";
import { openMenuAt } from "./popup_menu.ts";
import { presenceOf, PresenceWord } from "./presence_text.ts";
import { StatusMark } from "./status_mark.ts";
import { TrustMark } from "./verified_mark.ts";

export function ContactRow({ contact }: { contact: Contact }) {
  const { key, name, options } = contact;
  const active = activeKey.value === key;
  const row = useRef<HTMLDivElement>(null);
  const editing = renaming.value === key;
  const startRenaming = () => renaming.value = key;
  const openMenu = (event: MouseEvent) => {
    const button = row.current!.querySelector<HTMLElement>(".contact")!;
    openMenuAt(event, button, t("contact.menu", { name }), contactItems(contact, startRenaming));
  };
  const stopRenaming = () => {
    renaming.value = null;
    // The field is gone with the next rendering; the row it was in has the focus again.
    queueMicrotask(() => row.current?.querySelector<HTMLElement>(".contact")?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "F2") return;
    event.preventDefault();
    startRenaming();
  };
  const look = `${active ? "active" : ""} ${options.muted ? "muted" : ""}`;
  if (editing) {
    return html`
      <div class="contact-item" ref=${row}>
        <div class="contact ${look}">
          <${Avatar} of=${key} name=${name} presence=${presenceOf(contact)} />
          <${NameField} contact=${contact} onDone=${stopRenaming} />
        </div>
      </div>
    `;
  }
  return html`
    <div class="contact-item" ref=${row} onContextMenu=${openMenu}>
      <button class="contact ${look}" type="button" aria-current=${active ? "true" : undefined}
        aria-keyshortcuts="F2 ContextMenu" onKeyDown=${onKeyDown} onClick=${() => openConversation(key)}>
        <${Avatar} of=${key} name=${name} presence=${presenceOf(contact)} />
        <span class="contact-text">
          <span class="contact-line">
            <span class="contact-name" dir="auto" onDblClick=${startRenaming}>${name}</span>
            <${TrustMark} contact=${contact} />
            ${options.muted && html`<${Sign} icon="bell_off" text=${t("contact.muted")} />`}
            <${PresenceWord} contact=${contact} />
            <${When} last=${contact.last} />
          </span>
          <${Which} contact=${contact} />
          <span class="contact-line">
            <span class="preview"><${Preview} contact=${contact} active=${active} /></span>
            <${Count} contact=${contact} />
          </span>
        </span>
      </button>
      <button class="icon-button small contact-more" type="button" tabindex="-1" aria-haspopup="menu"
        aria-label=${t("contact.menu", { name })} title=${t("contact.menu", { name })} onClick=${openMenu}>
        <${Icon} name="more" />
      </button>
    </div>
  `;
}

function Sign({ icon, text }: { icon: "bell_off" | "pin"; text: string }) {
  return html`<span class="contact-sign" role="img" aria-label=${text} title=${text}><${Icon} name=${icon} /></span>`;
}

function When({ last }: { last: Message | null }) {
  if (last === null) return null;
  return html`
    <span class="contact-time">
      ${last.direction === "out" && last.kind !== "event" && html`<${StatusMark} message=${last} />`}
      ${listTime(shownAt(last), today.value, language.value)}
    </span>
  `;
}

/** Two people of one name, or of one number under two authorities. */
function Which({ contact }: { contact: Contact }) {
  const by = toldApart.value.get(contact.key);
  if (by === undefined) return null;
  const text = by === "number" ? groupedId(contact.id) : authorityName(contact.root);
  return html`<span class="contact-which" dir="auto">${text}</span>`;
}

function Count({ contact: { unread, options } }: { contact: Contact }) {
  if (unread === 0) return options.pinned && html`<${Sign} icon="pin" text=${t("contact.pinned")} />`;
  const label = t("list.unread", { count: unread });
  return html`
    <span class="badge ${options.muted ? "quiet" : ""}" role="img" aria-label=${label}>${unread < 1000
      ? unread
      : "999+"}</span>
  `;
}

function Preview({ contact, active }: { contact: Contact; active: boolean }) {
  const draft = draftOf(contact.key);
  if (draft !== "" && !active) return html`<span class="draft">${t("list.draft")}</span> ${firstLine(draft)}`;
  if (isTyping(contact.key)) return html`<span class="typing">${t("chat.typing")}</span>`;
  const { last } = contact;
  if (last === null) return t("list.no_messages");
  const words = previewText(last);
  return last.direction === "out" && (last.kind === "text" || last.file !== undefined)
    ? html`<span class="you">${t("list.you")}</span> ${words}`
    : words;
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

/** The name, to be written over. Enter and leaving keep what is written, Esc does not; nothing written is their own name. */
function NameField({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  // Before the next key: a name that was begun would be selected, and written over by its second letter.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (keep: boolean) => {
    if (done.current) return;
    done.current = true;
    const name = field.current!.value;
    if (keep && name.trim() !== contact.name) void rename(contact.key, name);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === "Enter");
  };
  return html`
    <input class="name-field" ref=${field} type="text" dir="auto" maxlength="64" aria-label=${t("contact.rename_label")}
      defaultValue=${contact.name} placeholder=${contact.own_name} onKeyDown=${onKeyDown} onBlur=${() => end(true)} />
  `;
}
