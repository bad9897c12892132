import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { ExportButtons } from "./export_buttons.ts";

/** Everything that was said, with everybody. */
export function HistorySettings() {
  return html`
    <section>
      <h3>${t("history.save")}</h3>
      <p class="hint">${t("history.save_hint")}</p>
      <${ExportButtons} />
    </section>
    <${ClearAll} />
  `;
}

function ClearAll() {
  const [asking, setAsking] = useState(false);
  const [result, setResult] = useState<string | null>(null);
  const clear = async () => {
    setAsking(false);
    try {
      setResult(t("history.cleared", { count: (await call("clear_history", {})).removed }));
    } catch (failed) {
      setResult(errorText(errorCode(failed)));
    }
  };
  return html`
    <section>
      <h3>${t("history.clear")}</h3>
      <p class="hint">${t("history.clear_hint")}</p>
      ${asking
        ? html`
          <div class="row-actions" role="group" aria-label=${t("history.clear_sure")}>
            <strong>${t("history.clear_sure")}</strong>
            <button class="button" type="button" autofocus onClick=${() => setAsking(false)}>${t(
              "common.cancel",
            )}</button>
            <button class="button danger" type="button" onClick=${clear}>${t("history.clear_yes")}</button>
          </div>
        `
        : html`<div class="row-actions"><button class="button danger-text" type="button" onClick=${() => {
          setAsking(true);
          setResult(null);
        }}>${t("history.clear")}</button></div>`}
      ${result !== null && html`<p class="done" role="status">${result}</p>`}
    </section>
  `;
}
