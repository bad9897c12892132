import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { shutdown } from "../state/quitting.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";

interface Props {
  /** Messages that go out at the next start. */
  readonly kept: number;
  /** Messages that are only in memory. */
  readonly lost: number;
}

/** Before the program ends while messages wait. */
export function QuitDialog({ kept, lost }: Props) {
  return html`
    <${Modal} title=${t("quit.title")}>
      ${kept > 0 && html`<p>${t("quit.kept", { count: kept })}</p>`}
      ${lost > 0 && html`<p class="problem">${t("quit.lost", { count: lost })}</p>`}
      <footer>
        <button class="button" type="button" autofocus onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button ${lost > 0 ? "danger" : "primary"}" type="button" onClick=${shutdown}>${t(
          "settings.quit",
        )}</button>
      </footer>
    <//>
  `;
}
