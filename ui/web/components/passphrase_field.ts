import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly input?: RefObject<HTMLInputElement>;
  readonly disabled?: boolean;
  /** One that is being chosen, not the one that is known already. */
  readonly fresh?: boolean;
}

/** Can be shown while it is typed, and says when Caps Lock is on. */
export function PassphraseField({ label, value, onChange, input, disabled = false, fresh = false }: Props) {
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  return html`
    <div class="passphrase">
      <label class="labelled">
        <span>${label}</span>
        <input ref=${input} type=${shown ? "text" : "password"} value=${value} disabled=${disabled} maxlength="1024"
          autocomplete=${fresh ? "new-password" : "current-password"} autocapitalize="off" spellcheck=${false}
          onKeyDown=${look} onKeyUp=${look}
          onInput=${(event: InputEvent) => onChange((event.target as HTMLInputElement).value)} />
      </label>
      <div class="passphrase-line">
        <label><input type="checkbox" checked=${shown} onChange=${() => setShown(!shown)} />${t("lock.show")}</label>
        <span class="hint" role="status">${caps ? t("lock.caps") : ""}</span>
      </div>
    </div>
  `;
}
