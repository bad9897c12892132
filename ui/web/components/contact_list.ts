import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { folders, inView, listView, requestCount, showPart, unreadOf } from "../state/list_view.ts";
import { peopleFound, searching as anythingWanted } from "../state/global_search.ts";
import { inTabs, type PartApart } from "../state/people.ts";
import { t } from "../state/store.ts";
import { ContactRow } from "./contact_row.ts";
import { LIST_ID } from "./folder_tabs.ts";
import { FoundMessages } from "./found_messages.ts";
import { Icon, type IconName } from "./icon.ts";
import { moveFocus } from "./menu.ts";
import { Requests } from "./requests.ts";

/** Buttons one moves through with the arrows: people, and the ways to the other parts. */
const ROWS = "button.contact, button.part-row, button.found-message";

export function rowsIn(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>(ROWS) ?? [])];
}

/** The people of the part that is chosen, or those that are found. */
export function ContactList() {
  const list = useRef<HTMLDivElement>(null);
  const view = listView.value;
  const searching = anythingWanted.value;
  const whole = view === "all" && !searching;
  const apart = !searching && !inTabs(view);
  const leave = () => {
    showPart("all");
    queueMicrotask(() => rowsIn(list.current)[0]?.focus());
  };
  const in_tabs = folders.value.length > 0 && !apart;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && apart) {
      event.preventDefault(); // or the window would close the conversation as well
      leave();
    } else moveFocus(event, rowsIn(list.current));
  };
  return html`
    ${apart && html`<${Head} key=${view} view=${view} onLeave=${leave} />`}
    <div class="contact-list" id=${LIST_ID} ref=${list} role=${in_tabs ? "tabpanel" : "group"}
      aria-label=${t("list.title")} onKeyDown=${onKeyDown}>
      ${whole && html`
        <${PartRow} view="requests" icon="requests" text=${t("list.requests")} count=${requestCount.value} loud />
        <${PartRow} view="archived" icon="archive" text=${t("list.archived")} count=${inView("archived").length} />
      `}
      ${view === "requests" && !searching
        ? html`<${Requests} people=${peopleFound.value} />`
        : peopleFound.value.map((partner) => html`<${ContactRow} key=${partner.key} partner=${partner} />`)}
      ${whole &&
        html`<${PartRow} view="closed" icon="spam" text=${t("list.closed")} count=${inView("closed").length} />`}
      <${FoundMessages} />
    </div>
  `;
}

interface PartRowProps {
  readonly view: PartApart;
  readonly icon: IconName;
  readonly text: string;
  readonly count: number;
  /** Somebody waits for an answer. */
  readonly loud?: boolean;
}

/** One row for a part of the list that is out of the way. */
function PartRow({ view, icon, text, count, loud = false }: PartRowProps) {
  if (count === 0) return null;
  const unread = loud || view === "closed" ? 0 : unreadOf(view);
  return html`
    <button class="part-row part-${view}" type="button" onClick=${() => showPart(view)}>
      <${Icon} name=${icon} />
      <span class="part-text">${text}${loud ? "" : ` (${count})`}</span>
      ${loud && html`<span class="badge">${count}</span>`}
      ${unread > 0 &&
        html`<span class="badge quiet" role="img" aria-label=${t("list.unread", { count: unread })}>${unread}</span>`}
    </button>
  `;
}

function Head({ view, onLeave }: { view: PartApart; onLeave: () => void }) {
  const back = useRef<HTMLButtonElement>(null);
  // The row that was pressed is gone.
  useLayoutEffect(() => back.current?.focus(), []);
  return html`
    <div class="part-head">
      <button class="icon-button" type="button" ref=${back} aria-label=${t("list.back")} title=${t("list.back")}
        onClick=${onLeave}><${Icon} name="back" /></button>
      <h2>${t(`list.${view}`)}</h2>
    </div>
  `;
}
