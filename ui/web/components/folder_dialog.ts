import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { folders } from "../state/list_view.ts";
import { isRoom, type Partner } from "../state/partner.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";

/** UTF-16 units of a folder's name: as long as a person's. */
const LONGEST_NAME = 64;

/** A folder is there as long as somebody is in it: choose one, or write the name of a new one. */
export function FolderDialog({ partner }: { partner: Partner }) {
  const [chosen, setChosen] = useState(partner.options.folder ?? "");
  const [fresh, setFresh] = useState("");
  const [error, setError] = useState<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    const folder = fresh.trim() || chosen || null;
    try {
      await call(isRoom(partner) ? "room_options" : "contact_options", {
        conversation: partner.key,
        options: { folder },
      });
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
    }
  };
  const choice = (value: string, text: string) =>
    html`
      <label class="pick">
        <input type="radio" name="folder" checked=${fresh.trim() === "" && chosen === value} onChange=${() => {
          setChosen(value);
          setFresh("");
        }} />
        <span dir="auto">${text}</span>
      </label>
    `;
  return html`
    <${Modal} title=${t("folder.title", { name: partner.name })}>
      <form onSubmit=${save}>
        <div class="picks" role="radiogroup" aria-label=${t("contact.folder")}>
          ${choice("", t("folder.none"))} ${folders.value.map((name) => choice(name, name))}
        </div>
        <label class="labelled">
          <span>${t("folder.new")}</span>
          <input type="text" value=${fresh} dir="auto" autofocus maxlength=${LONGEST_NAME}
            onInput=${(event: InputEvent) => setFresh((event.target as HTMLInputElement).value)} />
        </label>
        ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
        <footer>
          <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
          <button class="button primary" type="submit">${t("common.save")}</button>
        </footer>
      </form>
      <//>
  `;
}
