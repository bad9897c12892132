import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../html.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { t } from "../state/store.ts";
import { PassphraseField } from "./passphrase_field.ts";

/** UTF-16 units; the program refuses shorter ones. */
const SHORTEST = 8;

interface Props {
  /** The one that is known already is asked for. */
  readonly current?: boolean;
  /** A new one is asked for, twice: nobody can tell what was mistyped. */
  readonly fresh?: boolean;
  /** It closes a file, not the profile. */
  readonly forFile?: boolean;
  /** What the button says. */
  readonly action: string;
  readonly onSubmit: (current: string, fresh: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks for pass-phrases, and stays with words when it did not work. */
export function PassphraseForm({ current = false, fresh = true, forFile = false, action, onSubmit, onCancel }: Props) {
  const [known, setKnown] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // It has come in place of the button that was pressed, perhaps at the lower edge.
  useLayoutEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector("input")?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (fresh && next.length < SHORTEST) return setProblem(t("passphrase.too_short", { count: SHORTEST }));
    if (fresh && next !== again) return setProblem(t("passphrase.differ"));
    setProblem(null);
    setBusy(true);
    try {
      await onSubmit(known, next);
    } catch (failed) {
      setProblem(errorText(errorCode(failed)));
    }
    setBusy(false);
  };
  return html`
    <form class="passphrases" ref=${form} onSubmit=${submit}>
      ${current &&
        html`<${PassphraseField} label=${
          t("passphrase.current")
        } value=${known} onChange=${setKnown} disabled=${busy} />`}
      ${fresh && html`
        <${PassphraseField} label=${t(
          forFile ? "passphrase.for_file" : "passphrase.new",
        )} value=${next} onChange=${setNext} disabled=${busy} fresh />
        <${PassphraseField} label=${t("passphrase.again")} value=${again} onChange=${setAgain} disabled=${busy} fresh />
        <p class="hint">${t("passphrase.hint")}</p>
      `}
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      <footer>
        <button class="button" type="button" disabled=${busy} onClick=${onCancel}>${t("common.cancel")}</button>
        <button class="button primary" type="submit" disabled=${busy}>${busy ? t("common.working") : action}</button>
      </footer>
    </form>
  `;
}
