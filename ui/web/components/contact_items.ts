/** What one can do with a person: the items of their menu. */
import type { Contact } from "../../api.ts";
import { openDialog } from "../state/dialogs.ts";
import { block, changeOptions } from "../state/people_actions.ts";
import { t } from "../state/store.ts";
import type { MenuItem } from "./menu.ts";

/** @param rename renames where the menu was opened */
export function contactItems({ key, blocked, options }: Contact, rename: () => void): MenuItem[] {
  const { pinned, muted, archived, closed } = options;
  const set = (change: Parameters<typeof changeOptions>[1]) => () => void changeOptions(key, change);
  const quiet = closed ? [{ text: t("contact.reopen"), run: set({ closed: false }) }] : [
    archived
      ? { text: t("contact.unarchive"), run: set({ archived: false }) }
      : { text: t("contact.archive"), run: set({ archived: true, pinned: false }) },
    { text: t("contact.close"), run: set({ closed: true, pinned: false }) },
  ];
  const pin = { text: pinned ? t("contact.unpin") : t("contact.pin"), run: set({ pinned: !pinned }) };
  return [
    ...(closed || archived ? [] : [pin]),
    { text: t("contact.folder"), run: () => openDialog({ kind: "folder", key }) },
    { text: muted ? t("contact.unmute") : t("contact.mute"), run: set({ muted: !muted }) },
    { text: t("contact.rename"), run: rename },
    ...quiet,
    { text: t("contact.clear"), run: () => openDialog({ kind: "clear", key }) },
    blocked
      ? { text: t("contact.unblock"), run: () => void block(key, false) }
      : { text: t("contact.block"), run: () => openDialog({ kind: "block", key }) },
    { text: t("contact.remove"), run: () => openDialog({ kind: "remove", key }), danger: true },
  ];
}
