import { useEffect, useState } from "preact/hooks";
import type { Invite } from "../../api.ts";
import { dayName } from "../format/time.ts";
import { clockTime } from "../format/time.ts";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { language, t } from "../state/store.ts";
import { CopyButton } from "./copy_button.ts";
import { Icon } from "./icon.ts";
import { QrCode } from "./qr_code.ts";

/** A fresh invite: to copy, to save as a file, to be scanned. */
export function InviteCreate() {
  const [invite, setInvite] = useState<Invite | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    call("invite_create", {}).then(setInvite, (failed) => setError(errorCode(failed)));
  }, []);
  if (error !== null) return html`<p class="problem" role="alert">${errorText(error)}</p>`;
  if (invite === null) return html`<p class="loading" role="status">${t("invite.making")}</p>`;
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
