import type { Settings } from "../../api.ts";
import { html } from "../html.ts";
import { type Language, LANGUAGE_NAMES } from "../locales/mod.ts";
import { changeSettings } from "../state/actions.ts";
import { askForNotifications, notificationRight } from "../state/notifications.ts";
import { quit } from "../state/quitting.ts";
import { settings, t } from "../state/store.ts";
import { Choice } from "./choice.ts";
import { Toggle } from "./toggle.ts";

/** How the window looks, and what it tells. */
export function GeneralSettings() {
  return html`
    <${Look} />
    <${Notifications} />
    <section>
      <${Toggle} label=${t("settings.show_bits")} hint=${t("settings.show_bits_hint")}
        checked=${settings.value.show_bits} onChange=${(show_bits: boolean) => changeSettings({ show_bits })} />
    </section>
    <section class="quit">
      <p class="hint">${t("settings.quit_text")}</p>
      <button class="button danger-text" type="button" onClick=${quit}>${t("settings.quit")}</button>
    </section>
  `;
}

function Look() {
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

/** The program's word and the browser's are two: without the browser's the switch would do nothing, so that is said. */
function Notifications() {
  const { notifications, notification_text } = settings.value;
  const right = notificationRight.value;
  const change = (on: boolean) => {
    if (on && right === "default") void askForNotifications();
    void changeSettings({ notifications: on });
  };
  return html`
    <section>
      <${Toggle} label=${t("settings.notifications")} checked=${notifications} onChange=${change} />
      ${notifications && right === "default" && html`
        <p class="hint">${t("settings.notifications_ask")}${" "}
          <button class="link-button" type="button" onClick=${() => askForNotifications()}>${t(
            "settings.notifications_allow",
          )}</button></p>
      `}
      ${notifications && (right === "denied" || right === "unsupported") &&
        html`<p class="hint">${t(`settings.notifications_${right}`)}</p>`}
      <${Toggle} label=${t("settings.notification_text")} checked=${notification_text} disabled=${!notifications}
        onChange=${(on: boolean) => changeSettings({ notification_text: on })} />
    </section>
  `;
}
