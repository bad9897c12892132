import { html } from "../html.ts";
import { changeSettings, openConversation } from "../state/actions.ts";
import { closeDialog } from "../state/dialogs.ts";
import { openPanel } from "../state/panel.ts";
import { isPerson } from "../state/partner.ts";
import { partnerList, settings, t } from "../state/store.ts";
import { LimitField } from "./limit_field.ts";

/** LIM-2: what newcomers get, and who has how much left. */
export function LimitSettings() {
  const { limit_messages, limit_files } = settings.value;
  const amount = (count: number | null) => count === null ? t("limit.none") : t("limit.packets", { count });
  return html`
    <section>
      <h3>${t("limit.newcomers")}</h3>
      <p class="hint">${t("limit.newcomers_hint")}</p>
      <${LimitField} label=${t("limit.messages")} value=${limit_messages} text=${amount(limit_messages)}
        onSet=${(value: number | null) => changeSettings({ limit_messages: value })} />
      <${LimitField} label=${t("limit.files")} value=${limit_files} text=${amount(limit_files)}
        onSet=${(value: number | null) => changeSettings({ limit_files: value })} />
    </section>
    <section>
      <h3>${t("limit.people")}</h3>
      <p class="hint">${t("limit.file_hint")}</p>
      <ul class="address-list">
        ${partnerList.value.filter(isPerson).map(({ key, name, messages_left }) =>
          html`
            <li key=${key}>
              <span dir="auto">${name}</span>
              <button class="link-button" type="button" aria-label=${t("limit.open_label", {
                name,
                text: amount(messages_left),
              })} onClick=${() => {
                closeDialog();
                openConversation(key);
                openPanel();
              }}>${amount(messages_left)}</button>
            </li>
          `
        )}
      </ul>
    </section>
  `;
}
