import { useEffect, useRef } from "preact/hooks";
import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { listed, listView, query } from "../state/list_view.ts";
import { inTabs } from "../state/people.ts";
import { lockNow } from "../state/locking.ts";
import { contacts, me, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { ContactList, rowsIn } from "./contact_list.ts";
import { CopyButton } from "./copy_button.ts";
import { FolderTabs } from "./folder_tabs.ts";
import { Icon } from "./icon.ts";
import { Welcome } from "./welcome.ts";

export function Sidebar() {
  const column = useRef<HTMLElement>(null);
  const first = () => rowsIn(column.current)[0];
  return html`
    <nav class="sidebar" aria-label=${t("list.title")} ref=${column}>
      <${MeCard} />
      <${SearchBar} onDown=${() => first()?.focus()} onEnter=${() => first()?.click()} />
      ${query.value === "" && inTabs(listView.value) && html`<${FolderTabs} />`}
      <${ContactList} />
      ${contacts.value.size === 0 && html`<${Empty} />`}
      ${listed.value.length === 0 && query.value !== "" &&
        html`<p class="none-found" role="status">${t("list.none_found", { query: query.value })}</p>`}
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
      <button class="icon-button" type="button" aria-label=${t("me.settings")} title=${t("me.settings")}
        onClick=${() => openDialog({ kind: "settings" })}><${Icon} name="gear" /></button>
    </div>
  `;
}

function SearchBar({ onDown, onEnter }: { onDown: () => void; onEnter: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // By the key's place, not its letter: on a Russian layout K writes "л".
    const focus = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyK") return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", focus);
    return () => removeEventListener("keydown", focus);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") onDown();
    else if (event.key === "Enter") onEnter();
    else if (event.key === "Escape") query.value = "";
    else return;
    event.preventDefault();
  };
  return html`
    <div class="search-bar">
      <label class="search" title=${t("list.search_hint")}>
        <${Icon} name="search" />
        <input ref=${field} type="text" inputmode="search" value=${query.value} placeholder=${t("list.search")}
          aria-label=${t("list.search_hint")} autocomplete="off" spellcheck=${false} onKeyDown=${onKeyDown}
          onInput=${(event: InputEvent) => query.value = (event.target as HTMLInputElement).value} />
        ${query.value !== "" && html`
          <button class="icon-button small" type="button" aria-label=${t("list.clear_search")}
            onClick=${() => query.value = ""}><${Icon} name="close" /></button>
        `}
      </label>
      <button class="icon-button add" type="button" aria-label=${t("list.add")} title=${t("list.add")}
        onClick=${() => openDialog({ kind: "invite", tab: "create" })}><${Icon} name="person_add" /></button>
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
