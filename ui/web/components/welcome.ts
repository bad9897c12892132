import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { openDialog } from "../state/dialogs.ts";
import { me, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { Icon } from "./icon.ts";

/** What a newcomer sees: what this is, and the two things they can do. */
export function Welcome() {
  const self = me.value;
  if (self === null) return null;
  return html`
    <section class="welcome">
      <img class="logo" src="icon.svg" alt="" width="72" height="72" />
      <h2>${t("welcome.title", { name: self.name })}</h2>
      <p class="lead">${t("welcome.text")}</p>
      <div class="choices">
        <button class="button primary large" type="button" onClick=${() =>
          openDialog({ kind: "invite", tab: "create" })}>
          <${Icon} name="person_add" /><span>${t("invite.create")}</span>
        </button>
        <button class="button large" type="button" onClick=${() => openDialog({ kind: "invite", tab: "accept" })}>
          <${Icon} name="ticket" /><span>${t("invite.have")}</span>
        </button>
      </div>
      <p class="other-ways">
        <button class="link-button" type="button" onClick=${() => openDialog({ kind: "restore", from: "backup" })}>
          ${t("welcome.restore")}
        </button>
        <button class="link-button" type="button" onClick=${() => openDialog({ kind: "restore", from: "p12" })}>
          ${t("welcome.p12")}
        </button>
      </p>
      <ol class="steps">
        <li>${t("welcome.step_1")}</li>
        <li>${t("welcome.step_2")}</li>
        <li>${t("welcome.step_3")}</li>
      </ol>
      <div class="id-card">
        <span class="label">${t("welcome.your_id")}</span>
        <span class="number">${groupedId(self.id)}<${CopyButton} text=${self.id} label=${t("me.copy_id")} /></span>
        <span class="hint">${t("welcome.your_id_hint")}</span>
      </div>
    </section>
  `;
}
