import { useRef, useState } from "preact/hooks";
import type { DoctorCheck, DoctorReport } from "../../api.ts";
import { sizeText } from "../format/size.ts";
import { html } from "../html.ts";
import { isKey } from "../locales/mod.ts";
import { closeText, errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { language, t } from "../state/store.ts";
import { Icon, type IconName } from "./icon.ts";

/** NET-10: why people are not reached, and what to do. What is wrong comes first. */
export function ConnectionCheck() {
  const [report, setReport] = useState<DoctorReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef(0);
  const run = async () => {
    const mine = ++asked.current;
    setBusy(true);
    try {
      const found = await call("doctor", {});
      if (mine !== asked.current) return;
      setReport(found);
      setError(null);
    } catch (failed) {
      setError(errorCode(failed));
    }
    setBusy(false);
  };
  const button = busy ? "network.doctor_running" : report === null ? "network.doctor_run" : "network.doctor_again";
  return html`
    <section class="connection-check">
      <h3>${t("network.doctor")}</h3>
      <p class="hint">${t("network.doctor_hint")}</p>
      <div class="row-actions">
        <button class="button" type="button" aria-disabled=${busy} onClick=${() => busy || void run()}>${t(
          button,
        )}</button>
      </div>
      <div role="status">
        ${error !== null && html`<p class="problem">${errorText(error)}</p>`}
        ${report !== null && html`<${Report} report=${report} />`}
      </div>
    </section>
  `;
}

const ORDER: readonly DoctorCheck["result"][] = ["problem", "unknown", "ok"];
const ICONS: Record<DoctorCheck["result"], IconName> = { ok: "check", problem: "warning", unknown: "info" };

function Report({ report: { checks } }: { report: DoctorReport }) {
  const problems = checks.filter(({ result }) => result === "problem").length;
  const sorted = checks.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
  return html`
    <p class="check-sum">${problems === 0
      ? t("network.doctor_fine")
      : t("network.doctor_problems", { count: problems })}</p>
    <ul class="checks">
      ${sorted.map((check, at) => html`<${Check} key=${at} check=${check} />`)}
    </ul>
  `;
}

function Check({ check }: { check: DoctorCheck }) {
  const { id, result } = check;
  const title = `doctor_check.${id}`;
  return html`
    <li class="check check-${result}">
      <span role="img" aria-label=${t(`network.result_${result}`)}><${Icon} name=${ICONS[result]} /></span>
      <div><strong>${isKey(title) ? t(title) : id}</strong><p>${findingText(check)}</p></div>
    </li>
  `;
}

const MEGABYTE = 2 ** 20;

/** What a newer program finds has no words here yet. */
function findingText({ id, finding, args }: DoctorCheck): string {
  const found = `${id}.${finding}`;
  const key = `doctor.${found}`;
  if (!isKey(key)) return t("doctor.unknown", { id, finding });
  return t(key, {
    ...args,
    ...(args.code === undefined ? {} : { reason: closeText(args.code) }),
    ...(args.megabytes === undefined ? {} : { free: sizeText(Number(args.megabytes) * MEGABYTE, language.value) }),
  });
}
