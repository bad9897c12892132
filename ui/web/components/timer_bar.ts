import type { Contact } from "../../api.ts";
import { html } from "../html.ts";
import { tellFailure } from "../state/failures.ts";
import { call } from "../state/program.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";
import { timerText } from "./timer_text.ts";

/** A proposal of disappearing messages that waits for an answer. */
export function TimerBar({ contact }: { contact: Contact }) {
  const { key, name, timer: { mine, theirs } } = contact;
  if (contact.blocked || contact.state === "request") return null;
  if (theirs !== null && !theirs.put_off) {
    const { id, seconds } = theirs;
    const agree = () => call("timer_set", { conversation: key, seconds, accept: id }).catch(tellFailure);
    const putOff = () => call("timer_put_off", { conversation: key, id }).catch(tellFailure);
    return html`
      <div class="timer-bar" role="status">
        <${Icon} name="clock" />
        <p>${text("they_propose", seconds, name)}</p>
        <button class="button primary" type="button" onClick=${agree}>${t("timer.agree")}</button>
        <button class="button" type="button" onClick=${putOff}>${t("timer.not_now")}</button>
      </div>
    `;
  }
  if (mine === null) return null;
  return html`
    <div class="timer-bar" role="status">
      <${Icon} name="clock" />
      <p>${text("you_proposed", mine.seconds, name)}</p>
    </div>
  `;
}

function text(who: "they_propose" | "you_proposed", seconds: number, name: string): string {
  return seconds === 0 ? t(`timer.${who}_off`, { name }) : t(`timer.${who}`, { name, time: timerText(seconds) });
}
