import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call, connect } from "../state/program.ts";
import { programLink, t } from "../state/store.ts";
import { PassphraseField } from "./passphrase_field.ts";

/** All there is while the program is locked. */
export function LockScreen({ why }: { why: "start" | "idle" }) {
  const [passphrase, setPassphrase] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const link = programLink.value;
  const gone = link === "open" || link === "connecting" ? null : link;
  // Wrong: whoever types goes on at once, over what was wrong.
  useLayoutEffect(() => {
    if (busy) return;
    field.current?.focus();
    field.current?.select();
  }, [busy]);
  const unlock = async (event: Event) => {
    event.preventDefault();
    if (passphrase === "" || busy) return;
    setBusy(true);
    setError(null);
    try {
      await call("unlock", { passphrase });
    } catch (failed) {
      setError(errorCode(failed));
      setBusy(false);
    }
  };
  return html`
    <main class="lock-screen">
      <form class="lock-card" onSubmit=${unlock}>
        <img class="logo" src="icon.svg" alt="" width="72" height="72" />
        <h1>${t(`lock.title_${why}`)}</h1>
        <p class="lead">${t(`lock.text_${why}`)}</p>
        <${PassphraseField} label=${t("lock.passphrase")} value=${passphrase} onChange=${setPassphrase} input=${field}
          disabled=${busy} />
        ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
        ${gone !== null && html`<p class="problem" role="alert">${t(`banner.${gone}`)}</p>`}
        ${gone !== null
          ? html`<button class="button primary" type="button" onClick=${connect}>${t("banner.retry")}</button>`
          : html`<button class="button primary" type="submit" disabled=${busy}>${
            t(busy ? "lock.opening" : "lock.unlock")
          }</button>`}
      </form>
    </main>
  `;
}
