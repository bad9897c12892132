import type { Me, Settings } from "../../api.ts";
import { groupedHex, groupedId } from "../format/person.ts";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { type Language, LANGUAGE_NAMES } from "../locales/mod.ts";
import { changeSettings } from "../state/actions.ts";
import { closeDialog } from "../state/dialogs.ts";
import { call } from "../state/program.ts";
import { language, me, settings, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { Modal } from "./modal.ts";
import { Segments } from "./segments.ts";

export function SettingsDialog() {
  const self = me.value;
  return html`
    <${Modal} title=${t("settings.title")} wide>
      <${Choices} />
      ${self !== null && html`
        <${Identity} self=${self} />
        <${About} self=${self} />
      `}
      <section class="quit">
        <p class="hint">${t("settings.quit_text")}</p>
        <button class="button danger-text" type="button" onClick=${quit}>${t("settings.quit")}</button>
      </section>
    <//>
  `;
}

function quit(): void {
  closeDialog();
  call("shutdown", {}).catch(() => {/* the line breaks before the answer: that is the answer */});
}

function Choices() {
  const { language: chosen, theme, send_key } = settings.value;
  const names = Object.entries(LANGUAGE_NAMES).map(([value, text]) => ({ value, text, lang: value }));
  return html`
    <section>
      <${Choice} label=${t("settings.language")} value=${chosen ?? "system"}
        options=${[{ value: "system", text: t("settings.language_system") }, ...names]}
        onChange=${(value: string) => changeSettings({ language: value === "system" ? null : value as Language })} />
      <${Choice} label=${t("settings.theme")} value=${theme}
        options=${(["system", "light", "dark"] as const).map((value) => ({
          value,
          text: t(`settings.theme_${value}`),
        }))}
        onChange=${(value: string) => changeSettings({ theme: value as Settings["theme"] })} />
      <${Choice} label=${t("settings.send_key")} value=${send_key}
        options=${[
          { value: "enter", text: t("settings.send_enter") },
          { value: "ctrl-enter", text: t("settings.send_ctrl_enter") },
        ]}
        onChange=${(value: string) => changeSettings({ send_key: value as Settings["send_key"] })} />
    </section>
  `;
}

function Choice(props: {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChange: (value: string) => void;
}) {
  return html`
    <div class="choice">
      <span aria-hidden="true">${props.label}</span>
      <${Segments} ...${props} />
    </div>
  `;
}

function Identity({ self }: { self: Me }) {
  return html`
    <section>
      <h3>${t("settings.certificate")}</h3>
      <dl>
        <dt>${t("settings.name")}</dt>
        <dd dir="auto">${self.name}</dd>
        <dt>${t("settings.id")}</dt>
        <dd>${groupedId(self.id)}<${CopyButton} text=${self.id} label=${t("me.copy_id")} /></dd>
        <dt>${t("settings.issued_by")}</dt>
        <dd dir="auto">${self.root_name}</dd>
        <dt>${t("settings.valid_until")}</dt>
        <dd>${fullDate(self.valid_until, language.value)}</dd>
        <dt>${t("settings.fingerprint")}</dt>
        <dd><span class="fingerprint">${groupedHex(self.fingerprint)}</span></dd>
      </dl>
    </section>
  `;
}

function About({ self }: { self: Me }) {
  return html`
    <section>
      <h3>${t("settings.about")}</h3>
      <dl>
        <dt>${t("settings.version")}</dt>
        <dd>Parley ${self.version}</dd>
        <dt>${t("settings.addresses")}</dt>
        <dd>${self.addresses.join(", ")}</dd>
        <dt>${t("settings.data_dir")}</dt>
        <dd class="path">${self.data_dir}</dd>
      </dl>
    </section>
  `;
}
