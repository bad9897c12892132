import { html } from "../html.ts";
import { closeDialog, type OpenMessageDialog } from "../state/dialogs.ts";
import { remove } from "../state/message_actions.ts";
import { contacts, t } from "../state/store.ts";
import type { Contact, Message } from "../../api.ts";
import { ForwardDialog } from "./forward_dialog.ts";
import { MessageInfo } from "./message_info.ts";
import { Modal } from "./modal.ts";

/** The dialogs about one message. */
export function MessageDialog({ open }: { open: OpenMessageDialog }) {
  const contact = contacts.value.get(open.what === "cost" ? open.key : open.message.conversation);
  if (contact === undefined) return null;
  switch (open.what) {
    case "cost":
      return html`<${CostDialog} contact=${contact} packets=${open.packets} send=${open.send} />`;
    case "delete":
      return html`<${DeleteDialog} contact=${contact} message=${open.message} />`;
    case "forward":
      return html`<${ForwardDialog} message=${open.message} />`;
    case "info":
      return html`<${MessageInfo} contact=${contact} message=${open.message} />`;
  }
}

function DeleteDialog({ contact: { name }, message }: { contact: Contact; message: Message }) {
  const for_everyone = message.direction === "out" && !message.deleted && message.status !== "failed";
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
      <p>${t(for_everyone ? "message.delete_text_own" : "message.delete_text_theirs", { name })}</p>
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
function CostDialog({ contact, packets, send }: { contact: Contact; packets: number; send: () => void }) {
  const { name, messages_left: left } = contact;
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
