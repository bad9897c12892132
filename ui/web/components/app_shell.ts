import { html } from "../html.ts";
import { announcement } from "../state/dialogs.ts";
import { panelOpen } from "../state/panel.ts";
import { isRoom } from "../state/partner.ts";
import { activeKey, activePartner, locked, me, partners, programLink, t } from "../state/store.ts";
import { Banners } from "./banners.ts";
import { Chat } from "./chat.ts";
import { ContactPanel } from "./contact_panel.ts";
import { Dialogs } from "./dialogs.ts";
import { LockScreen } from "./lock_screen.ts";
import { PopupMenu } from "./popup_menu.ts";
import { RoomPanel } from "./room_panel.ts";
import { Sidebar } from "./sidebar.ts";

export function AppShell() {
  if (locked.value !== null) return html`<${LockScreen} why=${locked.value} />`;
  if (me.value === null) return html`<${Starting} />`;
  const page = activeKey.value === null ? "list" : "chat";
  return html`
    <div class="shell" data-page=${page} data-panel=${panelOpen.value}
      data-empty=${partners.value.length === 0}>
      <h1 class="unseen">${t("app.name")}</h1>
      <${Banners} />
      <div class="panes">
        <${Sidebar} />
        <${Chat} />
        <${Panel} />
      </div>
    </div>
    <${Dialogs} />
    <${PopupMenu} />
    <p class="unseen" aria-live="polite">${announcement.value}</p>
  `;
}

/** What is known of the person or room one talks with. */
function Panel() {
  const partner = activePartner.value;
  if (!panelOpen.value || partner === undefined) return null;
  return isRoom(partner)
    ? html`<${RoomPanel} key=${partner.key} room=${partner} />`
    : html`<${ContactPanel} contact=${partner} />`;
}

/** Before the program has said anything. */
function Starting() {
  const link = programLink.value;
  return html`
    <main class="starting" role="status">
      <img class="logo" src="icon.svg" alt="" width="72" height="72" />
      <p>${link === "connecting" || link === "open" ? t("app.connecting") : t(`banner.${link}`)}</p>
    </main>
  `;
}
