import { html } from "../html.ts";
import { Segments } from "./segments.ts";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { value: string; text: string; lang?: string }[];
  readonly onChange: (value: string) => void;
}

/** A line with its words and a few choices. */
export function Choice(props: Props) {
  return html`
    <div class="choice">
      <span aria-hidden="true">${props.label}</span>
      <${Segments} ...${props} />
    </div>
  `;
}
