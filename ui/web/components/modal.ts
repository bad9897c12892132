import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "../html.ts";
import { closeDialog } from "../state/dialogs.ts";
import { t } from "../state/store.ts";
import { Icon } from "./icon.ts";

interface Props {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly wide?: boolean;
  /** A class of its own. */
  readonly look?: string;
}

/** A native modal dialog: the browser keeps the focus inside and gives it back; Esc and a click beside it close it. */
export function Modal({ title, children, wide = false, look = "" }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key: whoever types at once means the dialog, not what is behind it.
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    return () => before?.focus();
  }, []);
  const beside = (event: MouseEvent) => {
    if (event.target === element.current) closeDialog();
  };
  return html`
    <dialog ref=${element} class=${wide ? "wide" : look} aria-labelledby="dialog-title" onClose=${closeDialog}
      onMouseDown=${beside}>
      <div class="dialog-body">
        <header>
          <h2 id="dialog-title">${title}</h2>
          <button class="icon-button" type="button" aria-label=${t("common.close")} onClick=${closeDialog}>
            <${Icon} name="close" />
          </button>
        </header>
        ${children}
      </div>
    </dialog>
  `;
}
