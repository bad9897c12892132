import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { me, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";

export function AboutSettings() {
  const self = me.value;
  if (self === null) return null;
  return html`
    <section>
      <dl>
        <dt>${t("settings.version")}</dt>
        <dd>Parley ${self.version}</dd>
        <dt>${t("settings.data_dir")}</dt>
        <dd class="path">${self.data_dir}<${CopyButton} text=${self.data_dir} label=${t(
          "settings.copy_data_dir",
        )} /></dd>
      </dl>
      <p class="hint">${t("settings.about_text")}</p>
      <div class="row-actions">
        <button class="button" type="button" onClick=${() => openDialog({ kind: "keys" })}>${t("keys.help")}</button>
      </div>
    </section>
  `;
}
