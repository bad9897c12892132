import { html } from "../html.ts";
import { closeDialog, type OpenMessageDialog } from "../state/dialogs.ts";
import { remove } from "../state/message_actions.ts";
import { canWrite, isRoom, messagesLeft, type Partner } from "../state/partner.ts";
import { partnerOf, t } from "../state/store.ts";
import type { Message } from "../../api.ts";
import { ForwardDialog } from "./forward_dialog.ts";
import { MessageInfo } from "./message_info.ts";
import { Modal } from "./modal.ts";

/** The dialogs about one message. */
export function MessageDialog({ open }: { open: OpenMessageDialog }) {
  const partner = partnerOf(open.what === "cost" ? open.key : open.message.conversation);
  if (partner === undefined) return null;
  switch (open.what) {
    case "cost":
      return html`<${CostDialog} partner=${partner} packets=${open.packets} send=${open.send} />`;
    case "delete":
      return html`<${DeleteDialog} partner=${partner} message=${open.message} />`;
    case "forward":
      return html`<${ForwardDialog} message=${open.message} />`;
    case "info":
      return html`<${MessageInfo} partner=${partner} message=${open.message} />`;
  }
}

function DeleteDialog({ partner, message }: { partner: Partner; message: Message }) {
  const { name } = partner;
  const for_everyone = (!isRoom(partner) || canWrite(partner)) && message.direction === "out" && !message.deleted &&
    message.status !== "failed";
  const whose = for_everyone ? "own" : "theirs";
  const choose = (whom: "everyone" | "me") => {
    closeDialog();
    void remove(message, whom);
  };
  const me = html`
    <button class="button ${for_everyone ? "" : "danger"}" type="button"
      onClick=${() => choose("me")}>${t("message.delete_me")}</button>
  `;
  return html`
    <${Modal} title=${t("message.delete_title")}>
      <p>${isRoom(partner) ? t(`room.delete_text_${whose}`) : t(`message.delete_text_${whose}`, { name })}</p>
      ${message.file?.state === "completed" && html`<p>${t(`message.delete_file_${message.direction}`, { name })}</p>`}
      <footer class=${for_everyone ? "stacked" : ""}>
        ${for_everyone && html`
          <button class="button danger" type="button"
            onClick=${() => choose("everyone")}>${t("message.delete_everyone")}</button>
        `}
        ${for_everyone && me}
        <button class="button" type="button" autofocus onClick=${closeDialog}>${t("common.cancel")}</button>
        ${!for_everyone && me}
      </footer>
      <//>
  `;
}

/** LIM-3: once per message; Enter agrees. */
function CostDialog({ partner, packets, send }: { partner: Partner; packets: number; send: () => void }) {
  const { name } = partner;
  const left = messagesLeft(partner);
  const agree = () => {
    closeDialog();
    send();
  };
  return html`
    <${Modal} title=${t("composer.cost_title")}>
      <p>${left === null
        ? t("composer.cost_text_unlimited", { count: packets })
        : t("composer.cost_text", { count: packets, left, name })}</p>
      <footer>
        <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button primary" type="button" autofocus onClick=${agree}>${t("composer.send")}</button>
      </footer>
      <//>
  `;
}
