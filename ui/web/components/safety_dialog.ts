import { useEffect, useState } from "preact/hooks";
import type { Contact, Safety } from "../../api.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { answerKey, block, verify } from "../state/people_actions.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { Icon } from "./icon.ts";
import { Modal } from "./modal.ts";
import { QrCode } from "./qr_code.ts";

/** Digits of a safety number, and of one group of it. */
const DIGITS = 60;
const GROUP = 5;

/** ID-10: the number both see, to be compared by any way but this one. */
export function SafetyDialog({ contact }: { contact: Contact }) {
  const { key, name, verified, key_changed } = contact;
  const [safety, setSafety] = useState<Safety | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let stale = false;
    call("safety", { conversation: key }).then(
      (found) => stale || (setSafety(found), setError(null)),
      (failed) => stale || setError(errorCode(failed)),
    );
    return () => stale = true;
  }, [key, verified, key_changed]);
  return html`
    <${Modal} title=${t("safety.title", { name })} wide>
      ${error !== null &&
        html`<p class="problem" role="alert">${
          error === "not-found" ? t("safety.not_yet", { name }) : errorText(error)
        }</p>`}
      ${safety !== null && html`<${Compare} contact=${contact} safety=${safety} />`}
    <//>
  `;
}

function Compare({ contact, safety }: { contact: Contact; safety: Safety }) {
  const { name } = contact;
  const { digits, qr } = safety.changed ?? safety;
  return html`
    ${safety.changed !== null && html`
      <p class="problem" role="alert">${t("safety.changed", { name })}</p>
    `}
    <p>${t("safety.explain", { name })}</p>
    <div class="safety">
      <div class="safety-number">
        <p class="safety-digits" aria-label=${t("safety.number")} role="group">
          ${groups(digits).map((group) =>
            html`
              <span>${group}</span>
            `
          )}
        </p>
        <${CopyButton} text=${groups(digits).join(" ")} label=${t("safety.copy")} />
      </div>
      <${QrCode} rows=${qr} label=${t("safety.qr")} />
    </div>
    <${Match} digits=${digits} />
    ${safety.changed === null
      ? html`<${Verified} contact=${contact} />`
      : html`<${Answer} contact=${contact} digits=${digits} />`}
  `;
}

function groups(digits: string): string[] {
  return Array.from({ length: digits.length / GROUP }, (_, i) => digits.slice(i * GROUP, (i + 1) * GROUP));
}

/** The other's number, as it came by letter or another messenger: the page compares better than tired eyes. */
function Match({ digits }: { digits: string }) {
  const [given, setGiven] = useState("");
  const theirs = given.replace(/\D/g, "");
  const result = theirs === "" ? null : theirs.length < DIGITS ? "partly" : theirs === digits ? "same" : "different";
  return html`
    <div class="labelled">
      <label for="their-number">${t("safety.theirs")}</label>
      <textarea id="their-number" class="invite-text" rows="2" inputmode="numeric" spellcheck=${false} value=${given}
        aria-describedby="number-match"
        onInput=${(event: InputEvent) => setGiven((event.target as HTMLTextAreaElement).value)}></textarea>
      <p id="number-match" class="match match-${result ?? "none"}" role="status">
        ${result === "same" && html`<${Icon} name="check" />`}
        ${result === "different" && html`<${Icon} name="warning" />`}
        ${result !== null && t(`safety.${result}`, { count: theirs.length })}
      </p>
    </div>
  `;
}

function Verified({ contact: { key, verified, name } }: { contact: Contact }) {
  return html`
    ${verified && html`<p class="verified-text"><${Icon} name="shield" /> ${t("safety.verified", { name })}</p>`}
    <footer>
      <button class="button" type="button" onClick=${closeDialog}>${t("common.close")}</button>
      <button class="button ${verified ? "" : "primary"}" type="button" onClick=${() => verify(key, !verified)}>${t(
        verified ? "safety.unmark" : "safety.mark",
      )}</button>
    </footer>
  `;
}

function Answer({ contact: { key }, digits }: { contact: Contact; digits: string }) {
  const keepAway = async () => {
    if (await block(key, true)) closeDialog();
  };
  return html`
    <footer>
      <button class="button danger-text" type="button" onClick=${keepAway}>${t("contact.block")}</button>
      <button class="button primary" type="button" onClick=${() => answerKey(key, true, digits)}>${t(
        "safety.trust",
      )}</button>
    </footer>
  `;
}
