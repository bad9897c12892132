import { useEffect, useState } from "preact/hooks";
import type { Invite, PeerKey } from "../../api.ts";
import { clockTime, dayName } from "../format/time.ts";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { contacts, current, language, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { Icon } from "./icon.ts";
import { PersonReady } from "./person_ready.ts";
import { QrCode } from "./qr_code.ts";

interface Made {
  readonly invite: Invite;
  /** Who was in the list when it was made; whoever else appears came with it. */
  readonly known: ReadonlySet<PeerKey>;
}

/** A fresh invite: to copy, to save as a file, to hold before a camera. Says so when it has worked. */
export function InviteCreate() {
  const [made, setMade] = useState<Made | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const known = new Set(current().contacts.keys());
    call("invite_create", {}).then(
      (invite) => setMade({ invite, known }),
      (failed) => setError(errorCode(failed)),
    );
  }, []);
  if (error !== null) return html`<p class="problem" role="alert">${errorText(error)}</p>`;
  if (made === null) return html`<p class="loading" role="status">${t("invite.making")}</p>`;
  const newcomer = [...contacts.value.values()].find(({ key, state }) => !made.known.has(key) && state !== "request");
  if (newcomer === undefined) return html`<${Ticket} invite=${made.invite} />`;
  return html`<${PersonReady} contact=${newcomer} text=${t("invite.arrived", { name: newcomer.name })} />`;
}

function Ticket({ invite }: { invite: Invite }) {
  return html`
    <div class="invite">
      <p>${t("invite.explain")}</p>
      <textarea class="invite-text" readonly rows="3" aria-label=${t("invite.text_label")} value=${invite.text}
        onFocus=${(event: FocusEvent) => (event.target as HTMLTextAreaElement).select()}></textarea>
      <div class="actions">
        <${CopyButton} text=${invite.text} label=${t("invite.copy")} wide />
        <button class="button" type="button" onClick=${() => saveFile(invite)}>
          <${Icon} name="file" /><span>${t("invite.save")}</span>
        </button>
      </div>
      ${invite.qr.length > 0 && html`
        <figure>
          <${QrCode} rows=${invite.qr} label=${t("invite.qr")} />
          <figcaption>${t("invite.qr_hint")}</figcaption>
        </figure>
      `}
      <p class="hint">${t("invite.expires", { time: expiry(invite.expires_at) })}</p>
    </div>
  `;
}

function expiry(at: number): string {
  return t("presence.at_day", { day: dayName(at, Date.now(), language.value), time: clockTime(at, language.value) });
}

function saveFile({ text, file_name }: Invite): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = file_name;
  link.click();
  URL.revokeObjectURL(link.href);
}
