import { html } from "../html.ts";
import { isPerson, isRoom } from "../state/partner.ts";
import { closeSearch, searching } from "../state/search.ts";
import { activePartner, partners, t } from "../state/store.ts";
import { BitsPanel } from "./bits_panel.ts";
import { ChatHeader } from "./chat_header.ts";
import { Composer } from "./composer.ts";
import { ConversationBars } from "./conversation_bars.ts";
import { ConversationSearch } from "./conversation_search.ts";
import { DropZone } from "./drop_zone.ts";
import { MessageList } from "./message_list.ts";
import { MessageMenu } from "./message_menu.ts";
import { VersionsBox } from "./message_versions.ts";
import { RoomInvitation } from "./room_invitation.ts";
import { TimerBar } from "./timer_bar.ts";
import { Welcome } from "./welcome.ts";

export function Chat() {
  const partner = activePartner.value;
  if (partner === undefined) {
    return html`<main class="chat chat-none">${
      partners.value.length === 0 ? html`<${Welcome} />` : html`<${Choose} />`
    }<${DropZone} partner=${undefined} /></main>`;
  }
  const { key, name } = partner;
  if (isRoom(partner) && partner.state === "invited") {
    return html`
      <main class="chat" id="chat" aria-label=${name}>
        <${ChatHeader} partner=${partner} />
        <${RoomInvitation} key=${key} room=${partner} />
        <${DropZone} partner=${undefined} />
      </main>
    `;
  }
  return html`
    <main class="chat" id="chat" aria-label=${name} onKeyDown=${onKeyDown}>
      <${ChatHeader} partner=${partner} />
      <${ConversationSearch} key=${key} partner=${partner} />
      <${MessageList} key=${key} partner=${partner} />
      ${isPerson(partner) && html`
        <${TimerBar} contact=${partner} />
        <${ConversationBars} contact=${partner} />
      `}
      <${BitsPanel} />
      <${Composer} key=${key} partner=${partner} />
      <${DropZone} partner=${partner} />
    </main>
    <${MessageMenu} />
    <${VersionsBox} />
  `;
}

/** A menu that is open keeps its Esc to itself. */
function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.isComposing || searching.peek() === 0) return;
  event.preventDefault();
  closeSearch();
}

function Choose() {
  return html`<p class="pill">${t("chat.choose")}</p>`;
}
