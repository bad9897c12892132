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
  const [given, setGiven] = useState("");
  const match = matchOf(given, digits);
  // Who has just read that the numbers differ must not say by a slip of the hand that they are the same.
  const refused = match === "different";
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
    <${Match} given=${given} match=${match} onInput=${setGiven} />
    ${safety.changed === null
      ? html`<${Verified} contact=${contact} refused=${refused} />`
      : html`<${Answer} contact=${contact} digits=${digits} refused=${refused} />`}
  `;
}

function groups(digits: string): string[] {
  return Array.from({ length: digits.length / GROUP }, (_, i) => digits.slice(i * GROUP, (i + 1) * GROUP));
}

const digitsOf = (text: string) => text.replace(/\D/g, "");

function matchOf(given: string, digits: string): "partly" | "same" | "different" | null {
  const theirs = digitsOf(given);
  if (theirs === "") return null;
  if (theirs.length < DIGITS) return "partly";
  return theirs === digits ? "same" : "different";
}

interface MatchProps {
  readonly given: string;
  readonly match: ReturnType<typeof matchOf>;
  readonly onInput: (given: string) => void;
}

/** The other's number, as it came by letter or another messenger: the page compares better than tired eyes. */
function Match({ given, match, onInput }: MatchProps) {
  return html`
    <div class="labelled">
      <label for="their-number">${t("safety.theirs")}</label>
      <textarea id="their-number" class="invite-text" rows="2" inputmode="numeric" spellcheck=${false} value=${given}
        aria-describedby="number-match"
        onInput=${(event: InputEvent) => onInput((event.target as HTMLTextAreaElement).value)}></textarea>
      <p id="number-match" class="match match-${match ?? "none"}" role="status">
        ${match === "same" && html`<${Icon} name="check" />`}
        ${match === "different" && html`<${Icon} name="warning" />`}
        ${match !== null && t(`safety.${match}`, { count: digitsOf(given).length })}
      </p>
    </div>
  `;
}

function Verified({ contact: { key, verified, name }, refused }: { contact: Contact; refused: boolean }) {
  return html`
    ${verified && html`<p class="verified-text"><${Icon} name="shield" /> ${t("safety.verified", { name })}</p>`}
    <footer>
      <button class="button" type="button" onClick=${closeDialog}>${t("common.close")}</button>
      <button class="button ${verified ? "" : "primary"}" type="button" disabled=${refused && !verified}
        onClick=${() => verify(key, !verified)}>${t(verified ? "safety.unmark" : "safety.mark")}</button>
    </footer>
  `;
}

function Answer({ contact: { key }, digits, refused }: { contact: Contact; digits: string; refused: boolean }) {
  const keepAway = async () => {
    if (await block(key, true)) closeDialog();
  };
  return html`
    <footer>
      <button class="button danger-text" type="button" onClick=${keepAway}>${t("contact.block")}</button>
      <button class="button primary" type="button" disabled=${refused}
        onClick=${() => answerKey(key, true, digits)}>${t("safety.trust")}</button>
    </footer>
  `;
}
