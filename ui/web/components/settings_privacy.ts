import { useState } from "preact/hooks";
import { duration } from "../format/time.ts";
import { html } from "../html.ts";
import { changeSettings } from "../state/actions.ts";
import { call } from "../state/program.ts";
import { language, me, settings, t } from "../state/store.ts";
import { PassphraseForm } from "./passphrase_form.ts";
import { PickLine } from "./pick_line.ts";
import { Toggle } from "./toggle.ts";

/** Minutes to choose from; 0 is never. */
const LOCK_AFTER = [0, 1, 5, 15, 60];

export function PrivacySettings() {
  const { allow_list, keep_history } = settings.value;
  return html`
    <section>
      <${Toggle} label=${t("settings.allow_list")} hint=${t("settings.allow_list_hint")} checked=${allow_list}
        onChange=${(on: boolean) => changeSettings({ allow_list: on })} />
      <${Toggle} label=${t("settings.keep_history")} hint=${t("settings.keep_history_hint")} checked=${keep_history}
        onChange=${(on: boolean) => changeSettings({ keep_history: on })} />
    </section>
    <${Passphrase} />
  `;
}

type Doing = "set" | "change" | "remove";

function Passphrase() {
  const [doing, setDoing] = useState<Doing | null>(null);
  const [done, setDone] = useState<Doing | null>(null);
  const is_set = me.value?.passphrase ?? false;
  const begin = (what: Doing) => {
    setDoing(what);
    setDone(null);
  };
  const perform = async (current: string, next: string) => {
    await call("passphrase_set", { current: is_set ? current : undefined, next: doing === "remove" ? null : next });
    setDone(doing);
    setDoing(null);
  };
  const button = (what: Doing) =>
    html`<button class="button" type="button" onClick=${() => begin(what)}>${t(`passphrase.${what}`)}</button>`;
  return html`
    <section>
      <h3>${t("passphrase.title")}</h3>
      <p class="hint">${t(is_set ? "passphrase.is_set" : "passphrase.is_unset")}</p>
      ${done !== null && html`<p class="done" role="status">${t(`passphrase.done_${done}`)}</p>`}
      ${doing === null
        ? html`<div class="row-actions">${is_set ? html`${button("change")} ${button("remove")}` : button("set")}</div>`
        : html`
          <${PassphraseForm} key=${doing} current=${is_set} fresh=${doing !== "remove"} action=${t(
            `passphrase.${doing}`,
          )}
            onSubmit=${perform} onCancel=${() => setDoing(null)} />
        `}
      ${is_set && html`<${LockAfter} />`}
    </section>
  `;
}

function LockAfter() {
  const { lock_after } = settings.value;
  const choices = LOCK_AFTER.includes(lock_after) ? LOCK_AFTER : [...LOCK_AFTER, lock_after];
  return html`
    <${PickLine} label=${t("settings.lock_after")} value=${String(lock_after)} options=${choices.map((minutes) => ({
      value: String(minutes),
      text: minutes === 0 ? t("settings.lock_never") : duration(minutes * 60, language.value),
    }))} onPick=${(value: string) => changeSettings({ lock_after: Number(value) })} />
  `;
}
