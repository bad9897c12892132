import { useRef } from "preact/hooks";
import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { openFiles } from "../state/files_view.ts";
import { listView } from "../state/list_view.ts";
import { searching } from "../state/global_search.ts";
import { inTabs } from "../state/people.ts";
import { lockNow } from "../state/locking.ts";
import { me, partners, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { ContactList, rowsIn } from "./contact_list.ts";
import { CopyButton } from "./copy_button.ts";
import { FolderTabs } from "./folder_tabs.ts";
import { Icon } from "./icon.ts";
import { NotificationOffer } from "./notification_offer.ts";
import { SearchBar } from "./search_bar.ts";
import { SearchFilters } from "./search_filters.ts";
import { Welcome } from "./welcome.ts";

export function Sidebar() {
  const column = useRef<HTMLElement>(null);
  const first = () => rowsIn(column.current)[0];
  return html`
    <nav class="sidebar" aria-label=${t("list.title")} ref=${column}>
      <${MeCard} />
      <${SearchBar} onDown=${() => first()?.focus()} onEnter=${() => first()?.click()} />
      <${SearchFilters} />
      ${!searching.value && inTabs(listView.value) && html`<${FolderTabs} />`}
      <${ContactList} />
      ${partners.value.length === 0 && html`<${Empty} />`}
      <${NotificationOffer} />
    </nav>
  `;
}

function MeCard() {
  const self = me.value;
  if (self === null) return null;
  return html`
    <div class="me">
      <${Avatar} of=${`${self.id}.${self.root}`} name=${self.name} size="small" />
      <div class="me-text">
        <strong dir="auto" title=${self.name}>${self.name}</strong>
        <span class="me-id" title=${t("me.id")}>
          <span class="unseen">${t("me.id")} </span>
          <span>${groupedId(self.id)}</span>
          <${CopyButton} text=${self.id} label=${t("me.copy_id")} />
        </span>
      </div>
      ${self.passphrase && html`
        <button class="icon-button" type="button" aria-label=${t("lock.now")} title=${t("lock.now")}
          onClick=${lockNow}><${Icon} name="lock" /></button>
      `}
      <button class="icon-button" type="button" aria-label=${t("all_files.title")} title=${t("all_files.hint")}
        onClick=${() => openFiles()}><${Icon} name="file" /></button>
      <button class="icon-button" type="button" aria-label=${t("me.settings")} title=${t("me.settings")}
        onClick=${() => openDialog({ kind: "settings" })}><${Icon} name="gear" /></button>
    </div>
  `;
}

/** On a wide window the middle welcomes; on a phone this page is all there is. */
function Empty() {
  return html`
    <div class="list-empty">
      <strong>${t("list.empty_title")}</strong>
      <p>${t("list.empty_text")}</p>
    </div>
    <div class="list-welcome">
      <${Welcome} />
    </div>
  `;
}
