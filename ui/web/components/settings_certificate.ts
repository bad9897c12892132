import { useState } from "preact/hooks";
import type { Ticket } from "../../api.ts";
import { groupedHex, groupedId } from "../format/person.ts";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { download } from "../state/files.ts";
import { call } from "../state/program.ts";
import { language, me, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { PassphraseForm } from "./passphrase_form.ts";
import { RenewButton } from "./renew_button.ts";

/** Who I am to others, until when, and how I take that elsewhere. */
export function CertificateSettings() {
  const self = me.value;
  if (self === null) return null;
  return html`
    <section>
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
      <div class="row-actions">
        <${RenewButton} tell />
      </div>
    </section>
    ${self.renewal === "own" && html`<${ChangeName} name=${self.name} />`}
    <section>
      <h3>${t("files.title")}</h3>
      <${SealedFile} what="backup" make=${(passphrase: string) => call("backup", { passphrase })} />
      <${SealedFile} what="p12" make=${(passphrase: string) => call("identity_export", { passphrase })} />
    </section>
  `;
}

/** The name stands in the certificate, so changing it makes a new one. */
function ChangeName({ name }: { name: string }) {
  const [written, setWritten] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = written.trim();
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await call("identity_renew", { name: wanted });
      setProblem(null);
    } catch (failed) {
      setProblem(errorText(errorCode(failed)));
    }
  };
  return html`
    <section>
      <form class="address-form" onSubmit=${save}>
        <label class="labelled">
          <span>${t("certificate.my_name")}</span>
          <input type="text" dir="auto" maxlength="64" value=${written}
            onInput=${(event: InputEvent) => setWritten((event.target as HTMLInputElement).value)} />
        </label>
        <button class="button" type="submit" disabled=${wanted === "" || wanted === name}>${t(
          "certificate.change_name",
        )}</button>
      </form>
      <p class="hint">${t("certificate.name_hint")}</p>
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
    </section>
  `;
}

interface SealedFileProps {
  readonly what: "backup" | "p12";
  readonly make: (passphrase: string) => Promise<Ticket>;
}

/** A file under a pass-phrase of its own. */
function SealedFile({ what, make }: SealedFileProps) {
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState(false);
  const save = async (_: string, passphrase: string) => {
    download(await make(passphrase));
    setAsking(false);
    setSaved(true);
  };
  return html`
    <div class="rows">
      <p>${t(`files.${what}_text`)}</p>
      ${asking
        ? html`<${PassphraseForm} forFile action=${t(`files.${what}`)} onSubmit=${save} onCancel=${() =>
          setAsking(false)} />`
        : html`<div class="row-actions"><button class="button" type="button" onClick=${() => {
          setAsking(true);
          setSaved(false);
        }}>${t(`files.${what}`)}</button></div>`}
      ${saved && html`<p class="done" role="status">${t("files.saved")}</p>`}
    </div>
  `;
}
