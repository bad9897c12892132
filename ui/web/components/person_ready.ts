import { useLayoutEffect, useRef } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { closeDialog } from "../state/dialogs.ts";
import { t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";

/** What an invite has led to, on either side: the person, how far it is, and the way to the conversation. */
export function PersonReady({ contact, text }: { contact: Contact; text: string }) {
  const { key, name, presence } = contact;
  const button = useRef<HTMLButtonElement>(null);
  // What had the focus before is gone; here is where it goes on, and a screen reader says so.
  useLayoutEffect(() => button.current?.focus(), []);
  const write = () => {
    closeDialog();
    openConversation(key);
  };
  return html`
    <div class="ready" role="status">
      <${Avatar} of=${key} name=${name} size="large" presence=${presence} />
      <p>${text}</p>
      <button ref=${button} class="button primary" type="button" onClick=${write}>${t("invite.write", {
        name,
      })}</button>
    </div>
  `;
}
