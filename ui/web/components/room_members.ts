import { useState } from "preact/hooks";
import type { Room, RoomMember } from "../../api.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { openDialog } from "../state/dialogs.ts";
import { membersOf } from "../state/room_members.ts";
import { isManager, setRole } from "../state/rooms.ts";
import { t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { Icon } from "./icon.ts";
import type { MenuItem } from "./menu.ts";
import { openMenuAt } from "./popup_menu.ts";
import { memberPresence } from "./presence_text.ts";

/** Rows shown before one asks for all of them. */
const FEW = 50;

/** Who is in it: ourselves, the owners, then the others. */
export function RoomMembers({ room }: { room: Room }) {
  const [all, setAll] = useState(false);
  const members = membersOf(room.key);
  const shown = all ? members : members?.slice(0, FEW);
  return html`
    <section class="room-members">
      <h3>${t("room.people")}</h3>
      ${isManager(room) && html`
        <button class="button panel-files" type="button"
          onClick=${() => openDialog({ kind: "room_people", room: room.key })}>
          <${Icon} name="people_add" /><span>${t("room.add")}</span>
        </button>
      `}
      ${shown === undefined || shown === null ? html`<p class="hint">${t("chat.loading")}</p>` : html`
        <ul aria-label=${t("room.people")}>
          ${shown.map((member) => html`<${Member} key=${member.key} room=${room} member=${member} />`)}
        </ul>
      `}
      ${members !== null && members.length > FEW && !all && html`
        <button class="link-button" type="button" onClick=${() => setAll(true)}>${t("room.show_all", {
          count: members.length,
        })}</button>
      `}
    </section>
  `;
}

function Member({ room, member }: { room: Room; member: RoomMember }) {
  const { key, name, me, role, state, presence } = member;
  const items = itemsOf(room, member);
  const label = t("contact.menu", { name });
  const words = [
    me && t("room.me"),
    state === "invited" && t("room.member_invited"),
    role === "owner" && !room.everyone && t("room.owner"),
    state === "joined" && !me && memberPresence(member),
  ].filter(Boolean).join(" · ");
  return html`
    <li class="member" data-state=${state}>
      <${Avatar} of=${key} name=${name} size="small" presence=${me ? "online" : presence} />
      <span class="member-text"><span class="member-name" dir="auto">${name}</span><small>${words}</small></span>
      ${items.length > 0 && html`
        <button class="icon-button small" type="button" aria-haspopup="menu" aria-label=${label} title=${label}
          onClick=${(event: MouseEvent) => openMenuAt(event, event.currentTarget as HTMLElement, label, items)}>
          <${Icon} name="more" />
        </button>
      `}
    </li>
  `;
}

function itemsOf(room: Room, member: RoomMember): MenuItem[] {
  const { key, me, role, state, contact, removable } = member;
  const items: (MenuItem | false)[] = [
    contact && !me && { text: t("room.write_alone"), run: () => openConversation(key) },
    removable && state === "joined" && role === "member" && {
      text: t("room.make_owner"),
      run: () => void setRole(room.key, member, "owner"),
    },
    removable && state === "joined" && role === "owner" && {
      text: t("room.make_member"),
      run: () => void setRole(room.key, member, "member"),
    },
    removable && {
      text: t("room.remove"),
      run: () => openDialog({ kind: "room_remove", key: room.key, member }),
      danger: true,
    },
  ];
  return items.filter((item) => item !== false);
}
