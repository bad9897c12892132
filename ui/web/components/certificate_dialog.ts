import { useRef, useState } from "preact/hooks";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { saveText } from "../state/files.ts";
import { call } from "../state/program.ts";
import { language, me, t } from "../state/store.ts";
import { Icon } from "./icon.ts";
import { Modal } from "./modal.ts";

/** Certificates are about 2 KB each; a chain of them is still far smaller. */
const LARGEST_FILE = 65_536;

/** ID-9: a request to take to the authority, and the certificate that comes back. */
export function CertificateDialog() {
  const [problem, setProblem] = useState<string | null>(null);
  const [until, setUntil] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const self = me.value;
  const attempt = async (action: () => Promise<void>) => {
    setProblem(null);
    try {
      await action();
    } catch (failed) {
      setProblem(errorText(errorCode(failed)));
    }
  };
  const save = () =>
    attempt(async () => saveText((await call("identity_request", {})).pem, `parley-${self?.id ?? ""}.csr`));
  const load = (file: File | undefined) =>
    attempt(async () => {
      if (file === undefined) return;
      const pem = file.size > LARGEST_FILE ? "" : await file.text();
      setUntil((await call("identity_install", { pem })).valid_until);
    });
  if (until !== null) {
    return html`
      <${Modal} title=${t("certificate.title")}>
        <p class="done" role="status">${t("certificate.renewed", { date: fullDate(until, language.value) })}</p>
        <footer><button class="button primary" type="button" onClick=${closeDialog}>${t(
          "common.close",
        )}</button></footer>
        <//>
    `;
  }
  return html`
    <${Modal} title=${t("certificate.title")}>
      <p>${t("certificate.explain", { authority: self?.root_name ?? "" })}</p>
      <ol class="steps">
        <li>
          <div class="step-text"><span>${t("certificate.step_1")}</span>
          <button class="button" type="button" onClick=${save}>
            <${Icon} name="download" /><span>${t("certificate.save_request")}</span>
          </button></div>
        </li>
        <li><div class="step-text">${t("certificate.step_2")}</div></li>
        <li>
          <div class="step-text"><span>${t("certificate.step_3")}</span>
          <button class="button" type="button" onClick=${() => input.current?.click()}>
            <${Icon} name="file" /><span>${t("certificate.load")}</span>
          </button></div>
          <input ref=${input} type="file" accept=".pem,.crt,.cer" hidden aria-label=${t("certificate.load")}
            onChange=${(event: Event) => load((event.target as HTMLInputElement).files?.[0])} />
        </li>
      </ol>
      ${self?.revoked && html`<p class="hint">${t("certificate.new_number")}</p>`}
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
    <//>
  `;
}
