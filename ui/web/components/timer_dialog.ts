import { useState } from "preact/hooks";
import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { errorCode, errorText } from "../state/errors.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Modal } from "./modal.ts";
import { timerText } from "./timer_text.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Off, and what people mean by soon, today, this week, this month. */
const CHOICES = [0, HOUR, DAY, 7 * DAY, 30 * DAY];

/** Proposes after which time messages disappear. */
export function TimerDialog({ contact }: { contact: Contact }) {
  const { key, name, timer: { agreed, mine } } = contact;
  const [seconds, setSeconds] = useState(mine?.seconds ?? agreed);
  const [error, setError] = useState<string | null>(null);
  const choices = CHOICES.includes(agreed) ? CHOICES : [...CHOICES, agreed].sort((a, b) => a - b);
  const propose = async (event: Event) => {
    event.preventDefault();
    try {
      if (seconds !== agreed || mine !== null) await call("timer_set", { conversation: key, seconds });
      closeDialog();
    } catch (failed) {
      setError(errorCode(failed));
    }
  };
  return html`
    <${Modal} title=${t("timer.title")}>
      <p>${t("timer.text", { name })}</p>
      <form onSubmit=${propose}>
        <div class="choices-list" role="radiogroup" aria-label=${t("timer.title")}>
          ${choices.map((choice) =>
            html`
              <label key=${choice}>
                <input type="radio" name="timer" checked=${choice === seconds} onChange=${() => setSeconds(choice)} />
                <span>${timerText(choice)}</span>
              </label>
            `
          )}
        </div>
        <p class="hint">${t("timer.agreed", { time: timerText(agreed) })}</p>
        ${error !== null && html`<p class="problem" role="alert">${errorText(error)}</p>`}
        <footer>
          <button class="button" type="button" onClick=${closeDialog}>${t("common.cancel")}</button>
          <button class="button primary" type="submit">${t("timer.propose")}</button>
        </footer>
      </form>
      <//>
  `;
}
