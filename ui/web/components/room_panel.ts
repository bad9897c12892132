import type { Room } from "../../api.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { changeOptions } from "../state/people_actions.ts";
import { isManager, isOver } from "../state/rooms.ts";
import { t } from "../state/store.ts";
import { ExportButtons } from "./export_buttons.ts";
import { Icon } from "./icon.ts";
import { RoomAvatar } from "./room_avatar.ts";
import { RoomMembers } from "./room_members.ts";
import { RoomLine } from "./room_text.ts";
import { SidePanel } from "./side_panel.ts";
import { Toggle } from "./toggle.ts";

/** Who is in the room one talks in, and how one deals with it. */
export function RoomPanel({ room }: { room: Room }) {
  return html`
    <${SidePanel} label=${t("panel.title", { name: room.name })} title=${t("room.about")} close=${t(
      "room.about_close",
    )}>
      <${What} room=${room} />
      ${room.state === "joined" && html`<${RoomMembers} room=${room} />`}
      <${Options} room=${room} />
      <section>
        <h3>${t("panel.history")}</h3>
        <${ExportButtons} conversation=${room.key} />
        <button class="button" type="button" onClick=${() => openDialog({ kind: "room_clear", key: room.key })}>${t(
          "contact.clear",
        )}</button>
      </section>
      <${Leave} room=${room} />
      <//>
  `;
}

function What({ room }: { room: Room }) {
  const { key, name, everyone } = room;
  return html`
    <div class="panel-who">
      <${RoomAvatar} room=${room} size="large" />
      <h3><span dir="auto">${name}</span>${isManager(room) && html`
        <button class="icon-button small" type="button" aria-label=${t("contact.rename")} title=${t("contact.rename")}
          onClick=${() => openDialog({ kind: "rename", key })}><${Icon} name="pencil" /></button>
      `}</h3>
      <p><${RoomLine} room=${room} /></p>
      ${everyone && html`<p>${t("room.everyone_hint", { name })}</p>`}
    </div>
  `;
}

function Options({ room: { key, options } }: { room: Room }) {
  return html`
    <section>
      <h3>${t("room.options")}</h3>
      <${Toggle} label=${t("panel.muted")} hint=${t("room.muted_hint")} checked=${options.muted}
        onChange=${(muted: boolean) => void changeOptions(key, { muted })} />
      <${Toggle} label=${t("room.archived")} checked=${options.archived}
        onChange=${(archived: boolean) => void changeOptions(key, { archived, pinned: false })} />
      <div class="panel-line">
        <span>${t("panel.folder")}</span>
        <button class="button" type="button" dir="auto" onClick=${() =>
          openDialog({ kind: "folder", key })}>${options.folder ?? t("folder.none")}</button>
      </div>
    </section>
  `;
}

/** Nobody leaves Everyone. */
function Leave({ room }: { room: Room }) {
  const { key, everyone } = room;
  if (everyone) return null;
  const [kind, text] = isOver(room)
    ? ["room_forget" as const, t("room.forget")]
    : ["room_leave" as const, t("room.leave")];
  return html`
    <section>
      <button class="button danger-text" type="button" onClick=${() => openDialog({ kind, key })}>${text}</button>
    </section>
  `;
}
