import { html } from "../html.ts";
import { folders, listView, showPart, unreadOf } from "../state/list_view.ts";
import { folderView, type ListView } from "../state/people.ts";
import { t } from "../state/store.ts";

/** The element the tabs rule over. */
export const LIST_ID = "contact-list";

/** All, unread, and each folder. There is nothing to choose without folders, so then there is no row. */
export function FolderTabs() {
  if (folders.value.length === 0) return null;
  const views: [ListView, string][] = [
    ["all", t("list.all")],
    ["unread", t("list.unread_tab")],
    ...folders.value.map((name): [ListView, string] => [folderView(name), name]),
  ];
  return html`
    <div class="folder-tabs" role="tablist" aria-label=${t("list.folders")} onKeyDown=${onKeyDown}>
      ${views.map(([view, text]) => html`<${Tab} key=${view} view=${view} text=${text} />`)}
    </div>
  `;
}

function Tab({ view, text }: { view: ListView; text: string }) {
  const chosen = listView.value === view;
  const unread = unreadOf(view);
  return html`
    <button class="folder-tab" type="button" role="tab" aria-selected=${chosen} aria-controls=${LIST_ID}
      tabindex=${chosen ? 0 : -1} onClick=${() => showPart(view)}>
      <span dir="auto">${text}</span>
      ${unread > 0 &&
        html`<span class="badge" aria-label=${t("list.unread", { count: unread })} role="img">${unread}</span>`}
    </button>
  `;
}

/** Arrows move to the next tab and choose it, as in every row of tabs. */
function onKeyDown(event: KeyboardEvent): void {
  const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  tab.click();
}
