import type { Room } from "../../api.ts";
import { html } from "../html.ts";
import { declineRoom, joinRoom } from "../state/rooms.ts";
import { t } from "../state/store.ts";
import { RoomAvatar } from "./room_avatar.ts";
import { roomStateText } from "./room_text.ts";

/** Somebody wants us in their room. Nothing of it is shown before the answer. */
export function RoomInvitation({ room }: { room: Room }) {
  const { key, name, members } = room;
  return html`
    <div class="invitation">
      <section class="invitation-card" aria-labelledby="invitation-name">
        <${RoomAvatar} room=${room} size="large" />
        <h2 id="invitation-name" dir="auto">${name}</h2>
        <p>${roomStateText(room)}</p>
        <p class="hint">${t("room.members", { count: members })}</p>
        <p class="hint">${t("room.before_hint")}</p>
        <div class="invitation-answers">
          <button class="button primary large" type="button" onClick=${() => joinRoom(key)}>${t("room.join")}</button>
          <button class="button large" type="button" onClick=${() => declineRoom(key)}>${t("room.decline")}</button>
        </div>
      </section>
    </div>
  `;
}
