/** What one can do with a room: the items of its menus. */
import type { Room } from "../../api.ts";
import { openDialog } from "../state/dialogs.ts";
import { openPanel } from "../state/panel.ts";
import { changeOptions } from "../state/people_actions.ts";
import { declineRoom, isManager, isOver, joinRoom } from "../state/rooms.ts";
import { openSearch } from "../state/search.ts";
import { t } from "../state/store.ts";
import type { MenuItem } from "./menu.ts";

/** In the list. @param rename renames where the menu was opened */
export function roomItems(room: Room, rename: () => void): MenuItem[] {
  const { key, state, options: { pinned, muted, archived } } = room;
  if (state === "invited") return invitationItems(room);
  const set = (change: Parameters<typeof changeOptions>[1]) => () => void changeOptions(key, change);
  return [
    ...(archived ? [] : [{ text: pinned ? t("contact.unpin") : t("contact.pin"), run: set({ pinned: !pinned }) }]),
    { text: t("contact.folder"), run: () => openDialog({ kind: "folder", key }) },
    { text: muted ? t("contact.unmute") : t("contact.mute"), run: set({ muted: !muted }) },
    ...(isManager(room) ? [{ text: t("contact.rename"), run: rename }] : []),
    archived
      ? { text: t("contact.unarchive"), run: set({ archived: false }) }
      : { text: t("contact.archive"), run: set({ archived: true, pinned: false }) },
    ...lastItems(room),
  ];
}

/** In the header of its conversation. */
export function roomMenu(room: Room): MenuItem[] {
  const { key, state } = room;
  if (state === "invited") return invitationItems(room);
  return [
    { text: t("chat.search"), run: openSearch },
    { text: t("room.about"), run: openPanel },
    ...(isManager(room)
      ? [
        { text: t("room.add"), run: () => openDialog({ kind: "room_people", room: key }) },
        { text: t("contact.rename"), run: () => openDialog({ kind: "rename", key }) },
      ]
      : []),
    ...lastItems(room),
  ];
}

function invitationItems({ key }: Room): MenuItem[] {
  return [
    { text: t("room.join"), run: () => void joinRoom(key) },
    { text: t("room.decline"), run: () => void declineRoom(key), danger: true },
  ];
}

function lastItems(room: Room): MenuItem[] {
  const { key, everyone } = room;
  const clear = { text: t("contact.clear"), run: () => openDialog({ kind: "room_clear", key }) };
  if (isOver(room)) {
    return [clear, { text: t("room.forget"), run: () => openDialog({ kind: "room_forget", key }), danger: true }];
  }
  // Nobody leaves Everyone: who does not want it mutes or archives it.
  if (everyone) return [clear];
  return [clear, { text: t("room.leave"), run: () => openDialog({ kind: "room_leave", key }), danger: true }];
}
