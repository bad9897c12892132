import { html } from "../html.ts";
import { closeSearch, searching } from "../state/search.ts";
import { activeContact, contacts, t } from "../state/store.ts";
import { BitsPanel } from "./bits_panel.ts";
import { ChatHeader } from "./chat_header.ts";
import { Composer } from "./composer.ts";
import { ConversationBars } from "./conversation_bars.ts";
import { ConversationSearch } from "./conversation_search.ts";
import { DropZone } from "./drop_zone.ts";
import { MessageList } from "./message_list.ts";
import { MessageMenu } from "./message_menu.ts";
import { VersionsBox } from "./message_versions.ts";
import { TimerBar } from "./timer_bar.ts";
import { Welcome } from "./welcome.ts";

export function Chat() {
  const contact = activeContact.value;
  if (contact === undefined) {
    return html`<main class="chat chat-none">${
      contacts.value.size === 0 ? html`<${Welcome} />` : html`<${Choose} />`
    }<${DropZone} contact=${undefined} /></main>`;
  }
  return html`
    <main class="chat" id="chat" aria-label=${contact.name} onKeyDown=${onKeyDown}>
      <${ChatHeader} contact=${contact} />
      <${ConversationSearch} key=${contact.key} contact=${contact} />
      <${MessageList} key=${contact.key} contact=${contact} />
      <${TimerBar} contact=${contact} />
      <${ConversationBars} contact=${contact} />
      <${BitsPanel} />
      <${Composer} key=${contact.key} contact=${contact} />
      <${DropZone} contact=${contact} />
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
