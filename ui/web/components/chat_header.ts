import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { openDialog } from "../state/dialogs.ts";
import { closePanel, openPanel, panelOpen } from "../state/panel.ts";
import { isPerson, isRoom, type Partner } from "../state/partner.ts";
import { call } from "../state/program.ts";
import { openSearch } from "../state/search.ts";
import { isTyping, t } from "../state/store.ts";
import { copyText } from "./copy_button.ts";
import { Icon } from "./icon.ts";
import { Menu, type MenuItem } from "./menu.ts";
import { PartnerAvatar } from "./partner_avatar.ts";
import { PresenceLine } from "./presence_text.ts";
import { roomMenu } from "./room_items.ts";
import { RoomLine } from "./room_text.ts";
import { timerText } from "./timer_text.ts";
import { TrustMark } from "./verified_mark.ts";

export function ChatHeader({ partner }: { partner: Partner }) {
  const { name } = partner;
  return html`
    <header class="chat-header">
      <button class="icon-button back" type="button" aria-label=${t("chat.back")} onClick=${() =>
        openConversation(null)}>
        <${Icon} name="back" />
      </button>
      <${PartnerAvatar} of=${partner} size="small" />
      <div class="who">
        <h2><button class="who-button" type="button" dir="auto" title=${t("panel.open", { name })}
          aria-expanded=${panelOpen.value} onClick=${panelOpen.value ? closePanel : openPanel}>${name}</button>
          ${isPerson(partner) && html`<${TrustMark} contact=${partner} />`}</h2>
        <p>${isRoom(partner) ? html`<${RoomLine} room=${partner} />` : html`<${PersonLine} contact=${partner} />`}</p>
      </div>
      <${Menu} label=${t("chat.menu", { name })} items=${isRoom(partner) ? roomMenu(partner) : menuItems(partner)} />
    </header>
  `;
}

function PersonLine({ contact }: { contact: Contact }) {
  const { key, timer, options } = contact;
  return html`
    ${isTyping(key)
      ? html`<span class="typing">${t("chat.typing")}</span>`
      : html`<${PresenceLine} contact=${contact} />`}
    ${timer.agreed > 0 && html`<${TimerMark} seconds=${timer.agreed} />`}
    ${!options.keep_history && html`<span class="not-kept" title=${t("panel.keep_history_hint")}>
      <span aria-hidden="true"> · </span>${t("chat.not_kept")}</span>`}
  `;
}

/** That messages disappear, and after which time. */
function TimerMark({ seconds }: { seconds: number }) {
  const time = timerText(seconds);
  return html`
    <span class="timer-mark" title=${t("chat.timer", { time })}>
      <span aria-hidden="true"> · </span><${Icon} name="clock" />${time}
    </span>
  `;
}

function menuItems({ key, id, blocked }: Contact): MenuItem[] {
  return [
    { text: t("chat.search"), run: openSearch },
    { text: t("panel.menu"), run: openPanel },
    { text: t("chat.timer_menu"), run: () => openDialog({ kind: "timer", key }) },
    { text: t("contact.rename"), run: () => openDialog({ kind: "rename", key }) },
    { text: t("contact.copy_id"), run: () => void copyText(id) },
    { text: t("contact.clear"), run: () => openDialog({ kind: "clear", key }) },
    blocked
      ? { text: t("contact.unblock"), run: () => unblock(key) }
      : { text: t("contact.block"), run: () => openDialog({ kind: "block", key }) },
    { text: t("contact.remove"), run: () => openDialog({ kind: "remove", key }), danger: true },
  ];
}

/** Nothing is lost by it, so nothing is asked; the contact's own event shows that it is done. */
export function unblock(key: string): void {
  call("contact_block", { conversation: key, blocked: false }).catch(() => {/* the contact stays shown as blocked */});
}
