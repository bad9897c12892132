import { useRef } from "preact/hooks";
import type { Millis } from "../../api.ts";
import { dayName } from "../format/time.ts";
import { html } from "../html.ts";
import { announcement } from "../state/dialogs.ts";
import { goToDay } from "../state/jump.ts";
import { activeKey, language, t, today } from "../state/store.ts";

/** A day in the conversation; pressing it asks for the date to go to. */
export function DayLine({ at }: { at: Millis }) {
  return html`
    <div class="day">
      <${DayButton} text=${dayName(at, today.value, language.value)} at=${at} />
    </div>
  `;
}

function DayButton({ text, at }: { text: string; at: Millis }) {
  const field = useRef<HTMLInputElement>(null);
  const choose = () => {
    const input = field.current!;
    input.value = isoDay(at);
    input.max = isoDay(Date.now());
    input.showPicker();
  };
  const go = async () => {
    const day = Date.parse(`${field.current!.value}T00:00`); // without a zone: midnight here
    const key = activeKey.peek();
    if (Number.isNaN(day) || key === null) return;
    if (!await goToDay(key, day)) announcement.value = t("chat.jump_day_none");
  };
  return html`
    <button class="pill" type="button" title=${t("chat.jump_day")} onClick=${choose}>${text}</button>
    <input ref=${field} class="day-field" type="date" tabindex="-1" aria-label=${t("chat.jump_day")}
      aria-hidden="true" onChange=${go} />
  `;
}

function isoDay(at: Millis): string {
  const day = new Date(at);
  return new Date(at - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Milliseconds after the last scrolling. */
const SHOWN = 1_200;

/** The day at the upper edge, while one scrolls. Written into the page directly: it changes with every scroll. */
export class FloatingDay {
  #element: HTMLElement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly attach = (element: HTMLElement | null): void => {
    this.#element = element;
  };

  show(text: string): void {
    const element = this.#element;
    if (element === null) return;
    const pill = element.firstElementChild!;
    if (pill.textContent !== text) pill.textContent = text;
    element.classList.add("shown");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => element.classList.remove("shown"), SHOWN);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
