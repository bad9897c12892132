import { useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";

type What = "block" | "remove" | "clear" | "forget";

function perform(what: What, conversation: string): Promise<unknown> {
  switch (what) {
    case "block":
      return call("contact_block", { conversation, blocked: true });
    case "remove":
      return call("contact_remove", { conversation });
    case "clear":
      return call("clear_history", { conversation });
    case "forget":
      return call("contact_options", { conversation, options: { keep_history: false } });
  }
}

/** Says what will happen before something is taken away. */
export function ConfirmDialog({ what, contact }: { what: What; contact: Contact }) {
  const [error, setError] = useState<string | null>(null);
  const { key, name } = contact;
  const confirm = async () => {
    try {
      await perform(what, key);
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
    }
  };
  return html`
    <${Modal} title=${t(`contact.${what}_title`, { name })}>
      <p>${t(`contact.${what}_text`, { name })}</p>
      ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
      <footer>
        <button class="button" type="button" autofocus onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button danger" type="button" onClick=${confirm}>${t(`contact.${what}_yes`)}</button>
      </footer>
    <//>
  `;
}
