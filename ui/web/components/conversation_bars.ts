import type { Contact } from "../../api.ts";
import { sizeText } from "../format/size.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { closeText } from "../state/errors.ts";
import { acceptFile } from "../state/file_actions.ts";
import {
  acceptRequest,
  answerKey,
  block,
  blockRequest,
  changeOptions,
  ignoreRequest,
} from "../state/people_actions.ts";
import { activeConversation, language, me, t } from "../state/store.ts";
import { Icon } from "./icon.ts";

/** What stands between two people, above the place to write: a changed key first, for nothing passes while it stands. */
export function ConversationBars({ contact }: { contact: Contact }) {
  if (contact.state === "request") return html`<${RequestBar} contact=${contact} />`;
  if (contact.blocked) return null; // the composer's place says so
  if (contact.key_changed) return html`<${KeyBar} contact=${contact} />`;
  return html`
    <${ClosedBar} contact=${contact} />
    <${PresenceBar} contact=${contact} />
    <${OffersBar} />
  `;
}

/** FILE-2: who is sent ten photos does not press ten times. */
function OffersBar() {
  const offers = activeConversation.value.messages.flatMap(({ file, deleted }) =>
    file?.state === "offered" && file.direction === "in" && !deleted ? [file] : []
  );
  if (offers.length < 2) return null;
  const size = sizeText(offers.reduce((sum, offer) => sum + offer.size, 0), language.value);
  return html`
    <div class="bar bar-offers" role="status">
      <p>${t("bar.offers", { count: offers.length, size })}</p>
      <button class="button primary" type="button" onClick=${() => offers.forEach(acceptFile)}>${t(
        "bar.accept_all",
      )}</button>
    </div>
  `;
}

function RequestBar({ contact: { key, name } }: { contact: Contact }) {
  return html`
    <div class="bar" role="status">
      <p>${t("bar.request", { name })}</p>
      <button class="button primary" type="button" onClick=${() => acceptRequest(key)}>${t("requests.accept")}</button>
      <button class="button" type="button" onClick=${() => ignoreRequest(key)}>${t("requests.ignore")}</button>
      <button class="button danger-text" type="button" onClick=${() => blockRequest(key)}>${t("contact.block")}</button>
    </div>
  `;
}

/** ID-10. Comparing comes first: trusting unseen is what an impostor hopes for. */
function KeyBar({ contact: { key, name } }: { contact: Contact }) {
  return html`
    <div class="bar bar-alarm" role="alert">
      <${Icon} name="warning" />
      <p><strong>${t("bar.key_title", { name })}</strong> ${t("bar.key_text", { name })}</p>
      <button class="button primary" type="button" onClick=${() => openDialog({ kind: "safety", key })}>${t(
        "bar.compare",
      )}</button>
      <button class="button" type="button" onClick=${() => answerKey(key, true)}>${t("safety.trust")}</button>
      <button class="button danger-text" type="button" onClick=${() => block(key, true)}>${t("contact.block")}</button>
    </div>
  `;
}

function ClosedBar({ contact: { key, options } }: { contact: Contact }) {
  if (!options.closed) return null;
  return html`
    <div class="bar" role="status">
      <p>${t("bar.closed")}</p>
      <button class="button" type="button" onClick=${() => changeOptions(key, { closed: false })}>${t(
        "contact.reopen",
      )}</button>
    </div>
  `;
}

/** Why messages do not arrive at once, when that is so. */
function PresenceBar({ contact: { name, presence, presence_reason } }: { contact: Contact }) {
  if (presence === "pairing") return html`<p class="strip">${t("chat.pairing", { name })}</p>`;
  if (presence !== "refused") return null;
  return html`<p class="strip strip-bad">${refusal(name, presence_reason ?? "connection-lost")}</p>`;
}

/** Whose certificate has ended, the code does not say; ours we know. */
function refusal(name: string, reason: string): string {
  if (reason === "certificate-expired") {
    return me.value?.expiry === "expired" ? t("bar.my_certificate") : t("bar.their_certificate", { name });
  }
  return t("chat.refused", { name, reason: closeText(reason) });
}
