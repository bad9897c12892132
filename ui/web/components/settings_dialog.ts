import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";
import { AboutSettings } from "./settings_about.ts";
import { CertificateSettings } from "./settings_certificate.ts";
import { FileSettings } from "./settings_files.ts";
import { GeneralSettings } from "./settings_general.ts";
import { HistorySettings } from "./settings_history.ts";
import { LimitSettings } from "./settings_limits.ts";
import { NetworkSettings } from "./settings_network.ts";
import { PrivacySettings } from "./settings_privacy.ts";

const SECTIONS = {
  general: GeneralSettings,
  privacy: PrivacySettings,
  files: FileSettings,
  limits: LimitSettings,
  network: NetworkSettings,
  certificate: CertificateSettings,
  history: HistorySettings,
  about: AboutSettings,
} as const satisfies Record<string, ComponentType>;

export type SettingsSection = keyof typeof SECTIONS;

const NAMES = Object.keys(SECTIONS) as SettingsSection[];

/** UI-4. A row of sections beside their contents; above them on a phone. */
export function SettingsDialog({ section = "general" }: { section?: SettingsSection }) {
  const [chosen, setChosen] = useState<SettingsSection>(section);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = NAMES.indexOf(chosen);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: NAMES.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + NAMES.length) % NAMES.length;
    setChosen(NAMES[next]);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[next].focus();
  };
  return html`
    <${Modal} title=${t("settings.title")} look="settings">
      <div class="settings-panes">
        <div class="settings-tabs" role="tablist" aria-label=${t("settings.title")} onKeyDown=${onKeyDown}>
          ${NAMES.map((name) =>
            html`
              <button key=${name} id="settings-tab-${name}" class="settings-tab" type="button" role="tab"
                aria-selected=${chosen === name} aria-controls="settings-page" tabindex=${chosen === name ? 0 : -1}
                onClick=${() => setChosen(name)}>${t(`settings.${name}`)}</button>
            `
          )}
        </div>
        <div class="settings-page" id="settings-page" role="tabpanel" tabindex="-1"
          aria-labelledby="settings-tab-${chosen}">
          <${SECTIONS[chosen]} key=${chosen} />
        </div>
      </div>
      <//>
  `;
}
