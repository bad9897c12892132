import { useLayoutEffect, useRef } from "preact/hooks";
import type { Contact, Message, PeerKey } from "../../api.ts";
import { groupedId } from "../format/person.ts";
import { listTime } from "../format/time.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { authorityName } from "../state/authorities.ts";
import { renaming, toldApart } from "../state/list_view.ts";
import { isPerson, isRoom, type Partner } from "../state/partner.ts";
import { rename } from "../state/people_actions.ts";
import { declineRoom, isManager, joinRoom } from "../state/rooms.ts";
import { shownAt } from "../state/rows.ts";
import { activeKey, language, t, today } from "../state/store.ts";
import { contactItems } from "./contact_items.ts";
import { Icon } from "./icon.ts";
import { openMenuAt } from "./popup_menu.ts";
import { PartnerAvatar } from "./partner_avatar.ts";
import { PresenceWord } from "./presence_text.ts";
import { roomItems } from "./room_items.ts";
import { RowPreview } from "./row_preview.ts";
import { StatusMark } from "./status_mark.ts";
import { TrustMark } from "./verified_mark.ts";

/** One conversation of the list. */
export function ContactRow({ partner }: { partner: Partner }) {
  const { key, name, options } = partner;
  const active = activeKey.value === key;
  const row = useRef<HTMLDivElement>(null);
  const editing = renaming.value === key;
  const startRenaming = () => {
    if (!isRoom(partner) || isManager(partner)) renaming.value = key;
  };
  const openMenu = (event: MouseEvent) => {
    const button = row.current!.querySelector<HTMLElement>(".contact")!;
    const items = isRoom(partner) ? roomItems(partner, startRenaming) : contactItems(partner, startRenaming);
    openMenuAt(event, button, t("contact.menu", { name }), items);
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
          <${PartnerAvatar} of=${partner} />
          <${NameField} partner=${partner} onDone=${stopRenaming} />
        </div>
      </div>
    `;
  }
  return html`
    <div class="contact-item" ref=${row} onContextMenu=${openMenu}>
      <button class="contact ${look}" type="button" aria-current=${active ? "true" : undefined}
        aria-keyshortcuts="F2 ContextMenu" onKeyDown=${onKeyDown} onClick=${() => openConversation(key)}>
        <${PartnerAvatar} of=${partner} />
        <span class="contact-text">
          <span class="contact-line">
            <span class="contact-name" dir="auto" onDblClick=${startRenaming}>${name}</span>
            ${isPerson(partner) && html`<${TrustMark} contact=${partner} />`}
            ${options.muted && html`<${Sign} icon="bell_off" text=${t("contact.muted")} />`}
            ${isRoom(partner)
              ? partner.everyone && html`<span class="room-word">${t("room.everyone")}</span>`
              : html`<${PresenceWord} contact=${partner} />`}
            <${When} last=${partner.last} />
          </span>
          ${isPerson(partner) && html`<${Which} contact=${partner} />`}
          <span class="contact-line">
            <span class="preview"><${RowPreview} partner=${partner} active=${active} /></span>
            <${Count} partner=${partner} />
          </span>
        </span>
      </button>
      <button class="icon-button small contact-more" type="button" tabindex="-1" aria-haspopup="menu"
        aria-label=${t("contact.menu", { name })} title=${t("contact.menu", { name })} onClick=${openMenu}>
        <${Icon} name="more" />
      </button>
      ${isRoom(partner) && partner.state === "invited" && html`<${Answers} of=${key} />`}
    </div>
  `;
}

/** An invitation is answered where it is seen. */
function Answers({ of }: { of: PeerKey }) {
  return html`
    <div class="row-answers">
      <button class="button primary" type="button" onClick=${() => joinRoom(of)}>${t("room.join")}</button>
      <button class="button" type="button" onClick=${() => declineRoom(of)}>${t("room.decline")}</button>
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

function Count({ partner }: { partner: Partner }) {
  const { unread, options } = partner;
  const named = isRoom(partner) && partner.mentions > 0;
  if (unread === 0) return options.pinned && html`<${Sign} icon="pin" text=${t("contact.pinned")} />`;
  const label = t("list.unread", { count: unread });
  return html`
    ${named && html`
      <span class="badge mention-mark" role="img" aria-label=${t("room.mentioned")} title=${t(
        "room.mentioned",
      )}>@</span>
    `}
    <span class="badge ${options.muted ? "quiet" : ""}" role="img" aria-label=${label}>${unread < 1000
      ? unread
      : "999+"}</span>
  `;
}

/** The name, to be written over. Enter and leaving keep what is written, Esc does not; nothing written is their own name. */
function NameField({ partner, onDone }: { partner: Partner; onDone: () => void }) {
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
    if (keep && name.trim() !== partner.name && (isPerson(partner) || name.trim() !== "")) {
      void rename(partner.key, name);
    }
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
      defaultValue=${partner.name} placeholder=${isRoom(partner)
        ? partner.name
        : partner.own_name} onKeyDown=${onKeyDown} onBlur=${() => end(true)} />
  `;
}
