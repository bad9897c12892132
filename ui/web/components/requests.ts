import type { Contact } from "../../api.ts";
import { groupedId } from "../format/person.ts";
import { html } from "../html.ts";
import { authorityName } from "../state/authorities.ts";
import { acceptRequest, blockRequest, ignoreRequest } from "../state/people_actions.ts";
import { t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";

/** Strangers who want to reach us: who they say they are, and nothing else of theirs. */
export function Requests({ people }: { people: readonly Contact[] }) {
  return html`
    <p class="requests-text">${t("requests.text")}</p>
    <ul class="requests">
      ${people.map((contact) => html`<${Request} key=${contact.key} contact=${contact} />`)}
    </ul>
  `;
}

function Request({ contact: { key, id, name, root } }: { contact: Contact }) {
  return html`
    <li class="request" aria-label=${name}>
      <${Avatar} of=${key} name=${name} />
      <div class="request-who">
        <strong dir="auto">${name}</strong>
        <span>${groupedId(id)}</span>
        <span dir="auto">${authorityName(root)}</span>
      </div>
      <div class="actions">
        <button class="button primary" type="button" onClick=${() => acceptRequest(key)}>${t(
          "requests.accept",
        )}</button>
        <button class="button" type="button" onClick=${() => ignoreRequest(key)}>${t("requests.ignore")}</button>
        <button class="button danger-text" type="button" onClick=${() => blockRequest(key)}>${t(
          "contact.block",
        )}</button>
      </div>
    </li>
  `;
}
