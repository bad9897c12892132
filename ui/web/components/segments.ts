import { html } from "../html.ts";

interface Option {
  readonly value: string;
  readonly text: string;
  readonly lang?: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

/** A few choices side by side, one of them taken: radio buttons for whoever hears or tabs through them. */
export function Segments({ label, value, options, onChange }: Props) {
  return html`
    <div class="segments" role="radiogroup" aria-label=${label}>
      ${options.map((option) =>
        html`
          <label class="segment" lang=${option.lang}>
            <input type="radio" name=${label} value=${option.value} checked=${option.value === value}
              onChange=${() => onChange(option.value)} />
            <span>${option.text}</span>
          </label>
        `
      )}
    </div>
  `;
}
