import { useState } from "preact/hooks";
import type { Room } from "../../api.ts";
import { html } from "../html.ts";
import { closeDialog, type OpenDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { membersOf } from "../state/room_members.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";

type Open = Extract<OpenDialog, { kind: "room_leave" | "room_forget" | "room_clear" | "room_remove" }>;

function perform(open: Open): Promise<unknown> {
  const { key: conversation } = open;
  switch (open.kind) {
    case "room_leave":
      return call("room_leave", { conversation });
    case "room_forget":
      return call("room_forget", { conversation });
    case "room_clear":
      return call("clear_history", { conversation });
    case "room_remove":
      return call("room_remove", { conversation, member: open.member.key });
  }
}

/** Says what will happen before somebody or something leaves. */
export function RoomConfirm({ room, open }: { room: Room; open: Open }) {
  const [error, setError] = useState<string | null>(null);
  const what = open.kind;
  const names = { room: room.name, name: open.kind === "room_remove" ? open.member.name : room.name };
  const confirm = async () => {
    try {
      await perform(open);
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
    }
  };
  return html`
    <${Modal} title=${t(`confirm.${what}_title`, names)}>
      <p>${t(`confirm.${what}_text`, names)}</p>
      ${what === "room_leave" && isLastOwner(room) && html`<p>${t("room.leave_owner")}</p>`}
      ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
      <footer>
        <button class="button" type="button" autofocus onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button danger" type="button" onClick=${confirm}>${t(`confirm.${what}_yes`)}</button>
      </footer>
      <//>
  `;
}

function isLastOwner({ key, role, members }: Room): boolean {
  if (role !== "owner" || members < 2) return false;
  return !membersOf(key)?.some(({ me, role, state }) => !me && role === "owner" && state === "joined");
}
