import { useId } from "preact/hooks";
import { html } from "../html.ts";

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly options: readonly { value: string; text: string }[];
  readonly onPick: (value: string) => void;
}

/** A line with its words and a list to pick one from: where the choices are too many, or too long, to stand side by side. */
export function PickLine({ label, hint, value, options, onPick }: Props) {
  const id = useId();
  return html`
    <div class="pick-line">
      <label class="panel-line">
        <span>${label}</span>
        <select class="select" value=${value} aria-describedby=${hint === undefined ? undefined : id}
          onChange=${(event: Event) => onPick((event.target as HTMLSelectElement).value)}>
          ${options.map(({ value, text }) => html`<option key=${value} value=${value}>${text}</option>`)}
        </select>
      </label>
      ${hint !== undefined && html`<p id=${id} class="hint">${hint}</p>`}
    </div>
  `;
}
