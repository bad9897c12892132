import { useState } from "preact/hooks";
import { fullDate } from "../format/time.ts";
import { html } from "../html.ts";
import { announcement, openDialog } from "../state/dialogs.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { language, me, t } from "../state/store.ts";

/** ID-9: one press where the authority is our own; else it leads to the request that the authority signs. */
export function RenewButton() {
  const [busy, setBusy] = useState(false);
  const renew = async () => {
    if (me.value?.renewal !== "own") return openDialog({ kind: "certificate" });
    setBusy(true);
    await call("identity_renew", {}).then(
      ({ valid_until }) =>
        announcement.value = t("certificate.renewed", { date: fullDate(valid_until, language.value) }),
      tellFailure,
    );
    setBusy(false);
  };
  return html`
    <button class="button" type="button" disabled=${busy} onClick=${renew}>${t(
      busy ? "common.working" : "certificate.renew",
    )}</button>
  `;
}
