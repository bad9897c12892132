import { nameParts, safeName } from "../format/file_name.ts";
import { html } from "../html.ts";

/** A name in one line: where it does not fit its middle goes, so that the ending is always seen. */
export function FileName({ name }: { name: string }) {
  const [beginning, end] = nameParts(name);
  return html`
    <span class="file-name" dir="auto" title=${safeName(name)}><span>${beginning}</span>${end !== "" && html`
      <span>${end}</span>
    `}</span>
  `;
}
