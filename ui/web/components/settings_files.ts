import { useEffect } from "preact/hooks";
import { sizeText } from "../format/size.ts";
import { html } from "../html.ts";
import { changeSettings } from "../state/actions.ts";
import { chooseDownloads, downloadsProblem, setDownloads } from "../state/downloads.ts";
import { language, me, settings, t } from "../state/store.ts";
import { speedText } from "./file_text.ts";
import { PickLine } from "./pick_line.ts";

/** FILE-2, FILE-7: where files go, and how much is asked before. */
export function FileSettings() {
  return html`
    <section>
      <${Downloads} />
    </section>
    <section>
      <${AutoAccept} />
      <${SpeedLimit} />
    </section>
  `;
}

function Downloads() {
  useEffect(() => () => void (downloadsProblem.value = null), []);
  const own = settings.value.downloads;
  const problem = downloadsProblem.value;
  return html`
    <h3>${t("settings.downloads")}</h3>
    <p class="path" dir="ltr">${own ?? me.value?.downloads}</p>
    ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
    <div class="row-actions">
      <button class="button" type="button" onClick=${chooseDownloads}>${t("settings.downloads_change")}</button>
      ${own !== null &&
        html`<button class="button" type="button" onClick=${() => setDownloads(null)}>${
          t("settings.downloads_usual")
        }</button>`}
    </div>
  `;
}

/** Megabytes to choose from; 0 is never. */
const AUTO_ACCEPT = [0, 10, 100];
/** The largest the program takes: more than any file has. */
const ALWAYS = 1_000_000;
const MEGABYTE = 1_048_576;

function AutoAccept() {
  const { auto_accept_mb } = settings.value;
  const words = (megabytes: number) => {
    if (megabytes === 0) return t("settings.lock_never");
    if (megabytes >= ALWAYS) return t("settings.auto_accept_always");
    return t("settings.auto_accept_up_to", { size: sizeText(megabytes * MEGABYTE, language.value) });
  };
  return html`
    <${PickLine} label=${t("settings.auto_accept")} hint=${t("settings.auto_accept_hint")}
      value=${String(auto_accept_mb)} options=${withCurrent([...AUTO_ACCEPT, ALWAYS], auto_accept_mb).map((value) => ({
        value: String(value),
        text: words(value),
      }))} onPick=${(value: string) => changeSettings({ auto_accept_mb: Number(value) })} />
  `;
}

/** KiB a second to choose from. */
const SPEEDS = [1_024, 5_120, 20_480];

function SpeedLimit() {
  const { speed_limit } = settings.value;
  const speeds = speed_limit === null ? SPEEDS : withCurrent(SPEEDS, speed_limit);
  const options = [
    { value: "", text: t("settings.speed_limit_none") },
    ...speeds.map((speed) => ({ value: String(speed), text: speedText(speed * 1_024) })),
  ];
  return html`
    <${PickLine} label=${t("settings.speed_limit")} hint=${t("settings.speed_limit_hint")}
      value=${String(speed_limit ?? "")} options=${options}
      onPick=${(value: string) => changeSettings({ speed_limit: value === "" ? null : Number(value) })} />
  `;
}

/** One that was set elsewhere, on the command line perhaps, is among them. */
function withCurrent(values: readonly number[], current: number): number[] {
  return [...new Set([...values, current])].sort((a, b) => a - b);
}
