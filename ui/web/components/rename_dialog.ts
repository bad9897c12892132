import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { isRoom, type Partner } from "../state/partner.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";

export function RenameDialog({ partner }: { partner: Partner }) {
  const [name, setName] = useState(partner.name);
  const [error, setError] = useState<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await call(isRoom(partner) ? "room_rename" : "contact_rename", { conversation: partner.key, name: name.trim() });
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
    }
  };
  return html`
    <${Modal} title=${t("contact.rename_title", { name: partner.name })}>
      <form onSubmit=${save}>
        <label class="labelled">
          <span>${t("contact.rename_label")}</span>
          <input type="text" value=${name} dir="auto" autofocus maxlength="64"
            onInput=${(event: InputEvent) => setName((event.target as HTMLInputElement).value)} />
        </label>
        <p class="hint">${isRoom(partner)
          ? t("room.rename_hint")
          : t("contact.rename_hint", { own_name: partner.own_name })}</p>
        ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
        <footer>
          <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
          <button class="button primary" type="submit" disabled=${name.trim() === ""}>${t("common.save")}</button>
        </footer>
      </form>
      <//>
  `;
}
