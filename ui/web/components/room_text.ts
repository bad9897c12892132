import type { Room } from "../../api.ts";
import { html } from "../html.ts";
import { programLink, t } from "../state/store.ts";

/** Nobody is online while the program behind the page is gone. */
function onlineIn({ online }: Room): number {
  return programLink.value === "open" || programLink.value === "connecting" ? online : 0;
}

/** The line in the header: how many there are, or why nothing is written there. */
export function RoomLine({ room }: { room: Room }) {
  if (room.state !== "joined") return html`${roomStateText(room)}`;
  const online = onlineIn(room);
  return html`
    ${room.everyone && html`<span class="room-word">${t("room.everyone")} · </span>`}
    ${t("room.members", { count: room.members })}${online > 0 &&
      html`, <span class="presence presence-online">${t("room.online", { count: online })}</span>`}
  `;
}

/** That it is an invitation, or that one is out; "" while one talks there. */
export function roomStateText({ state, invited_by }: Room): string {
  if (state === "joined") return "";
  if (state !== "invited") return t(`room.short_${state}`);
  return invited_by === null ? t("room.state_invited") : t("room.invited_by", { name: invited_by });
}
