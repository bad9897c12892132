import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";
import { AddById } from "./add_by_id.ts";
import { InviteAccept } from "./invite_accept.ts";
import { InviteCreate } from "./invite_create.ts";
import { Modal } from "./modal.ts";
import { Segments } from "./segments.ts";

type Tab = "create" | "accept" | "number";

export function InviteDialog({ tab: first }: { tab: Tab }) {
  const [tab, setTab] = useState<Tab>(first);
  return html`
    <${Modal} title=${t("list.add")} wide>
      <${Segments} label=${t("invite.tabs")} value=${tab} onChange=${setTab}
        options=${[{ value: "create", text: t("invite.create") }, { value: "accept", text: t("invite.tab_have") }, {
          value: "number",
          text: t("number.tab"),
        }]} />
      ${tab === "create"
        ? html`<${InviteCreate} />`
        : tab === "accept"
        ? html`<${InviteAccept} />`
        : html`<${AddById} />`}
    <//>
  `;
}
