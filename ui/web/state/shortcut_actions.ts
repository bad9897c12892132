/** What the keys of the page do. Those of a part of it (`use_shortcut.ts`) go first while it is there. */
import { openConversation } from "./actions.ts";
import { openDialog } from "./dialogs.ts";
import { openFiles } from "./files_view.ts";
import { askForSearch, endSearch, filtersShown, searching } from "./global_search.ts";
import { listed } from "./list_view.ts";
import { lockNow } from "./locking.ts";
import { isRequest } from "./partner.ts";
import { changeOptions } from "./people_actions.ts";
import { onShortcut } from "./shortcuts.ts";
import { activeKey, activePartner } from "./store.ts";

/** The next conversation of the list in this direction; from none, the first or the last. */
function go(step: 1 | -1, unread: boolean): void {
  const rows = listed.peek();
  const at = rows.findIndex(({ key }) => key === activeKey.peek());
  const ahead = step === 1 ? rows.slice(at + 1) : rows.slice(0, at < 0 ? rows.length : at).reverse();
  const next = ahead.find((partner) => !isRequest(partner) && (!unread || partner.unread > 0));
  if (next !== undefined) openConversation(next.key);
}

/** The topmost of what is open; menus, dialogs and the composer have heard the key before. */
function close(): void {
  if (searching.peek() || filtersShown.peek()) return endSearch();
  if (activeKey.peek() === null) return;
  document.querySelector<HTMLElement>(".contact.active")?.focus(); // for whoever goes on by keyboard
  openConversation(null);
}

/** Call once. */
export function registerShortcuts(): void {
  onShortcut("find", () => askForSearch());
  onShortcut("previous", () => go(-1, false));
  onShortcut("next", () => go(1, false));
  onShortcut("previous_unread", () => go(-1, true));
  onShortcut("next_unread", () => go(1, true));
  onShortcut("add", () => openDialog({ kind: "invite", tab: "create" }));
  onShortcut("files", () => openFiles());
  onShortcut("settings", () => openDialog({ kind: "settings" }));
  onShortcut("lock", lockNow);
  onShortcut("close", close);
  onShortcut("help", () => openDialog({ kind: "keys" }));
  onShortcut("mute", () => {
    const partner = activePartner.peek();
    if (partner !== undefined) void changeOptions(partner.key, { muted: !partner.options.muted });
  });
}
