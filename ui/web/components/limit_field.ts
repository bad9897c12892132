import { useId, useState } from "preact/hooks";
import { html } from "../html.ts";
import { t } from "../state/store.ts";

interface Props {
  readonly label: string;
  /** Null is unlimited. */
  readonly value: number | null;
  /** "995 left": what stands beside the label. */
  readonly text: string;
  readonly onSet: (value: number | null) => void;
}

/** Digits of a billion less one: no budget may be larger than a billion. */
const MOST_DIGITS = 9;

/** A budget: what it is, a field to set it, and a button to lift it. */
export function LimitField({ label, value, text, onSet }: Props) {
  const id = useId();
  const [written, setWritten] = useState("");
  const set = (event: Event) => {
    event.preventDefault();
    if (written === "") return;
    onSet(Number(written));
    setWritten("");
  };
  return html`
    <form class="limit" onSubmit=${set}>
      <label for=${id}>${label}</label>
      <output class="limit-left" for=${id}>${text}</output>
      <input id=${id} type="text" inputmode="numeric" autocomplete="off" value=${written} maxlength=${MOST_DIGITS}
        placeholder=${String(value ?? 1_000)}
        onInput=${(event: InputEvent) => {
          const field = event.target as HTMLInputElement;
          field.value = field.value.replace(/\D/g, ""); // at once, or the letter would stay in the field
          setWritten(field.value);
        }} />
      <button class="button" type="submit" disabled=${written === ""}
        aria-label=${t("limit.set_label", { label })}>${t("limit.set")}</button>
      <button class="button" type="button" disabled=${value === null} onClick=${() => onSet(null)}
        aria-label=${t("limit.unlimited_label", { label })}>${t("limit.unlimited")}</button>
    </form>
  `;
}
