import { useState } from "preact/hooks";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { announcement, openDialog } from "../state/dialogs.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { language, me, t } from "../state/store.ts";

/**
 * ID-9: one press where the authority is our own; else it leads to the request that the authority signs.
 * A bar goes when it is done; where the button stays (`tell`), a line says so.
 */
export function RenewButton({ tell = false }: { tell?: boolean }) {
  const [busy, setBusy] = useState(false);
  const [until, setUntil] = useState<number | null>(null);
  const renew = async () => {
    if (me.value?.renewal !== "own") return openDialog({ kind: "certificate" });
    setBusy(true);
    await call("identity_renew", {}).then(
      ({ valid_until }) => tell ? setUntil(valid_until) : announcement.value = words(valid_until),
      // What our own authority has taken back it does not renew either.
      (failed) => me.value?.revoked ? openDialog({ kind: "certificate" }) : tellFailure(failed),
    );
    setBusy(false);
  };
  return html`
    <button class="button" type="button" disabled=${busy} onClick=${renew}>${t(
      busy ? "common.working" : "certificate.renew",
    )}</button>
    ${until !== null && html`<p class="done" role="status">${words(until)}</p>`}
  `;
}

function words(until: number): string {
  return t("certificate.renewed", { date: fullDate(until, language.value) });
}
