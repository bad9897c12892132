import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { openDialog } from "../state/dialogs.ts";
import { asked, askForSearch, endSearch, filtered, filtersShown, searching } from "../state/global_search.ts";
import { useShortcut } from "../state/use_shortcut.ts";
import { query } from "../state/list_view.ts";
import { contacts, partners, t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** Looks for people and messages; arrows and Enter go on to what was found. */
export function SearchBar({ onDown, onEnter }: { onDown: () => void; onEnter: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const count = asked.value;
  useShortcut("search", () => askForSearch());
  useLayoutEffect(() => {
    if (count === 0) return;
    const input = field.current!;
    if (input.offsetParent === null) openConversation(null); // on a phone the list is another page
    queueMicrotask(() => {
      input.focus();
      input.select();
    });
  }, [count]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") onDown();
    else if (event.key === "Enter") onEnter();
    else if (event.key === "Escape" && (searching.peek() || filtersShown.peek())) endSearch();
    else return;
    event.preventDefault();
  };
  const end = () => {
    endSearch();
    field.current?.focus();
  };
  return html`
    <div class="search-bar" role="search">
      <label class="search" title=${t("list.search_hint")}>
        <${Icon} name="search" />
        <input ref=${field} type="text" inputmode="search" value=${query.value} placeholder=${t("list.search")}
          aria-label=${t("list.search_hint")} autocomplete="off" spellcheck=${false} maxlength="200"
          onKeyDown=${onKeyDown}
          onInput=${(event: InputEvent) => query.value = (event.target as HTMLInputElement).value} />
        ${searching.value && html`
          <button class="icon-button small" type="button" aria-label=${t("list.clear_search")} onClick=${end}>
            <${Icon} name="close" />
          </button>
        `}
        ${partners.value.length > 0 && html`
          <button class="icon-button small ${filtered.value ? "on" : ""}" type="button" aria-label=${t(
            "search.filters",
          )}
            title=${t("search.filters")} aria-expanded=${filtersShown.value}
            onClick=${() => filtersShown.value = !filtersShown.value}><${Icon} name="filter" /></button>
        `}
      </label>
      ${contacts.value.size > 0 && html`
        <button class="icon-button new-room" type="button" aria-label=${t("room.new")} title=${t("room.new")}
          onClick=${() => openDialog({ kind: "room_people" })}><${Icon} name="people_add" /></button>
      `}
      <button class="icon-button add" type="button" aria-label=${t("list.add")} title=${t("list.add")}
        onClick=${() => openDialog({ kind: "invite", tab: "create" })}><${Icon} name="person_add" /></button>
    </div>
  `;
}
