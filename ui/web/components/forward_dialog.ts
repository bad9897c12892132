import { useRef, useState } from "preact/hooks";
import type { Message } from "../../api.ts";
import { filePacketsOf, packetsOf } from "../format/cost.ts";
import { html } from "../html.ts";
import { openConversation } from "../state/actions.ts";
import { closeDialog } from "../state/dialogs.ts";
import { canWrite, isRoom, type Partner } from "../state/partner.ts";
import { isFound } from "../state/people.ts";
import { sendText } from "../state/sending.ts";
import { partnerList, t } from "../state/store.ts";
import { passOn } from "../state/uploads.ts";
import { Icon } from "./icon.ts";
import { moveFocus } from "./menu.ts";
import { Modal } from "./modal.ts";
import { PartnerAvatar } from "./partner_avatar.ts";

/** Chooses who gets it; it goes out at once, and the conversation opens. */
export function ForwardDialog({ message }: { message: Message }) {
  const [query, setQuery] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const { file } = message;
  const packets = file === undefined ? packetsOf(message.text) : filePacketsOf(file.size);
  const cost = t(file === undefined ? "composer.cost_text_unlimited" : "file.send_cost_unlimited", { count: packets });
  const canPay = (partner: Partner) => {
    if (isRoom(partner)) return true;
    const left = file === undefined ? partner.messages_left : partner.files_left;
    return left === null || left >= packets;
  };
  // Files go to one person.
  const people = partnerList.value.filter((partner) =>
    canWrite(partner) && isFound(partner, query) && (file === undefined || !isRoom(partner))
  );
  const buttons = () => [...list.current!.querySelectorAll<HTMLElement>("button:not(:disabled)")];
  const choose = ({ key }: Partner) => {
    closeDialog();
    openConversation(key);
    if (file === undefined) sendText(key, { text: message.text, forwarded: true });
    else passOn(key, file);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) buttons()[0]?.click();
    else moveFocus(event, buttons());
  };
  return html`
    <${Modal} title=${t("message.forward_title")}>
      <div class="forward" onKeyDown=${onKeyDown}>
        <label class="search">
          <${Icon} name="search" />
          <input type="text" inputmode="search" autofocus value=${query} placeholder=${t("message.forward_find")}
            aria-label=${t("message.forward_find")} autocomplete="off" spellcheck=${false} maxlength="100"
            onInput=${(event: InputEvent) => setQuery((event.target as HTMLInputElement).value)} />
        </label>
        ${packets > 1 && html`<p class="hint">${cost}</p>`}
        <div class="people" ref=${list}>
          ${people.map((partner) =>
            html`
              <button key=${partner.key} class="person" type="button"
                disabled=${!canPay(partner)}
                onClick=${() => choose(partner)}>
                <${PartnerAvatar} of=${partner} size="small" presence=${false} />
                <span dir="auto">${partner.name}</span>
              </button>
            `
          )}
          ${people.length === 0 && html`<p class="hint" role="status">${t("list.none_found", { query })}</p>`}
        </div>
      </div>
      <//>
  `;
}
