import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { sizeText } from "../format/size.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { tellFailure } from "../state/failures.ts";
import { type Parcel, sendParcel } from "../state/file_sending.ts";
import { call } from "../state/program.ts";
import { contacts, language, t } from "../state/store.ts";
import type { Source } from "../state/uploads.ts";
import { FileIcon } from "./file_icon.ts";
import { FileName } from "./file_name.ts";
import { wholeSize } from "./file_text.ts";
import { Modal } from "./modal.ts";

/** Names that are listed; of more there is a number. */
const LISTED = 6;
/** What one press allows more; also what a new contact begins with. */
const MORE = 1_000;
/** Bytes from which a copy in the profile folder is worth a word. */
const LARGE = 1_000_000_000;

/** LIM-3: what is sent and what it costs, once for all of it; Enter agrees. */
export function FileSendDialog({ parcel }: { parcel: Parcel }) {
  const contact = contacts.value.get(parcel.key);
  return contact && html`<${Question} parcel=${parcel} contact=${contact} />`;
}

function Question({ parcel, contact }: { parcel: Parcel; contact: Contact }) {
  const { sources, packets, skipped } = parcel;
  const { name, files_left: left } = contact;
  const affordable = left === null || left >= packets;
  const send = useRef<HTMLButtonElement>(null);
  // Also when it was made affordable just now.
  useLayoutEffect(() => affordable ? send.current?.focus() : undefined, [affordable]);
  const agree = () => {
    closeDialog();
    sendParcel(parcel);
  };
  const size = sources.reduce((sum, source) => sum + source.size, 0);
  const copied = sources.some((source) => !("path" in source) && source.size >= LARGE);
  return html`
    <${Modal} title=${t("file.send_title", { name })}>
      <${Preview} sources=${sources} />
      <ul class="send-list">
        ${sources.slice(0, LISTED).map((source) =>
          html`
            <li>
              <${FileIcon} of=${source} />
              <div class="file-lines">
                <${FileName} name=${source.name} />
                <span class="file-numbers">${wholeSize(source)}</span>
              </div>
            </li>
          `
        )}
        ${sources.length > LISTED && html`<li class="hint">${
          t("file.send_more", {
            count: sources.length - LISTED,
          })
        }</li>`}
      </ul>
      <div class="send-facts">
        ${sources.length > 1 && html`<p>${t("file.send_total", { size: sizeText(size, language.value) })}</p>`}
        ${skipped > 0 && html`<p>${t("file.send_skipped", { count: skipped })}</p>`}
        ${copied && html`<p>${t("file.send_copied")}</p>`}
        ${affordable && html`<p>${costText(contact, packets)}</p>`}
      </div>
      ${!affordable && html`<${MorePackets} contact=${contact} packets=${packets} />`}
      <footer>
        <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
        <button class="button primary" type="button" ref=${send} disabled=${!affordable}
          onClick=${agree}>${t("composer.send")}</button>
      </footer>
      <//>
  `;
}

function costText({ name, files_left: left }: Contact, packets: number): string {
  return left === null
    ? t("file.send_cost_unlimited", { count: packets })
    : t("file.send_cost", { count: packets, left, name });
}

/** A single picture that only the browser has is looked at before it goes: it may be another one than was meant. */
function Preview({ sources }: { sources: readonly Source[] }) {
  const [source] = sources;
  const picture = sources.length === 1 && "parts" in source && source.type === "file" &&
      source.parts[0].type.startsWith("image/")
    ? source.parts[0]
    : null;
  const address = useMemo(() => picture === null ? null : URL.createObjectURL(picture), [picture]);
  useEffect(() => () => {
    if (address !== null) URL.revokeObjectURL(address);
  }, [address]);
  const [is_broken, setBroken] = useState(false);
  if (address === null || is_broken) return null;
  return html`<img class="send-preview" src=${address} alt="" onError=${() => setBroken(true)} />`;
}

/** LIM-4: why it cannot be sent, and what to do about it. */
function MorePackets({ contact: { key, name, files_left }, packets }: { contact: Contact; packets: number }) {
  const [busy, setBusy] = useState(false);
  const more = Math.max(MORE, packets);
  const allow = async () => {
    setBusy(true);
    await call("limits_grant", { conversation: key, files: (files_left ?? 0) + more }).catch(tellFailure);
    setBusy(false);
  };
  return html`
    <div class="send-problem" role="alert">
      <p>${t("file.send_exhausted", { count: packets, left: files_left ?? 0, name })}</p>
      <button class="button" type="button" disabled=${busy} onClick=${allow}>${t("composer.allow_more", {
        count: more,
      })}</button>
    </div>
  `;
}
