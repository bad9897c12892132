import { useId } from "preact/hooks";
import { html } from "../html.ts";

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off. It shows what is so, not what was pressed: it moves when the program says that it has changed. */
export function Toggle({ label, hint, checked, disabled = false, onChange }: Props) {
  const id = useId();
  const change = (event: Event) => {
    const box = event.target as HTMLInputElement;
    const wanted = box.checked;
    box.checked = checked;
    onChange(wanted);
  };
  return html`
    <div class="toggle">
      <label for=${id}>${label}</label>
      <input id=${id} type="checkbox" role="switch" checked=${checked} disabled=${disabled} onChange=${change}
        aria-describedby=${hint === undefined ? undefined : `${id}-hint`} />
      ${hint !== undefined && html`<p id=${`${id}-hint`} class="hint">${hint}</p>`}
    </div>
  `;
}
