import type { Contact } from "../../api.ts";
import { groupedId } from "../format/person.ts";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { authorityName } from "../state/authorities.ts";
import { openDialog } from "../state/dialogs.ts";
import { openFiles } from "../state/files_view.ts";
import { tellFailure } from "../state/failures.ts";
import { block, changeOptions } from "../state/people_actions.ts";
import { call } from "../state/program.ts";
import { language, t } from "../state/store.ts";
import { Avatar } from "./avatar.ts";
import { CopyButton } from "./copy_button.ts";
import { ExportButtons } from "./export_buttons.ts";
import { Icon } from "./icon.ts";
import { LimitField } from "./limit_field.ts";
import { PresenceLine, presenceOf } from "./presence_text.ts";
import { SidePanel } from "./side_panel.ts";
import { Toggle } from "./toggle.ts";
import { TrustMark } from "./verified_mark.ts";

/** What is known of the person one talks with, and how one deals with them. */
export function ContactPanel({ contact }: { contact: Contact }) {
  return html`
    <${SidePanel} label=${t("panel.title", { name: contact.name })} title=${t("panel.short")} close=${t("panel.close")}>
      <${Who} contact=${contact} />
      ${contact.state !== "request" && html`
        <${Trust} contact=${contact} />
        <${Files} contact=${contact} />
        <${Options} contact=${contact} />
        <${Limits} contact=${contact} />
        <${Said} contact=${contact} />
      `}
      <${Leave} contact=${contact} />
      <//>
  `;
}

function Who({ contact }: { contact: Contact }) {
  const { key, id, root, name, own_name, added_at } = contact;
  return html`
    <div class="panel-who">
      <${Avatar} of=${key} name=${name} size="large" presence=${presenceOf(contact)} />
      <h3><span dir="auto">${name}</span> <${TrustMark} contact=${contact} />
        <button class="icon-button small" type="button" aria-label=${t("contact.rename")} title=${t("contact.rename")}
          onClick=${() => openDialog({ kind: "rename", key })}><${Icon} name="pencil" /></button></h3>
      <p>
        <${PresenceLine} contact=${contact} />
      </p>
    </div>
    <dl class="panel-facts">
      ${own_name !== name && html`
        <dt>${t("panel.own_name")}</dt>
        <dd dir="auto">${own_name}</dd>
      `}
      <dt>${t("settings.id")}</dt>
      <dd>${groupedId(id)}<${CopyButton} text=${id} label=${t("contact.copy_id")} /></dd>
      <dt>${t("settings.issued_by")}</dt>
      <dd dir="auto">${authorityName(root)}</dd>
      <dt>${t("panel.known_since")}</dt>
      <dd>${fullDate(added_at, language.value)}</dd>
    </dl>
  `;
}

function Trust({ contact: { key, verified, key_changed } }: { contact: Contact }) {
  const state = key_changed ? "changed" : verified ? "verified" : "unverified";
  return html`
    <section>
      <button class="button trust-button trust-is-${state}" type="button"
        onClick=${() => openDialog({ kind: "safety", key })}>
        <${Icon} name=${key_changed ? "warning" : "shield"} />
        <span><strong>${t("safety.number")}</strong><small>${t(`panel.${state}`)}</small></span>
      </button>
    </section>
  `;
}

function Files({ contact: { key } }: { contact: Contact }) {
  return html`
    <section>
      <button class="button panel-files" type="button" onClick=${() => openFiles(key)}>
        <${Icon} name="file" /><span>${t("all_files.title")}</span>
      </button>
    </section>
  `;
}

function Options({ contact: { key, name, options } }: { contact: Contact }) {
  const set = (option: "read_receipts" | "typing" | "muted") => (on: boolean) =>
    void changeOptions(key, { [option]: on });
  // Turning it on harms nobody; turning it off takes something away, so it asks.
  const keep = (on: boolean) =>
    on ? void changeOptions(key, { keep_history: true }) : openDialog({ kind: "forget", key });
  return html`
    <section>
      <h3>${t("panel.options")}</h3>
      <${Toggle} label=${t("panel.keep_history")} hint=${t("panel.keep_history_hint")} checked=${options.keep_history}
        onChange=${keep} />
      <${Toggle} label=${t("panel.read_receipts")} hint=${t("panel.read_receipts_hint", { name })}
        checked=${options.read_receipts} onChange=${set("read_receipts")} />
      <${Toggle} label=${t("panel.typing")} checked=${options.typing} onChange=${set("typing")} />
      <${Toggle} label=${t("panel.muted")} checked=${options.muted} onChange=${set("muted")} />
      <div class="panel-line">
        <span>${t("panel.folder")}</span>
        <button class="button" type="button" dir="auto" onClick=${() =>
          openDialog({ kind: "folder", key })}>${options.folder ?? t("folder.none")}</button>
      </div>
    </section>
  `;
}

function Limits({ contact: { key, name, messages_left, files_left } }: { contact: Contact }) {
  const left = (count: number | null) => count === null ? t("limit.none") : t("limit.left", { count });
  const grant = (what: "messages" | "files") => (value: number | null) =>
    void call("limits_grant", { conversation: key, [what]: value }).catch(tellFailure);
  return html`
    <section>
      <h3>${t("panel.limits")}</h3>
      <p class="hint">${t("panel.limits_hint", { name })}</p>
      <${LimitField} label=${t("limit.messages")} value=${messages_left} text=${left(messages_left)}
        onSet=${grant("messages")} />
      <${LimitField} label=${t("limit.files")} value=${files_left} text=${left(files_left)} onSet=${grant("files")} />
    </section>
  `;
}

function Said({ contact: { key } }: { contact: Contact }) {
  return html`
    <section>
      <h3>${t("panel.history")}</h3>
      <${ExportButtons} conversation=${key} />
      <button class="button" type="button" onClick=${() => openDialog({ kind: "clear", key })}>${t(
        "contact.clear",
      )}</button>
    </section>
  `;
}

function Leave({ contact: { key, blocked } }: { contact: Contact }) {
  return html`
    <section>
      ${blocked
        ? html`<button class="button" type="button" onClick=${() => block(key, false)}>${t("contact.unblock")}</button>`
        : html`<button class="button" type="button" onClick=${() => openDialog({ kind: "block", key })}>${
          t("contact.block")
        }</button>`}
      <button class="button danger-text" type="button" onClick=${() => openDialog({ kind: "remove", key })}>${t(
        "contact.remove",
      )}</button>
    </section>
  `;
}
